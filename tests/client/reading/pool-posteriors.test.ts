import { describe, expect, it } from 'vitest';
import { greedyLabels } from '../../../client/reading/greedy-labels.ts';
import type { LogProbabilities } from '../../../client/reading/log-softmax.ts';
import { logSoftmax } from '../../../client/reading/log-softmax.ts';
import { type PlacedPosterior, poolPosteriors } from '../../../client/reading/pool-posteriors.ts';
import { randomOf } from '../../../client/sources/virtual-wall/random.ts';
import { blankLine } from './draw-marks.ts';

const CLASSES = 12;
const STRIDE = 4;

/** Logits that say `peaks[t]` in frame t (0 = blank), blurred by noise. */
const saying = (peaks: readonly number[], noise = 0, random: () => number = () => 0.5): LogProbabilities => {
  const data = new Float32Array(peaks.length * CLASSES);
  for (let i = 0; i < data.length; i++) data[i] = noise * (random() + random() + random() - 1.5);
  peaks.forEach((c, t) => {
    data[t * CLASSES + c]! += 4;
  });
  return logSoftmax({ frames: peaks.length, classes: CLASSES, data });
};

/** A crop with an upright stroke every eight columns; the ink map is the crop itself, moved by nothing. */
const placed = (logs: LogProbabilities, inkUntil = logs.frames * STRIDE, originX = 0): PlacedPosterior => {
  const width = logs.frames * STRIDE;
  const data = new Uint8Array(width * 48).fill(255);
  for (let x = 0; x < Math.min(width, inkUntil); x++)
    if ((x + originX) % 8 < 2) for (let y = 10; y < 38; y++) data[y * width + x] = 20;
  const toSource = { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 };
  return {
    logs,
    line: { ...blankLine(width), toSource },
    crop: { width, height: 48, data },
    origin: { x: originX, y: 0 },
  };
};
const pool = (...readings: readonly PlacedPosterior[]) =>
  readings.reduce<ReturnType<typeof poolPosteriors> | null>(
    (before, now) => poolPosteriors(before, now, STRIDE),
    null,
  )!;

const WORD = [0, 1, 0, 2, 2, 0, 3, 0, 4, 0, 0, 5, 0, 6, 0, 0, 0];

describe('pooled posteriors', () => {
  it('are the reading itself the first time', () => {
    const logs = saying(WORD);
    const first = pool(placed(logs));
    expect(first.logs).toEqual(logs);
    expect([...first.weights]).toEqual(WORD.map(() => 1));
  });

  it('say of the same ink what both readings say, with twice the weight', () => {
    const both = pool(placed(saying(WORD)), placed(saying(WORD)));
    expect(greedyLabels(both.logs, 0)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const weight of both.weights) expect(weight).toBeCloseTo(2, 5);
  });

  it('are nearer to the truth than noisy readings are one by one', () => {
    const random = randomOf(42);
    let alone = 0;
    let together = 0;
    for (let round = 0; round < 20; round++) {
      const readings = Array.from({ length: 4 }, () => placed(saying(WORD, 4.5, random)));
      const errors = ({ data }: LogProbabilities): number =>
        WORD.filter((c, t) => {
          const frame = data.subarray(t * CLASSES, (t + 1) * CLASSES);
          return frame.indexOf(Math.max(...frame)) !== c;
        }).length;
      alone += errors(readings.at(-1)!.logs);
      together += errors(pool(...readings).logs);
    }
    expect(alone).toBeGreaterThan(20);
    expect(together).toBeLessThan(alone / 2);
  });

  it('meet where the peaks of one reading lie a frame beside the other’s', () => {
    const shifted = [0, ...WORD.slice(0, -1)];
    const both = pool(placed(saying(shifted)), placed(saying(WORD)));
    expect(greedyLabels(both.logs, 0)).toEqual([1, 2, 3, 4, 5, 6]);
    const certainty = Math.min(...WORD.map((c, t) => (c === 0 ? 0 : both.logs.data[t * CLASSES + c]!)));
    expect(certainty).toBeGreaterThan(-0.5);
  });

  it('follow the canvas when the line grows to the left and every frame moves', () => {
    const before = placed(saying(WORD), undefined, 16);
    const now = placed(saying([0, 7, 0, 0, ...WORD]), undefined, 0);
    const grown = pool(before, now);
    expect(greedyLabels(grown.logs, 0)).toEqual([7, 1, 2, 3, 4, 5, 6]);
    expect(grown.weights[1]).toBe(1);
    expect(grown.weights[12]).toBeGreaterThan(1.9);
  });

  it('know nothing of ink that has just come', () => {
    const before = placed(saying(WORD.map((c, t) => (t < 7 ? c : 0))), 28);
    const grown = pool(before, placed(saying(WORD)));
    expect(greedyLabels(grown.logs, 0)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(grown.weights[12]).toBe(1);
    expect(grown.weights[1]).toBeGreaterThan(1.5);
  });

  it('forget what they said of ink that has changed', () => {
    const other = placed(saying(WORD.map((c) => (c === 0 ? 0 : c + 1))));
    // The same place, all of its strokes elsewhere.
    const moved = { ...other, crop: { ...other.crop, data: other.crop.data.map((_, i) => other.crop.data[i ^ 4]!) } };
    const now = pool(placed(saying(WORD)), moved);
    expect(greedyLabels(now.logs, 0)).toEqual([2, 3, 4, 5, 6, 7]);
    for (const weight of now.weights) expect(weight).toBe(1);
  });

  it('stay probabilities', () => {
    const random = randomOf(7);
    const both = pool(placed(saying(WORD, 3, random)), placed(saying(WORD, 3, random)));
    for (let t = 0; t < both.logs.frames; t++) {
      const frame = both.logs.data.subarray(t * CLASSES, (t + 1) * CLASSES);
      expect(frame.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 4);
    }
  });

  it('stay probabilities where two readings were as sure as can be of different characters', () => {
    const sure = (c: number) => {
      const data = new Float32Array(WORD.length * CLASSES).fill(-90);
      for (let t = 0; t < WORD.length; t++) data[t * CLASSES + c] = 0;
      return placed({ frames: WORD.length, classes: CLASSES, data });
    };
    const both = pool(sure(1), sure(2));
    for (const log of both.logs.data) expect(Number.isFinite(log)).toBe(true);
    expect(Math.exp(both.logs.data[1]!) + Math.exp(both.logs.data[2]!)).toBeCloseTo(1, 4);
  });
});
