/** Ink maps drawn by hand for tests: rings, bars and rows of small letter-like forms. Frame: px of a normalised line. */
import { LINE_HEIGHT } from '../../../client/reading/normalise/sample-ink.ts';
import type { InkLine } from '../../../client/reading/recognise.ts';

export const blankLine = (width: number): InkLine => ({
  width,
  height: LINE_HEIGHT,
  data: new Uint8Array(width * LINE_HEIGHT),
});

const plot = (line: InkLine, x: number, y: number): void => {
  for (const [u, v] of [
    [x, y],
    [x + 1, y],
    [x, y + 1],
  ])
    if (u! >= 0 && v! >= 0 && u! < line.width && v! < line.height)
      line.data[Math.round(v!) * line.width + Math.round(u!)] = 255;
};

/** A closed ring about (x, middle row). Gives the line back. */
export function drawRing(line: InkLine, x: number, radius: number, y = 23): InkLine {
  for (let angle = 0; angle < 2 * Math.PI; angle += 0.3 / radius)
    plot(line, Math.round(x + radius * Math.cos(angle)), Math.round(y + radius * Math.sin(angle)));
  return line;
}

/** A straight bar from (x0, y0) to (x1, y1). Gives the line back. */
export function drawBar(line: InkLine, x0: number, y0: number, x1: number, y1: number): InkLine {
  const steps = 2 * Math.ceil(Math.hypot(x1 - x0, y1 - y0)) + 1;
  for (let i = 0; i <= steps; i++)
    plot(line, Math.round(x0 + ((x1 - x0) * i) / steps), Math.round(y0 + ((y1 - y0) * i) / steps));
  return line;
}

/** Small forms as letters are, twelve columns apart: o, l, n, u in turns. Gives the line back. */
export function drawLetters(line: InkLine, count: number, from = 8): InkLine {
  for (let i = 0; i < count; i++) {
    const x = from + 12 * i;
    if (i % 4 === 0) drawRing(line, x + 4, 4, 25);
    else if (i % 4 === 1) drawBar(line, x + 3, 10, x + 2, 30);
    else {
      drawBar(line, x, 18, x, 30);
      drawBar(line, x + 7, 18, x + 7, 30);
      drawBar(line, x, i % 4 === 2 ? 18 : 30, x + 7, i % 4 === 2 ? 18 : 30);
    }
  }
  return line;
}
