/** Edits and lengths of truth, summed over lines: character and word error rates after normalisation. */
import { editDistance } from './edit-distance.ts';

export interface ErrorTally {
  readonly characterEdits: number;
  readonly characters: number;
  readonly wordEdits: number;
  readonly words: number;
}

export const NO_ERRORS: ErrorTally = { characterEdits: 0, characters: 0, wordEdits: 0, words: 0 };

/** With one more line; both texts normalised. */
export const addLine = (tally: ErrorTally, truth: string, read: string): ErrorTally => ({
  characterEdits: tally.characterEdits + editDistance([...truth], [...read]),
  characters: tally.characters + [...truth].length,
  wordEdits: tally.wordEdits + editDistance(wordsOf(truth), wordsOf(read)),
  words: tally.words + wordsOf(truth).length,
});

/** 0 … (more than 1 where much was invented). With no truth at all, every edit is an error: one invented character counts as 1. */
export const characterErrorRate = ({ characterEdits, characters }: ErrorTally): number =>
  characterEdits / Math.max(1, characters);
export const wordErrorRate = ({ wordEdits, words }: ErrorTally): number => wordEdits / Math.max(1, words);

const wordsOf = (text: string): string[] => (text === '' ? [] : text.split(' '));
