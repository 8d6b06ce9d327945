import { describe, expect, it } from 'vitest';
import { type Displacement, fitSmallMotion, motionAt, undoMotion } from '../../../calibration/drift/small-motion.ts';
import { applyHomography, type Homography } from '../../../calibration/homography.ts';
import { seededRandom } from '../photometry/seeded-random.ts';

const FRAME = { width: 960, height: 540 };
/** A sheet of 700 × 400 px moved by some px, turned by half a degree, tilted a little. */
const MOVED: Homography<'camera', 'camera'> = [1.001, -0.006, 2.4, 0.006, 1.0005, -1.6, 1e-6, -2e-6, 1];
const CORNERS = [
  { x: 130, y: 70 },
  { x: 830, y: 80 },
  { x: 820, y: 470 },
  { x: 120, y: 460 },
];

/** Displacements along the edges' normals, as the sheet's outline gives them. */
const edges = (moved: Homography<'camera', 'camera'>, noise: () => number): Displacement[] =>
  CORNERS.flatMap((from, side) => {
    const to = CORNERS[(side + 1) % 4]!;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const along = { x: -(to.y - from.y) / length, y: (to.x - from.x) / length };
    return Array.from({ length: 40 }, (_, k) => {
      const t = (k + 0.5) / 40;
      const at = { x: from.x + t * (to.x - from.x), y: from.y + t * (to.y - from.y) };
      const now = applyHomography(moved, at);
      const by = (now.x - at.x) * along.x + (now.y - at.y) * along.y;
      return { at, along, by: by + noise(), weight: 1 };
    });
  });
const errorAt = (motion: ReturnType<typeof fitSmallMotion>, p: { x: number; y: number }): number => {
  const now = applyHomography(MOVED, p);
  const by = motionAt(motion, p);
  return Math.hypot(p.x + by.x - now.x, p.y + by.y - now.y);
};
const PLACES = [...CORNERS, { x: 480, y: 270 }, { x: 300, y: 150 }];

describe('fitSmallMotion', () => {
  it.each([1, 2, 3])('finds from edges alone how a sheet moved, to a tenth of a px (seed %i)', (seed) => {
    const random = seededRandom(seed);
    const motion = fitSmallMotion(
      edges(MOVED, () => 0.15 * (random() - 0.5)),
      FRAME,
    );
    for (const p of PLACES) expect(errorAt(motion, p)).toBeLessThan(0.15);
  });

  it('does not follow an arm that lies over a third of one side', () => {
    const seen = edges(MOVED, () => 0).map((d, i) => (i > 125 && i < 140 ? { ...d, by: d.by - 5 } : d));
    const motion = fitSmallMotion(seen, FRAME);
    for (const p of PLACES) expect(errorAt(motion, p)).toBeLessThan(0.2);
  });

  it('takes a single point for a shift of all', () => {
    const at = { x: 900, y: 500 };
    const motion = fitSmallMotion(
      [
        { at, along: { x: 1, y: 0 }, by: 2, weight: 8 },
        { at, along: { x: 0, y: 1 }, by: -1, weight: 8 },
      ],
      FRAME,
    );
    const middle = motionAt(motion, { x: 480, y: 270 });
    expect(middle.x).toBeCloseTo(2, 1);
    expect(middle.y).toBeCloseTo(-1, 1);
  });

  it('knows the way back', () => {
    const motion = fitSmallMotion(
      edges(MOVED, () => 0),
      FRAME,
    );
    const p = { x: 700, y: 120 };
    const by = motionAt(motion, p);
    const back = undoMotion(motion, { x: p.x + by.x, y: p.y + by.y });
    expect(Math.hypot(back.x - p.x, back.y - p.y)).toBeLessThan(1e-3);
  });

  it('sees no motion where nothing was measured', () => {
    expect(motionAt(fitSmallMotion([], FRAME), { x: 5, y: 5 })).toEqual({ x: 0, y: 0 });
  });
});
