/** A virtual wall in which something was moved by some mm on the paper: the sheet, the camera's view, or the projector's light. */
import { composeHomographies, type Homography } from '../../../calibration/homography.ts';
import type { World } from '../../../client/sources/virtual-wall/world.ts';

export type MovedThing = 'paper' | 'camera' | 'projector';
export const MOVED_THINGS: readonly MovedThing[] = ['paper', 'camera', 'projector'];

/** dx, dy in mm on the paper. The canvas frame stays the sheet's own, so a sheet that moves takes its frame along. */
export const moveWorld = (world: World, thing: MovedThing, dx: number, dy: number): World => {
  const shift = (x: number, y: number): Homography<'canvas', 'canvas'> => [1, 0, x, 0, 1, y, 0, 0, 1];
  const { camera, projector } = world;
  const seen = composeHomographies(shift(dx, dy), camera.canvasToCamera);
  const lit = composeHomographies(shift(dx, dy), projector.canvasToProjector);
  switch (thing) {
    case 'paper':
      return {
        ...world,
        camera: { ...camera, canvasToCamera: seen },
        projector: { ...projector, canvasToProjector: lit },
      };
    case 'camera':
      return { ...world, camera: { ...camera, canvasToCamera: seen } };
    case 'projector':
      return { ...world, projector: { ...projector, canvasToProjector: lit } };
  }
};
