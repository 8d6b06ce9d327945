/**
 * The line on which letters stand. In: a line's ink on its crop. Out: y = intercept + slope × x, crop px (y down).
 * Method: lowest ink of narrow columns; least squares, and what lies well below (descenders) or above (marks, gaps) is left out in turns.
 */
import type { CanvasImage } from './canvas-image.ts';

/** Ink darker than this counts, of 255. */
const INK = 60;
const ROUNDS = 5;
/** Slopes beyond this are taken for chance. */
const STEEPEST = 0.3;

export const fitBaseline = (crop: CanvasImage, letterHeight: number): { intercept: number; slope: number } => {
  const { width, height, data } = crop;
  const column = Math.max(1, Math.round(letterHeight * 0.25));
  const points: { x: number; y: number }[] = [];
  for (let x0 = 0; x0 < width; x0 += column) {
    let lowest = -1;
    let at = x0;
    for (let y = height - 1; y >= 0 && lowest < 0; y--)
      for (let x = x0; x < Math.min(width, x0 + column); x++)
        if (255 - data[y * width + x]! > INK) {
          lowest = y;
          at = x;
        }
    if (lowest >= 0) points.push({ x: at, y: lowest });
  }
  if (points.length === 0) return { intercept: height - 1, slope: 0 };
  const sorted = points.map((p) => p.y).sort((a, b) => a - b);
  let slope = 0;
  let intercept = sorted[sorted.length >> 1]!;
  for (let round = 0; round < ROUNDS; round++) {
    const band = letterHeight * (round < 2 ? 0.5 : 0.22);
    const near = points.filter((p) => Math.abs(p.y - intercept - slope * p.x) <= band);
    if (near.length < 3) break;
    const mx = near.reduce((s, p) => s + p.x, 0) / near.length;
    const my = near.reduce((s, p) => s + p.y, 0) / near.length;
    let sxy = 0;
    let sxx = 0;
    for (const p of near) {
      sxy += (p.x - mx) * (p.y - my);
      sxx += (p.x - mx) ** 2;
    }
    // A word or two say little about their slope: one descender more at one end would tilt them.
    const trust = Math.min(1, Math.max(0, (width / letterHeight - 3) / 8));
    slope = sxx === 0 ? 0 : Math.max(-STEEPEST, Math.min(STEEPEST, (sxy / sxx) * trust));
    intercept = my - slope * mx;
  }
  return { intercept, slope };
};
