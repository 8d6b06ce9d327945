/** Coordinate descent over a decoder's settings on a coarse grid: one after the other to the least score, until none moves. */
import type { DecoderSettings } from '../../client/reading/decode-ctc.ts';

export type Searched = 'temperature' | 'languageWeight' | 'bonus' | 'lexiconWeight';

/** Neighbouring values differ by what dev lines can tell apart. */
const STEP: Readonly<Record<Searched, number>> = {
  temperature: 0.2,
  languageWeight: 0.1,
  bonus: 0.3,
  lexiconWeight: 0.1,
};
const RANGE: Readonly<Record<Searched, readonly [number, number]>> = {
  temperature: [0.8, 2.2],
  languageWeight: [0.15, 1.15],
  bonus: [0.3, 3],
  lexiconWeight: [0, 1],
};

/** `score`: less is better; it is asked once for each setting. */
export function searchSettings(
  start: DecoderSettings,
  score: (settings: DecoderSettings) => number,
  order: readonly Searched[] = ['lexiconWeight', 'languageWeight', 'bonus', 'temperature'],
): { readonly settings: DecoderSettings; readonly score: number } {
  const known = new Map<string, number>();
  const ask = (settings: DecoderSettings): number => {
    const key = JSON.stringify(settings);
    const asked = known.get(key) ?? score(settings);
    known.set(key, asked);
    return asked;
  };
  let settings = start;
  let least = ask(start);
  for (let moved = true; moved; ) {
    moved = false;
    for (const name of order)
      for (const direction of [-1, 1])
        for (;;) {
          const value = Number(((settings[name] ?? 0) + direction * STEP[name]).toFixed(3));
          if (value < RANGE[name][0] || value > RANGE[name][1]) break;
          const tried = { ...settings, [name]: value };
          const found = ask(tried);
          if (!(found < least)) break;
          [settings, least, moved] = [tried, found, true];
        }
  }
  return { settings, score: least };
}
