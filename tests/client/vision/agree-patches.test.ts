import { describe, expect, it } from 'vitest';
import { agreePatches, type PatchMotion } from '../../../client/vision/agree-patches.ts';

const CORNERS = [
  { x: 120, y: 40 },
  { x: 840, y: 44 },
  { x: 830, y: 500 },
  { x: 110, y: 490 },
];
const move = (by: (p: { x: number; y: number }) => readonly [number, number], count = 4): PatchMotion[] =>
  CORNERS.slice(0, count).map((from, id) => {
    const [dx, dy] = by(from);
    return { id, from, to: { x: from.x + dx, y: from.y + dy } };
  });
/** One of them seen elsewhere: its light falls on an arm. */
const onArm = (patches: readonly PatchMotion[], id: number): PatchMotion[] =>
  patches.map((p) => (p.id === id ? { ...p, to: { x: p.to.x + 6, y: p.to.y - 4 } } : p));
const ids = (patches: readonly PatchMotion[]): number[] => agreePatches(patches).map(({ id }) => id);

describe('agreePatches', () => {
  it('believes all that stay, and all that shift or turn together', () => {
    expect(ids(move(() => [0.1, -0.1]))).toEqual([0, 1, 2, 3]);
    expect(ids(move(() => [5, -3]))).toEqual([0, 1, 2, 3]);
    expect(ids(move(({ x, y }) => [-0.01 * (y - 270), 0.01 * (x - 480)]))).toEqual([0, 1, 2, 3]);
  });

  it.each([4, 3, 2])('leaves out the one of %i that an arm shows elsewhere', (count) => {
    expect(
      ids(
        onArm(
          move(() => [0, 0], count),
          1,
        ),
      ),
    ).not.toContain(1);
    expect(
      ids(
        onArm(
          move(() => [0, 0], count),
          1,
        ),
      ),
    ).toHaveLength(count - 1);
  });

  it('leaves it out of a common shift, too', () => {
    expect(
      ids(
        onArm(
          move(() => [3, 2]),
          2,
        ),
      ),
    ).toEqual([0, 1, 3]);
  });

  it('knows nothing where none agree, and of none', () => {
    const each = [
      [9, 0],
      [-7, 8],
      [0, -9],
      [12, 14],
    ] as const;
    expect(ids(move((p) => each[CORNERS.indexOf(p)]!)).length).toBeLessThanOrEqual(2);
    expect(ids([])).toEqual([]);
  });
});
