/**
 * What the address asks of the wall: /wall?canvas=ID&seed=N&lines=N&auto=0&calibration=none&camera=WIDTHxHEIGHT. A wrong value is an error that says what was found and
 * what was expected.
 */
import type { Size } from '../../calibration/frames.ts';

export interface WallParameters {
  readonly canvas: string;
  readonly seed: number;
  /** null: sheet after sheet. */
  readonly lineCount: number | null;
  readonly auto: boolean;
  /** exact: the wall tells where its paper lies, as no real wall can. none: somebody calibrates it, as a real one. */
  readonly calibration: 'exact' | 'none';
  /** px; null: as large as the machine can paint. */
  readonly camera: Size | null;
}

export class WallParameterError extends Error {
  override readonly name = 'WallParameterError';
}

const NAME = /^(?!\.)[\p{L}\p{N}_.-]{1,64}$/u;
const MOST_LINES = 1000;
/** px of a side of the camera's picture. */
const CAMERA = { least: 160, most: 1920 };

/** `drawn` is the seed where the address names none. Throws WallParameterError. */
export const parseWallParameters = (search: string, drawn: number): WallParameters => {
  const given = new URLSearchParams(search);
  const whole = (key: string, least: number, most: number): number | null => {
    const text = given.get(key);
    if (text === null) return null;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new WallParameterError(`“${key}=${text}”: expected a whole number from ${least} to ${most}.`);
    return value;
  };
  const canvas = given.get('canvas') ?? 'wall';
  if (!NAME.test(canvas))
    throw new WallParameterError(`“canvas=${canvas}”: expected 1 to 64 letters, digits, “_”, “.” or “-”.`);
  const auto = given.get('auto') ?? '1';
  if (auto !== '0' && auto !== '1') throw new WallParameterError(`“auto=${auto}”: expected 0 or 1.`);
  const calibration = given.get('calibration') ?? 'exact';
  if (calibration !== 'exact' && calibration !== 'none')
    throw new WallParameterError(`“calibration=${calibration}”: expected exact or none.`);
  return {
    canvas,
    seed: whole('seed', 0, 2 ** 31 - 1) ?? drawn,
    lineCount: whole('lines', 1, MOST_LINES),
    auto: auto === '1',
    calibration,
    camera: sizeOf(given.get('camera')),
  };
};

const sizeOf = (text: string | null): Size | null => {
  if (text === null) return null;
  const match = /^(\d{3,4})x(\d{3,4})$/.exec(text);
  const [width, height] = [Number(match?.[1]), Number(match?.[2])];
  // Colour is painted for blocks of two by two.
  const fits = (side: number): boolean => side >= CAMERA.least && side <= CAMERA.most && side % 2 === 0;
  if (!fits(width) || !fits(height))
    throw new WallParameterError(
      `“camera=${text}”: expected WIDTHxHEIGHT in px, both even, each from ${CAMERA.least} to ${CAMERA.most}.`,
    );
  return { width, height };
};
