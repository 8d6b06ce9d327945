/** What the address asks for: `/projector?canvas=ID&projector=NAME&raster=WIDTHxHEIGHT`. Throws with what is wrong and what would be right. */
import type { Size } from '../calibration/frames.ts';

/** As the protocol's names. */
const NAME = /^(?!\.)[\p{L}\p{N}_.-]{1,64}$/u;
const RASTER = { least: 64, most: 8192 };

export interface PageParameters {
  readonly canvas: string;
  readonly projector: string;
  /** Null: the window's own pixels. */
  readonly raster: Size | null;
}

export class PageParameterError extends Error {
  override readonly name = 'PageParameterError';
}

export const readPageParameters = (search: string): PageParameters => {
  const given = new URLSearchParams(search);
  return {
    canvas: nameOf(given, 'canvas'),
    projector: nameOf(given, 'projector'),
    raster: rasterOf(given.get('raster')),
  };
};

const nameOf = (given: URLSearchParams, key: string): string => {
  const value = given.get(key) || 'main';
  if (!NAME.test(value))
    throw new PageParameterError(
      `${key}=${value}: a name is 1 to 64 letters, digits, “_”, “.” or “-”, with no “.” in front.`,
    );
  return value;
};

const rasterOf = (value: string | null): Size | null => {
  if (value === null) return null;
  const match = /^(\d{1,5})x(\d{1,5})$/.exec(value);
  const [width, height] = [Number(match?.[1]), Number(match?.[2])];
  const inRange = (n: number): boolean => n >= RASTER.least && n <= RASTER.most;
  if (!inRange(width) || !inRange(height))
    throw new PageParameterError(
      `raster=${value}: give the projector’s pixels as WIDTHxHEIGHT, each ${RASTER.least} to ${RASTER.most}, for example 1920x1080.`,
    );
  return { width, height };
};
