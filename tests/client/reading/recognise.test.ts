import { describe, expect, it } from 'vitest';
import { bucketWidth, type InkLine, type Network, recognise } from '../../../client/reading/recognise.ts';

const line = (width: number, ink: number): InkLine => ({
  width,
  height: 48,
  data: new Uint8Array(width * 48).fill(ink),
});

/** A network that says the mean ink of each frame's top row, and remembers what it was asked. */
function probe(): { network: Network; shapes: { batch: number; width: number }[] } {
  const shapes: { batch: number; width: number }[] = [];
  const network: Network = {
    height: 48,
    stride: 4,
    classes: 2,
    run: async (input, { batch, height, width }) => {
      shapes.push({ batch, width });
      const frames = width / 4;
      const data = new Float32Array(batch * frames * 2);
      for (let b = 0; b < batch; b++)
        for (let t = 0; t < frames; t++) data[(b * frames + t) * 2] = input[b * height * width + 4 * t]!;
      return { frames, classes: 2, data };
    },
  };
  return { network, shapes };
}

describe('recognising lines', () => {
  it('gives each line its own logits, in order, without the padding', async () => {
    const { network } = probe();
    const lines = [line(100, 51), line(300, 102), line(90, 255), line(24, 0)];
    const logits = await recognise(network, lines);
    expect(logits.map(({ frames }) => frames)).toEqual([25, 75, 23, 6]);
    logits.forEach((l, i) => {
      for (let t = 0; t < l.frames; t++) expect(l.data[2 * t]).toBeCloseTo(lines[i]!.data[0]! / 255, 5);
    });
  });

  it('reads lines of one width together and meets few widths', async () => {
    const { network, shapes } = probe();
    await recognise(network, [line(100, 1), line(128, 1), line(65, 1), line(200, 1)]);
    expect(shapes).toEqual([
      { batch: 3, width: 128 },
      { batch: 1, width: 256 },
    ]);
    const widths = new Set(Array.from({ length: 1600 }, (_, i) => bucketWidth(i + 1)));
    expect(widths.size).toBe(25);
  });

  it('refuses a line of another height', async () => {
    const { network } = probe();
    await expect(recognise(network, [{ width: 10, height: 32, data: new Uint8Array(320) }])).rejects.toThrow(
      '48 rows of ink, found 10×32',
    );
  });
});
