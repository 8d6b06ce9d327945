/**
 * What is different from when a calibration was made: the projector's raster, what of the screen the page fills, the camera. Light through such a
 * record would fall in the wrong place. Frame: projector px, camera px.
 */
import type { Size } from './frames.ts';
import type { CalibrationRecord } from './record.ts';

/** What is true now. `camera` null: none has said yet what it is, which changes nothing. */
export interface Surroundings {
  readonly raster: Size;
  /** CSS px of the projector page. */
  readonly viewport: Size;
  readonly devicePixelRatio: number;
  readonly camera: { readonly id: string; readonly size: Size } | null;
}

/** Screen px: browsers round what they fill. */
const SCREEN_TOLERANCE_PX = 1.5;

const named = ({ width, height }: Size): string => `${Math.round(width)} × ${Math.round(height)} px`;
const onScreen = ({
  viewport,
  devicePixelRatio: ratio,
}: Pick<Surroundings, 'viewport' | 'devicePixelRatio'>): Size => ({
  width: viewport.width * ratio,
  height: viewport.height * ratio,
});

/** One sentence a difference, what it was and what it is; none when the calibration holds here. */
export const differencesOf = (
  { projectorSize, context, source, camera }: CalibrationRecord,
  here: Surroundings,
): readonly string[] => {
  const found: string[] = [];
  if (projectorSize.width !== here.raster.width || projectorSize.height !== here.raster.height)
    found.push(`Aligned for ${named(projectorSize)}; this page has ${named(here.raster)}.`);
  if (!context) return found;
  const [then, now] = [onScreen(context), onScreen(here)];
  const differs =
    Math.abs(then.width - now.width) > SCREEN_TOLERANCE_PX || Math.abs(then.height - now.height) > SCREEN_TOLERANCE_PX;
  if (differs && found.length === 0)
    found.push(
      `The page filled ${named(context.viewport)} at ${ratioOf(context.devicePixelRatio)} then, ${named(here.viewport)} at ${ratioOf(here.devicePixelRatio)} now.`,
    );
  // By hand nothing was measured through the camera: another one changes nothing.
  const measured = camera ? (source === 'structured-light' || source === 'refined' ? context.camera : null) : null;
  if (measured && here.camera && (measured.id !== here.camera.id || !sameSize(measured.size, here.camera.size)))
    found.push(
      measured.id === here.camera.id
        ? `The camera gave ${named(measured.size)} then, ${named(here.camera.size)} now.`
        : 'It was measured by another camera.',
    );
  return found;
};

const ratioOf = (ratio: number): string => `ratio ${Math.round(ratio * 100) / 100}`;
const sameSize = (a: Size, b: Size): boolean => a.width === b.width && a.height === b.height;
