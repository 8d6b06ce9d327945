/**
 * Does every px of the raster reach the wall as one px? A chequer of single px is half as bright as white; whatever resamples it blends codes, and
 * blended codes are darker: code 128 is a fifth of the light, not half. So no camera need resolve the chequer. In: captures in blocks; out: troubles.
 * What resamples is told by what the page reports and by the blend's beat (find-beat.ts).
 */
import type { Size } from '../frames.ts';
import type { Capture } from './capture-shot.ts';
import type { ReportedDisplay, Trouble } from './contract.ts';
import { medianOf } from './light-grid.ts';
import type { LitBlocks } from './lit-blocks.ts';
import { troubleOf } from './troubles.ts';

/** Share of white's light: 0.5 where px are whole, 0.25 … 0.35 where they are blended; a camera's own tone curve moves the first by 0.05 at most. */
const WHOLE_FROM = 0.42;
/** Blocks must have light enough to be judged. */
const LEAST_LIGHT = 0.03;
const CLOSE_TO_ONE = 0.005;

/** Median over the lit blocks of the chequers' light between black and white; NaN when none is bright enough. */
export const chequerShare = (white: Capture, black: Capture, checkers: readonly Capture[], blocks: LitBlocks): number =>
  medianOf(
    blocks.lit
      .filter((b) => white.grid[b]! - black.grid[b]! > LEAST_LIGHT)
      .map(
        (b) =>
          (checkers.reduce((sum, capture) => sum + capture.grid[b]!, 0) / checkers.length - black.grid[b]!) /
          (white.grid[b]! - black.grid[b]!),
      ),
  );

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
