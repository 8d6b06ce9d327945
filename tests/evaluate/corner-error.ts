/** How far a detected sheet is from the true one, as issue 2 defines it. Frame: camera px. */
import type { CameraPoint, Quad, Size } from '../../calibration/frames.ts';

/**
 * The worst corner's distance as a fraction of the true sheet's diagonal, the least over the four cyclic orders;
 * corners outside the picture are first moved to where the sheet's edge leaves it.
 */
export const cornerError = (detected: Quad<'camera'>, truth: Quad<'camera'>, picture: Size): number => {
  const seen = clipCorners(detected, picture);
  const shown = clipCorners(truth, picture);
  const diagonal = Math.max(distance(shown[0], shown[2]), distance(shown[1], shown[3]));
  const worst = [0, 1, 2, 3].map((turn) =>
    Math.max(...shown.map((corner, at) => distance(corner, seen[(at + turn) % 4]!))),
  );
  return Math.min(...worst) / diagonal;
};

const distance = (a: CameraPoint, b: CameraPoint): number => Math.hypot(a.x - b.x, a.y - b.y);

/** A corner outside goes to where one of its two edges enters the picture (the nearer one), or to the picture's own corner. */
export const clipCorners = (quad: Quad<'camera'>, picture: Size): Quad<'camera'> => {
  const right = picture.width - 1;
  const bottom = picture.height - 1;
  const isInside = (p: CameraPoint): boolean => p.x >= 0 && p.y >= 0 && p.x <= right && p.y <= bottom;
  return quad.map((corner, at) => {
    if (isInside(corner)) return corner;
    const exits = [quad[(at + 1) % 4]!, quad[(at + 3) % 4]!]
      .map((other) => entry(corner, other, right, bottom))
      .filter((exit) => exit !== null);
    exits.sort((a, b) => distance(a, corner) - distance(b, corner));
    return exits[0] ?? { x: Math.min(right, Math.max(0, corner.x)), y: Math.min(bottom, Math.max(0, corner.y)) };
  }) as unknown as Quad<'camera'>;
};

/** First point of the way from `outside` to `other` that lies in the picture (Liang and Barsky 1984), or null. */
const entry = (outside: CameraPoint, other: CameraPoint, right: number, bottom: number): CameraPoint | null => {
  const dx = other.x - outside.x;
  const dy = other.y - outside.y;
  let enter = 0;
  let leave = 1;
  for (const [p, q] of [
    [-dx, outside.x],
    [dx, right - outside.x],
    [-dy, outside.y],
    [dy, bottom - outside.y],
  ] as const) {
    if (p === 0 && q < 0) return null;
    if (p < 0) enter = Math.max(enter, q / p);
    if (p > 0) leave = Math.min(leave, q / p);
  }
  return enter <= leave ? { x: outside.x + enter * dx, y: outside.y + enter * dy } : null;
};
