/** What this page is and where: its raster, the part of the screen it fills, whether the screen is its own. Frame: projector px, CSS px. */
import type { Surroundings } from '../calibration/compare-context.ts';
import type { Size } from '../calibration/frames.ts';
import type { CameraFacts, ProjectorFacts } from '../server/protocol.ts';

/** Inside the virtual wall nothing is on a screen: its projector throws the raster as it is. */
const isThrown = (isFixed: boolean): boolean => isFixed && window.parent !== window;

/** `isFixed`: the raster was given in the address. */
export const readSurroundings = (raster: Size, isFixed: boolean, camera: CameraFacts | null): Surroundings => ({
  raster,
  viewport: isThrown(isFixed) ? raster : { width: innerWidth, height: innerHeight },
  devicePixelRatio: isThrown(isFixed) ? 1 : devicePixelRatio,
  camera: camera?.size ? { id: camera.device.id, size: camera.size } : null,
});

export const projectorFacts = (
  name: string,
  { raster, viewport, devicePixelRatio: ratio }: Surroundings,
  isFixed: boolean,
  now: { readonly software: boolean; readonly pattern: boolean; readonly dark: boolean },
): ProjectorFacts => ({
  name,
  raster,
  viewport,
  devicePixelRatio: ratio,
  // A browser in kiosk mode fills its screen without having been asked by the page.
  fullscreen:
    isThrown(isFixed) ||
    document.fullscreenElement !== null ||
    (innerWidth === screen.width && innerHeight === screen.height),
  pageZoom: isThrown(isFixed) || document.fullscreenElement === null ? null : outerWidth / innerWidth,
  fixedRaster: isFixed,
  ...now,
});
