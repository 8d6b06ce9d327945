import { describe, expect, it } from 'vitest';
import { cleanLine } from '../../../../client/sources/virtual-wall/repertoire/clean-line.ts';
import { packRepertoire } from '../../../../client/sources/virtual-wall/repertoire/pack-repertoire.ts';
import { cutRepertoire } from '../../../../client/sources/virtual-wall/repertoire/repertoire.ts';

/** A scan of 300×80: letters as stems and bars, on a printed rule, with a piece of another line at the top. */
const scan = (): { width: number; height: number; data: Uint8Array } => {
  const width = 300;
  const height = 80;
  const data = new Uint8Array(width * height).fill(250);
  const fill = (x0: number, y0: number, x1: number, y1: number, level: number): void => {
    for (let y = y0; y < y1; y++) data.fill(level, y * width + x0, y * width + x1);
  };
  fill(0, 58, width, 60, 170);
  for (let x = 20; x < 280; x += 26) {
    fill(x, 34, x + 4, 57, 40);
    fill(x + 12, 34, x + 16, 57, 40);
    fill(x, 34, x + 16, 38, 40);
  }
  // A descender that crosses the rule.
  fill(124, 34, 128, 74, 40);
  fill(200, 0, 230, 3, 40);
  return { width, height, data };
};

describe('cleaning a scanned line', () => {
  const clean = cleanLine(scan());
  const inkIn = (x0: number, x1: number, y0: number, y1: number): number => {
    let sum = 0;
    for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) sum += clean.coverage[y * clean.width + x] ?? 0;
    return sum;
  };

  it('takes the printed rule out and leaves what crosses it', () => {
    // Trimmed: the letters begin 3 px in, the rule lay 24 px below their tops.
    expect(inkIn(18, 26, 26, 30)).toBe(0);
    expect(inkIn(100, 120, 24, 34)).toBeGreaterThan(4 * 255 * 8);
    expect(clean.height).toBeGreaterThan(40);
  });

  it('drops a piece of the line above, and trims to the ink', () => {
    expect(clean.height).toBeLessThan(50);
    expect(clean.width).toBeLessThan(264);
  });

  it('makes strokes full ink and paper none', () => {
    expect(Math.max(...clean.coverage)).toBe(255);
    expect(clean.coverage.filter((v) => v === 0).length).toBeGreaterThan(clean.coverage.length / 3);
  });

  it('comes back out of the packed picture as it went in', () => {
    const { list, picture } = packRepertoire('a test', [
      { id: 'a', text: 'nnnn', writer: 'w', line: clean },
      { id: 'b', text: 'n', writer: 'w', line: cleanLine(scan()) },
    ]);
    const [a, b] = cutRepertoire(list, picture);
    expect(Buffer.compare(a!.coverage, clean.coverage)).toBe(0);
    expect(b!.text).toBe('n');
    expect(() => cutRepertoire(list, { ...picture, height: 20 })).toThrow(/belong|reaches/);
  });
});
