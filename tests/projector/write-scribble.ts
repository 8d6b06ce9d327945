/** Invented handwriting: seeded cursive swings, grouped in words, as a camera would trace it. Frame: canvas mm. */
import { seededRandom } from '../../projector/seeded-random.ts';

/** One line of strokes, each a list of x, y pairs. */
export const writeScribble = (seed: number, x: number, y: number, widthMm: number): [number, number][][] => {
  const random = seededRandom(seed);
  const strokes: [number, number][][] = [];
  let at = x;
  while (at < x + widthMm - 12) {
    const letters = 2 + Math.floor(random() * 5);
    const points: [number, number][] = [];
    const heights = Array.from({ length: letters }, () => (random() < 0.25 ? 2.1 : 1));
    for (let step = 0; step <= letters * 16; step++) {
      const t = step / 16;
      const height = heights[Math.min(letters - 1, Math.floor(t))]!;
      const swing = Math.sin(2 * Math.PI * t);
      points.push([
        at + t * 3.2 + 0.9 * Math.cos(2 * Math.PI * t) + 0.3 * swing,
        y - 2 * height * swing - 0.4 * height,
      ]);
    }
    strokes.push(points);
    at += letters * 3.2 + 4;
  }
  return strokes;
};
