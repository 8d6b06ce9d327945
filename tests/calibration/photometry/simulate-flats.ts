/** A camera and a projector of known photometry, and the pictures they make of flat colours: what solving has to find again. */
import type { SheetSize } from '../../../calibration/frames.ts';
import { type FlatPicture, layFlatCells } from '../../../calibration/photometry/gather-flat.ts';
import type { Rgb } from '../../../calibration/photometry/photometry.ts';
import { srgbOfLinear } from '../../../calibration/srgb.ts';
import { seededRandom } from './seeded-random.ts';

export const SHEET: SheetSize = { widthMm: 300, heightMm: 200 };
export const SIZE = { width: 120, height: 80 };
/** Half a px on either side: the sheet fills the picture. */
const MM_PER_PX = SHEET.widthMm / SIZE.width;

export interface TrueWorld {
  readonly gammas: Rgb;
  readonly mixing: readonly number[];
  readonly room: number;
  readonly cameraExponent: number;
  readonly noise: number;
  readonly seed: number;
}

export const drawWorld = (seed: number, more: Partial<TrueWorld> = {}): TrueWorld => {
  const random = seededRandom(seed);
  const between = (low: number, high: number): number => low + (high - low) * random();
  const strength = between(0.25, 0.5);
  const own = between(0.8, 0.95);
  return {
    gammas: [between(1.9, 2.5), between(1.9, 2.5), between(1.9, 2.5)],
    mixing: Array.from({ length: 9 }, (_, i) => strength * (i % 4 === 0 ? own : ((1 - own) / 2) * between(0.6, 1.4))),
    room: between(0.05, 0.35),
    cameraExponent: 1,
    noise: between(0.5, 2),
    seed,
    ...more,
  };
};

/** Linear camera light of bare paper. */
export const trueLight = (world: TrueWorld, colour: Rgb, x: number, y: number): Rgb => {
  const u = x / SHEET.widthMm - 0.5;
  const v = y / SHEET.heightMm - 0.5;
  const room = world.room * (1 + 0.3 * u - 0.25 * v - 0.3 * (u * u + v * v));
  const falloff = 1 - 0.35 * (u * u + v * v) + 0.08 * u;
  const light = colour.map((code, k) => code ** world.gammas[k]!);
  return [0, 1, 2].map((c) => {
    const lamp = [0, 1, 2].reduce((sum, k) => sum + world.mixing[3 * c + k]! * light[k]!, 0);
    return room * [1.05, 1, 0.9][c]! + falloff * lamp;
  }) as unknown as Rgb;
};

/** 8-bit pictures with noise; ink on some px where asked. */
export const photograph = (
  world: TrueWorld,
  colour: Rgb,
  shot: number,
  inked: (x: number, y: number) => boolean = () => false,
): FlatPicture => {
  const random = seededRandom(world.seed * 1000 + shot);
  const rgb = new Uint8Array(SIZE.width * SIZE.height * 3);
  const luma = new Uint8Array(SIZE.width * SIZE.height);
  const noise = (): number => (random() + random() + random() - 1.5) * 2 * world.noise;
  for (let y = 0, i = 0; y < SIZE.height; y++)
    for (let x = 0; x < SIZE.width; x++, i++) {
      const p = canvasOf({ x, y });
      const light = trueLight(world, colour, p.x, p.y);
      const ink = inked(p.x, p.y) ? 0.12 : 1;
      for (let c = 0; c < 3; c++)
        rgb[3 * i + c] = Math.max(
          0,
          Math.min(255, Math.round(255 * srgbOfLinear((light[c]! * ink) ** (1 / world.cameraExponent)) + noise())),
        );
      luma[i] = Math.round(0.2126 * rgb[3 * i]! + 0.7152 * rgb[3 * i + 1]! + 0.0722 * rgb[3 * i + 2]!);
    }
  return { size: SIZE, luma, rgb };
};

const canvasOf = ({ x, y }: { x: number; y: number }) => ({ x: (x + 0.5) * MM_PER_PX, y: (y + 0.5) * MM_PER_PX });
export const cellsOfSheet = () => layFlatCells(SIZE, SHEET, canvasOf);
