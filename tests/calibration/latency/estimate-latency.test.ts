import { describe, expect, it } from 'vitest';
import {
  type LatencyState,
  LEAST_TURNS,
  latencyOf,
  NO_LATENCY,
  noteRead,
  noteShown,
} from '../../../calibration/latency/estimate-latency.ts';
import { codeOfCount, PATCH_MS } from '../../../calibration/latency/patch-code.ts';
import { seededRandom } from '../photometry/seeded-random.ts';

interface Chain {
  readonly seed: number;
  readonly fps: number;
  readonly delayMs: number;
  /** Uniform, to either side. */
  readonly jitterMs: number;
  /** Share of pictures in which no patch is read. */
  readonly blind: number;
  /** From the light to the message that tells of it. */
  readonly messageMs: number;
}
const USUAL: Chain = { seed: 1, fps: 30, delayMs: 120, jitterMs: 0, blind: 0, messageMs: 20 };

/** A minute of codes, pictures and messages, in the order in which they arrive. */
const measure = (chain: Chain): LatencyState => {
  const random = seededRandom(chain.seed);
  const turns = Array.from({ length: 120 }, (_, count) => {
    const at = count * PATCH_MS + 60 * random();
    return { code: codeOfCount(count), at, seenFrom: at + chain.delayMs + chain.jitterMs * (2 * random() - 1) };
  });
  const events: { readonly time: number; readonly apply: (state: LatencyState) => LatencyState }[] = turns.map(
    ({ code, at }) => ({ time: at + chain.messageMs, apply: (state) => noteShown(state, code, at) }),
  );
  for (let n = 0; n < 60 * chain.fps; n++) {
    const time = (n * 1000) / chain.fps;
    const seen = turns.findLast((turn) => turn.seenFrom <= time);
    if (seen && random() >= chain.blind) events.push({ time, apply: (state) => noteRead(state, seen.code, time) });
  }
  return events.sort((a, b) => a.time - b.time).reduce((state, { apply }) => apply(state), NO_LATENCY);
};

describe('the latency estimator', () => {
  it.each([
    USUAL,
    { ...USUAL, seed: 2, delayMs: 45 },
    { ...USUAL, seed: 3, delayMs: 300, fps: 10 },
    { ...USUAL, seed: 4, blind: 0.3 },
    { ...USUAL, seed: 5, jitterMs: 25 },
    { ...USUAL, seed: 6, delayMs: 900, fps: 8 },
  ])('finds the delay between light and picture to half a picture: %o', (chain) => {
    const latency = latencyOf(measure(chain))!;
    const picture = 1000 / chain.fps;
    expect(Math.abs(latency.p50 - chain.delayMs)).toBeLessThan(0.5 * picture + 0.5 * chain.jitterMs + 2);
    expect(latency.p95).toBeGreaterThanOrEqual(chain.delayMs + 0.8 * chain.jitterMs);
    expect(latency.p95).toBeLessThan(chain.delayMs + chain.jitterMs + (2 + 4 * chain.blind) * picture);
    expect(latency.p5).toBeLessThanOrEqual(chain.delayMs);
    expect(latency.turns).toBeGreaterThan(50);
  });

  it('does not mind that the message comes after its light was seen', () => {
    const latency = latencyOf(measure({ ...USUAL, delayMs: 60, messageMs: 400 }))!;
    expect(latency.p50).toBeGreaterThan(40);
    expect(latency.p50).toBeLessThan(85);
  });

  it('says nothing until it has seen some turns', () => {
    let state = noteRead(NO_LATENCY, 0, 0);
    expect(latencyOf(state)).toBeNull();
    for (let n = 1; n < LEAST_TURNS; n++) {
      state = noteShown(state, codeOfCount(n), 500 * n);
      state = noteRead(state, codeOfCount(n), 500 * n + 100);
    }
    expect(latencyOf(state)).toBeNull();
    state = noteRead(noteShown(state, codeOfCount(LEAST_TURNS), 3000), codeOfCount(LEAST_TURNS), 3100);
    expect(latencyOf(state)).toMatchObject({ turns: LEAST_TURNS });
  });

  it('counts no code that was never seen', () => {
    let state = NO_LATENCY;
    for (let n = 1; n < 40; n++) {
      state = noteShown(state, codeOfCount(n), 500 * n);
      // The camera sees the first code for ever: somebody stands before the patch.
      for (let k = 0; k < 5; k++) state = noteRead(state, codeOfCount(0), 500 * n + 100 * k);
    }
    expect(state.turns).toEqual([]);
  });
});
