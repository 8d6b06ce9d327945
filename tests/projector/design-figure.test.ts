import { describe, expect, it } from 'vitest';
import { emptyTable, stepTable, TABLE_COLUMNS, tableTexels } from '../../projector/colour-table.ts';
import { designFigure, SEAL_RADIUS_MM } from '../../projector/design-figure.ts';
import { lightScale } from '../../projector/light-scale.ts';
import { PALETTE } from '../../projector/palette.ts';
import { resampleStroke } from '../../projector/resample-stroke.ts';
import { hashText, seededRandom } from '../../projector/seeded-random.ts';
import { dash, lineOf, SHEET, strokeOf } from './canvas-of.ts';

const answer = (text: string, x = 40, y = 60, length = 90) => ({
  line: lineOf('L', text, ['a']),
  at: 0,
  strokes: [dash(x, y, length), dash(x, y + 6, length / 2)].map((p) => resampleStroke(strokeOf('a', p).points)!),
});

describe('the figure that answers a line', () => {
  it('is the same for the same word and strokes, and another for another word', () => {
    expect(designFigure(answer('light'), SHEET)).toEqual(designFigure(answer('light'), SHEET));
    const seeds = ['light', 'Light', 'ink', 'paper'].map((text) => designFigure(answer(text), SHEET).seed);
    expect(new Set(seeds).size).toBe(4);
  });

  it('keeps its wreath and its seal on the sheet, wherever the line stands', () => {
    for (const [x, y] of [
      [2, 3],
      [200, 3],
      [200, 200],
      [2, 200],
      [120, 100],
    ] as const) {
      const { open, seal } = designFigure(answer('corner', x, y), SHEET);
      for (const disc of [open, seal]) {
        expect(disc.x - disc.radius).toBeGreaterThanOrEqual(0);
        expect(disc.x + disc.radius).toBeLessThanOrEqual(SHEET.widthMm);
        expect(disc.y - disc.radius).toBeGreaterThanOrEqual(0);
        expect(disc.y + disc.radius).toBeLessThanOrEqual(SHEET.heightMm);
      }
    }
  });

  it('rests within 18 mm of its line, so that no lasting light is far from ink', () => {
    const { seal } = designFigure(answer('near'), SHEET);
    expect(seal.radius).toBe(SEAL_RADIUS_MM);
    expect(seal.x + seal.radius - (40 + 90)).toBeLessThanOrEqual(18);
  });

  it('grows with the sheet', () => {
    const wall = { widthMm: 800, heightMm: 500 };
    expect(lightScale(SHEET)).toBe(1);
    expect(lightScale(wall)).toBeCloseTo(2.59, 2);
    expect(lightScale(null)).toBe(1);
    const [small, large] = [designFigure(answer('size'), SHEET), designFigure(answer('size', 100, 150), wall)];
    expect(large.seal.radius / small.seal.radius).toBeCloseTo(lightScale(wall), 9);
  });

  it('closes its circle with whole copies of the writing', () => {
    for (const length of [8, 30, 90, 150, 240]) {
      const { copies, enlarged, lengthMm, open } = designFigure(answer('round', 20, 60, length), SHEET);
      expect(copies * lengthMm * enlarged).toBeCloseTo(2 * Math.PI * open.radius, 6);
    }
  });

  it('gives a drawing, which has no word, a figure that small jitter does not change', () => {
    const drawing = (shift: number) => ({
      ...answer('', 40 + shift, 60),
      line: lineOf('L', '', ['a'], { kind: 'drawing' }),
    });
    expect(designFigure(drawing(0.3), SHEET).seed).toBe(designFigure(drawing(0), SHEET).seed);
  });

  it('draws on every colour of the palette', () => {
    const names = new Set(Array.from({ length: 200 }, (_, i) => designFigure(answer(`word ${i}`), SHEET).colours.name));
    expect(names.size).toBe(PALETTE.length);
  });
});

describe('seeded chance', () => {
  it('repeats itself and fills 0 … 1', () => {
    const draw = (seed: number): number[] => Array.from({ length: 500 }, seededRandom(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    const values = draw(hashText('ink'));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(values.reduce((a, b) => a + b) / values.length).toBeCloseTo(0.5, 1);
  });
});

describe('the colour table', () => {
  const figure = (text: string) => ({ figure: designFigure(answer(text), SHEET), at: 1000 });
  const near = (texels: Float32Array, row: number) => [
    ...texels.slice(row * TABLE_COLUMNS * 4, row * TABLE_COLUMNS * 4 + 3),
  ];

  it('brings a line’s colour slowly from candlelight', () => {
    const table = stepTable(emptyTable, new Map([['L', figure('light')]]));
    const row = table.get('L')!.row;
    expect(row).toBeGreaterThan(0);
    expect(near(tableTexels(table, 1000), row)).toEqual(near(tableTexels(table, 1000), 0));
    const settled = near(tableTexels(table, 60_000), row);
    for (const [i, v] of figure('light').figure.colours.near.entries()) expect(settled[i]).toBeCloseTo(v, 5);
  });

  it('keeps a line’s row when it comes to say something else, and frees it when it goes', () => {
    const first = stepTable(emptyTable, new Map([['L', figure('light')]]));
    const second = stepTable(first, new Map([['L', figure('dark')]]));
    expect(second.get('L')!.row).toBe(first.get('L')!.row);
    expect(second.get('L')!.from).toEqual(first.get('L')!.figure.colours);
    expect(stepTable(second, new Map()).size).toBe(0);
  });

  it('leaves lines beyond its rows in candlelight instead of failing', () => {
    const many = new Map(Array.from({ length: 100 }, (_, i) => [`L${i}`, figure(`word ${i}`)] as const));
    const table = stepTable(emptyTable, many);
    expect(new Set([...table.values()].map(({ row }) => row)).size).toBe(table.size);
    expect(table.size).toBe(63);
  });
});
