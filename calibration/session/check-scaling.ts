/**
 * Does every px of the raster reach the wall as one px? A chequer of single px is half as bright as white; whatever resamples it blends codes, and
 * blended codes are darker: code 128 is a fifth of the light, not half. So no camera need resolve the chequer. In: captures in blocks; out: troubles.
 * What resamples is told by what the page reports and by the blend's beat (find-beat.ts).
 */
import type { Size } from '../frames.ts';
import type { Capture } from './capture-shot.ts';
import type { ReportedDisplay, Trouble } from './contract.ts';
import type { LitBlocks } from './lit-blocks.ts';
import { troubleOf } from './troubles.ts';

/** Share of white's light: 0.5 where px are whole, 0.25 … 0.35 where they are blended; a camera's own tone curve moves the first by 0.05 at most. */
const WHOLE_FROM = 0.42;
/** Blocks must have light enough to be judged. */
const LEAST_LIGHT = 0.03;
/** Of the brightest twentieth's light. */
const BRIGHT = 0.5;
const CLOSE_TO_ONE = 0.005;

export interface ChequerShares {
  /** Median over the lit blocks; NaN when none is bright enough. */
  readonly middle: number;
  /** From the tenth of the blocks with the least to the tenth with the most. */
  readonly spread: number;
}

/** The chequers' light between black and white, share of white's, by block. */
export const chequerShares = (
  white: Capture,
  black: Capture,
  checkers: readonly Capture[],
  blocks: LitBlocks,
): ChequerShares => {
  const light = (b: number): number => white.grid[b]! - black.grid[b]!;
  const lit = blocks.lit.filter((b) => light(b) > LEAST_LIGHT);
  const brightest = [...lit].sort((x, y) => light(x) - light(y)).at(-1 - Math.floor(lit.length / 20));
  const shareOf = (b: number): number =>
    (checkers.reduce((sum, capture) => sum + capture.grid[b]!, 0) / checkers.length - black.grid[b]!) / light(b);
  const all = lit.map(shareOf).sort((x, y) => x - y);
  // On dark plaster the camera's noise is larger than what is looked for: only the paper, or what is as bright, tells the spread.
  const bright = lit
    .filter((b) => brightest !== undefined && light(b) > BRIGHT * light(brightest))
    .map(shareOf)
    .sort((x, y) => x - y);
  const at = (shares: readonly number[], part: number): number =>
    shares[Math.floor(part * (shares.length - 1))] ?? Number.NaN;
  return { middle: at(all, 0.5), spread: at(bright, 0.9) - at(bright, 0.1) };
};

/** A picture that is bent has scales near 1 somewhere, whose beat is so slow that blocks differ: mostly by 0.02 … 0.05, evenly stretched ones by 0.013 at most. */
const PATCHY = 0.017;
export const isPatchy = ({ spread }: ChequerShares): boolean => spread > PATCHY;

/** Is that the share of px that reached the wall whole? NaN, where nothing could be judged, is taken for it: other checks say why. */
export const isWhole = (share: number): boolean => !(share < WHOLE_FROM);

/** `beat`: 'even' where the blend repeats in the same step all over the raster, 'uneven' where the step changes; null where nothing is blended. */
export const checkScaling = (
  share: number,
  beat: 'even' | 'uneven' | null,
  raster: Size,
  display: ReportedDisplay | null,
): Trouble[] => {
  const ratio = display?.devicePixelRatio ?? 1;
  const zoom = display?.pageZoom ?? 1;
  const native = display?.native ?? null;
  const isZoomed = Math.abs(zoom - 1) > CLOSE_TO_ONE;
  const isScaled = Math.abs(ratio / zoom - 1) > CLOSE_TO_ONE;
  const isOther = native !== null && (native.width !== raster.width || native.height !== raster.height);
  const measured = `a chequer of single px has ${Math.round(100 * share)} % of white’s light (good: 50, above ${100 * WHOLE_FROM})`;
  const isBlended = !isWhole(share);
  const severity = isBlended ? 'blocks' : 'warns';
  if (isZoomed)
    return [troubleOf('browser-zoomed', `the page is at ${Math.round(100 * zoom)} %; ${measured}`, severity)];
  if (isScaled)
    return [
      troubleOf('display-scaled', `the system scales by ${Math.round((100 * ratio) / zoom)} %; ${measured}`, severity),
    ];
  if (isOther)
    return [
      troubleOf(
        'display-scaled',
        `the picture is ${raster.width}×${raster.height}, the projector ${native!.width}×${native!.height}; ${measured}`,
      ),
    ];
  if (!isBlended) return [];
  return beat === 'uneven'
    ? [troubleOf('keystone-on', `${measured}, unevenly over the picture: the projector bends it`)]
    : [troubleOf('display-scaled', `${measured}, evenly over the picture: it is stretched or shrunk on its way`)];
};
