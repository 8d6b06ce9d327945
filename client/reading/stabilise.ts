/**
 * Fast answer, then right answer: turns the readings of a line over time into tentative, committed and withdrawn text.
 * A line is committed when two readings of it agreed, one was sure, or both networks have read it, after its ink stood still; a committed text
 * changes only when its ink changed, a new reading is clearly better, or somebody asked for it to be read anew. State in, state out; times in ms.
 */
import type { LineReading } from './reading.ts';
import { isRude } from './rude-words.ts';

/** What became of one line: `read` in every frame that has it (with its last reading), `gone` once when it is away. */
export type LineNews =
  | {
      readonly kind: 'read';
      readonly lineId: string;
      readonly revision: number;
      /** All of its ink is settled. */
      readonly settled: boolean;
      /** The newest reading, the same object as before when there is none newer; null before the first. */
      readonly reading: LineReading | null;
      /** Revision that `reading` was made of, where reading lags behind; `revision` when left out. */
      readonly readRevision?: number;
      readonly time: number;
    }
  | { readonly kind: 'gone'; readonly lineId: string; readonly time: number };

export interface StableLine {
  readonly lineId: string;
  readonly state: 'tentative' | 'committed' | 'withdrawn';
  /** Of the ink that `text` was read from. */
  readonly revision: number;
  readonly kind: LineReading['kind'];
  readonly text: string;
  readonly confidence: number;
  readonly alternatives: LineReading['alternatives'];
  readonly characters: LineReading['characters'];
  readonly language?: LineReading['language'];
}

interface LineMemory {
  readonly shown: StableLine;
  readonly revision: number;
  /** When its ink last changed or was last unsettled; null while it is unsettled. */
  readonly stillSince: number | null;
  readonly reading: LineReading | null;
  /** Revision that `reading` was made of. */
  readonly readRevision: number;
  /** Readings in a row that said the same as `reading`, itself included. */
  readonly agreed: number;
}

export type StabiliserState = ReadonlyMap<string, LineMemory>;
export const emptyStabiliser: StabiliserState = new Map();

/** Ink that has not moved for this long is written: between letters a writer pauses less. */
export const STILL_MS = 600;
/** A line that stays unsure is committed all the same after this long, so that nobody waits forever. */
export const PATIENCE_MS = 1800;
/** One reading this sure needs no second. */
export const SURE = 0.8;
/** A committed text whose ink did not change gives way only to a reading this much surer. */
export const CLEARLY_BETTER = 0.15;

/** The line as it is to be shown now, and the state for the next call. Unknown lines that are gone give a withdrawn, empty line. */
export function stabilise(state: StabiliserState, news: LineNews): { state: StabiliserState; line: StableLine } {
  const known = state.get(news.lineId);
  const next = new Map(state);
  if (news.kind === 'gone') {
    next.delete(news.lineId);
    const line = known?.shown ?? emptyLine(news.lineId, 0);
    return { state: next, line: { ...line, revision: known?.revision ?? 0, state: 'withdrawn' } };
  }
  const memory = remember(known, news);
  const shown = choose(known?.shown ?? null, memory, news);
  next.set(news.lineId, { ...memory, shown });
  return { state: next, line: shown };
}

function remember(known: LineMemory | undefined, news: LineNews & { kind: 'read' }): Omit<LineMemory, 'shown'> {
  const { revision, settled, reading, time } = news;
  const moved = known === undefined || known.revision !== revision;
  const stillSince = !settled ? null : moved ? time : (known.stillSince ?? time);
  if (known === undefined || reading !== known.reading) {
    const same = known?.reading != null && reading !== null && saysTheSame(known.reading, reading);
    const agreed = reading === null ? 0 : same ? known.agreed + 1 : 1;
    return { revision, stillSince, reading, readRevision: news.readRevision ?? revision, agreed };
  }
  return { revision, stillSince, reading, readRevision: known.readRevision, agreed: known.agreed };
}

function choose(
  shown: StableLine | null,
  memory: Omit<LineMemory, 'shown'>,
  news: LineNews & { kind: 'read' },
): StableLine {
  const { reading, readRevision, stillSince } = memory;
  if (reading === null) return shown ?? emptyLine(news.lineId, news.revision);
  const still = stillSince === null ? 0 : news.time - stillSince;
  const upToDate = readRevision === memory.revision;
  // After both networks nothing better is to come. Something rude waits for both, however sure one of them is.
  const final = reading.again === true || ((memory.agreed >= 2 || reading.confidence >= SURE) && !isRude(reading));
  const ripe = upToDate && stillSince !== null && ((still >= STILL_MS && final) || still >= PATIENCE_MS);
  if (shown?.state === 'committed') {
    if (!ripe) return shown;
    const inkChanged = shown.revision !== readRevision;
    const better = reading.confidence >= shown.confidence + CLEARLY_BETTER;
    // What both networks say together is the right answer that was to follow the fast one. An unsure reading that was asked for waits for it.
    return inkChanged || better || reading.again === true || (reading.anew === true && final)
      ? toLine(news.lineId, readRevision, 'committed', reading)
      : shown;
  }
  if (ripe) return toLine(news.lineId, readRevision, 'committed', reading);
  return toLine(news.lineId, readRevision, 'tentative', news.settled ? reading : withoutEnd(reading));
}

/** While ink comes in, the last letter is half a letter: what it seems to be changes with every reading. */
const HELD_BACK = 1;

/** Streaming speech is shown the same way (Arivazhagan et al., "Re-translation versus streaming", 2020: mask-k). */
const withoutEnd = (reading: LineReading): LineReading => {
  const shorten = (text: string): string => [...text].slice(0, -HELD_BACK).join('').trimEnd();
  return {
    ...reading,
    text: shorten(reading.text),
    alternatives: reading.alternatives.map(({ text, probability }) => ({ text: shorten(text), probability })),
    characters: reading.characters.slice(0, -HELD_BACK),
  };
};

const saysTheSame = (a: LineReading, b: LineReading): boolean => a.kind === b.kind && a.text === b.text;

const toLine = (
  lineId: string,
  revision: number,
  state: 'tentative' | 'committed',
  { kind, text, confidence, alternatives, characters, language }: LineReading,
): StableLine => ({
  lineId,
  revision,
  state,
  kind,
  text,
  confidence,
  alternatives,
  characters,
  ...(language === undefined ? {} : { language }),
});

const emptyLine = (lineId: string, revision: number): StableLine => ({
  lineId,
  revision,
  state: 'tentative',
  kind: 'text',
  text: '',
  confidence: 0,
  alternatives: [],
  characters: [],
});
