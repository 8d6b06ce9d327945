import { describe, expect, it } from 'vitest';
import type { Quad } from '../../../calibration/frames.ts';
import type { PaperSighting } from '../../../client/vision/paper.ts';
import { GRACE_MS, NO_PAPER, type PaperTrack, paperOf, trackPaper } from '../../../client/vision/track-paper.ts';
import { seeded } from './random.ts';

const SETTINGS = { sheet: null, camera: { width: 960, height: 540 } };
const FRAME_MS = 100;
const SEED = 7;
console.log(`tracking: seed ${SEED}`);

const QUAD: Quad<'camera'> = [
  { x: 200, y: 100 },
  { x: 700, y: 95 },
  { x: 710, y: 450 },
  { x: 190, y: 455 },
];
const moved = (quad: Quad<'camera'>, dx: number, dy: number): Quad<'camera'> =>
  quad.map(({ x, y }) => ({ x: x + dx, y: y + dy })) as unknown as Quad<'camera'>;
const found = (quad: Quad<'camera'>): PaperSighting => ({ kind: 'found', quad, confidence: 0.9, source: 'detected' });
const absent: PaperSighting = { kind: 'absent', reason: 'no-bright-quad' };

/** One sighting a frame, from `start` ms on; the track afterwards and its quads. */
const follow = (
  track: PaperTrack,
  sightings: readonly PaperSighting[],
  start: number,
): { track: PaperTrack; end: number; quads: (Quad<'camera'> | null)[] } => {
  let time = start;
  let now = track;
  const quads = sightings.map((sighting) => {
    now = trackPaper(now, sighting, time, SETTINGS);
    const quad = paperOf(now, time)?.quad ?? null;
    time += FRAME_MS;
    return quad;
  });
  return { track: now, end: time, quads };
};
const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));
const furthest = (a: Quad<'camera'> | null | undefined, b: Quad<'camera'>): number =>
  a ? Math.max(...a.map((p, at) => Math.hypot(p.x - b[at]!.x, p.y - b[at]!.y))) : Number.POSITIVE_INFINITY;

const shaken = (random: () => number): Quad<'camera'> =>
  QUAD.map(({ x, y }) => ({ x: x + 2 * random() - 1, y: y + 2 * random() - 1 })) as unknown as Quad<'camera'>;

describe('trackPaper', () => {
  it('holds the sheet from its first sighting', () => {
    const { quads } = follow(NO_PAPER, [found(QUAD)], 0);
    expect(furthest(quads[0], QUAD)).toBe(0);
  });

  it('is steadier than its sightings while the sheet is still', () => {
    const random = seeded(SEED);
    const { quads } = follow(
      NO_PAPER,
      times(40, () => found(shaken(random))),
      0,
    );
    expect(furthest(quads.at(-1), QUAD)).toBeLessThan(0.6);
    expect(furthest(quads.at(-1), quads.at(-2)!)).toBeLessThan(0.1);
  });

  it('does not shift when a hand passes over a corner', () => {
    const settled = follow(
      NO_PAPER,
      times(20, () => found(QUAD)),
      0,
    );
    const hand = times(15, (at) => {
      const [a, b, c, d] = QUAD;
      return found([a, b, { x: c.x - 8 * at, y: c.y - 5 * at }, { x: d.x, y: d.y - (at % 2) * 4 }]);
    });
    for (const quad of follow(settled.track, hand, settled.end).quads) expect(furthest(quad, QUAD)).toBeLessThan(0.5);
  });

  it('believes a corner that stays elsewhere', () => {
    const settled = follow(
      NO_PAPER,
      times(20, () => found(QUAD)),
      0,
    );
    const [a, b, c, d] = QUAD;
    const curled: Quad<'camera'> = [a, b, { x: c.x - 20, y: c.y - 12 }, d];
    const { quads } = follow(
      settled.track,
      times(40, () => found([...curled] as unknown as Quad<'camera'>)),
      settled.end,
    );
    expect(furthest(quads[5], QUAD)).toBeLessThan(0.5);
    expect(furthest(quads.at(-1), curled)).toBeLessThan(0.5);
  });

  it('ignores a single wrong sighting', () => {
    const settled = follow(
      NO_PAPER,
      times(20, () => found(QUAD)),
      0,
    );
    const wrong = found(moved(QUAD, 90, -60));
    const { quads } = follow(settled.track, [wrong, found(QUAD), wrong, found(QUAD)], settled.end);
    for (const quad of quads) expect(furthest(quad, QUAD)).toBeLessThan(0.5);
  });

  it('follows a sheet that moves, at once after it was seen to move', () => {
    const settled = follow(
      NO_PAPER,
      times(20, () => found(QUAD)),
      0,
    );
    const way = times(30, (at) => moved(QUAD, 6 * at + 6, 3 * at));
    const { quads } = follow(settled.track, way.map(found), settled.end);
    expect(furthest(quads.at(-1), way.at(-1)!)).toBeLessThan(0.5);
    expect(furthest(quads[12], way[12]!)).toBeLessThan(0.5);
  });

  it('moves to where the sheet was put, within a second', () => {
    const settled = follow(
      NO_PAPER,
      times(20, () => found(QUAD)),
      0,
    );
    const there = moved(QUAD, 120, 20);
    const { quads } = follow(
      settled.track,
      times(10, () => found(there)),
      settled.end,
    );
    expect(furthest(quads.at(-1), there)).toBeLessThan(0.5);
  });

  it('keeps the sheet for the grace time, says how long it is unseen, and then has none', () => {
    const settled = follow(
      NO_PAPER,
      times(5, () => found(QUAD)),
      0,
    );
    const gone = follow(
      settled.track,
      times(GRACE_MS / FRAME_MS - 1, () => absent),
      settled.end,
    );
    const last = gone.end - FRAME_MS;
    expect(paperOf(gone.track, last)?.unseenMs).toBe(last - (settled.end - FRAME_MS));
    expect(furthest(gone.quads.at(-1), QUAD)).toBe(0);
    const { track } = follow(
      gone.track,
      times(3, () => absent),
      gone.end,
    );
    expect(track).toEqual(NO_PAPER);
  });

  it('takes corners placed by hand as they are, and at once', () => {
    const settled = follow(
      NO_PAPER,
      times(20, () => found(QUAD)),
      0,
    );
    const placed = moved(QUAD, 15, 15);
    const track = trackPaper(
      settled.track,
      { kind: 'found', quad: placed, confidence: 1, source: 'manual' },
      5000,
      SETTINGS,
    );
    expect(paperOf(track, 5000)).toMatchObject({ quad: placed, source: 'manual', unseenMs: 0 });
    const invalid = trackPaper(track, { kind: 'absent', reason: 'manual-corners-invalid' }, 5100, SETTINGS);
    expect(paperOf(invalid, 5100)).toBeNull();
  });

  it('chooses the sheet size by its aspect, unless one is set', () => {
    const chosen = trackPaper(NO_PAPER, found(QUAD), 0, SETTINGS);
    expect(paperOf(chosen, 0)?.sheet).toEqual({ widthMm: 297, heightMm: 210 });
    const sheet = { widthMm: 420, heightMm: 297 };
    expect(paperOf(trackPaper(chosen, found(QUAD), 1, { ...SETTINGS, sheet }), 1)?.sheet).toEqual(sheet);
  });
});
