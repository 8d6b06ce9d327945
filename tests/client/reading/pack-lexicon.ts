/** Lists of words as models/training/language_model_lexicon.py packs them. */

export const ALPHABET = [...`'abcdefghijklmnopqrstuvwxyzé`];
const LOG_STEP = 0.08;

/** `words`: natural logs of frequencies. */
export function packLexicon(words: ReadonlyMap<string, number>): Uint8Array {
  const code = (word: string): number[] => [...word].map((c) => ALPHABET.indexOf(c) + 1);
  const coded = [...words].map(([word, log]) => ({ letters: code(word), log }));
  coded.sort((a, b) => (String.fromCharCode(...a.letters) < String.fromCharCode(...b.letters) ? -1 : 1));
  const bytes: number[] = [];
  let before: readonly number[] = [];
  for (const { letters, log } of coded) {
    let shared = 0;
    while (shared < before.length && shared < letters.length && before[shared] === letters[shared]) shared++;
    bytes.push(shared, ...letters.slice(shared), 0, Math.round(-log / LOG_STEP));
    before = letters;
  }
  return Uint8Array.from(bytes);
}
