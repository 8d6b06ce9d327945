/** Anti-aliased polygon coverage for synthetic scenes: exact along x, four sub-rows a pixel. Frame: px, centres at integers. */
import type { CameraPoint } from '../../../calibration/frames.ts';

const SUB_ROWS = 4;

/** Coverage 0…1 of each pixel (even-odd rule). */
export const fillPolygon = (width: number, height: number, points: readonly CameraPoint[]): Float32Array => {
  const coverage = new Float32Array(width * height);
  for (let row = 0; row < height * SUB_ROWS; row++) {
    const y = (row + 0.5) / SUB_ROWS - 0.5;
    const crossings: number[] = [];
    for (let at = 0; at < points.length; at++) {
      const p = points[at]!;
      const q = points[(at + 1) % points.length]!;
      if (p.y <= y === q.y <= y) continue;
      crossings.push(p.x + ((y - p.y) / (q.y - p.y)) * (q.x - p.x));
    }
    crossings.sort((a, b) => a - b);
    const base = Math.floor(row / SUB_ROWS) * width;
    for (let at = 0; at + 1 < crossings.length; at += 2) {
      const from = Math.max(0, crossings[at]! + 0.5);
      const to = Math.min(width, crossings[at + 1]! + 0.5);
      for (let x = Math.floor(from); x < to; x++)
        coverage[base + x]! += Math.max(0, Math.min(to, x + 1) - Math.max(from, x)) / SUB_ROWS;
    }
  }
  return coverage;
};
