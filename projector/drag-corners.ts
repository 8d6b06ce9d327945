/** Corners by mouse, pen or touch: turns pointers on the output into moved corners. Frame: projector px. */
import { type ProjectorPoint, projectorPoint, type Size } from '../calibration/frames.ts';
import { type Corners, cornerNear, moveCorner } from './keystone.ts';

/** CSS px around a corner that take hold of it: a finger's width. */
const REACH_CSS_PX = 32;

export interface CornerDrag {
  readonly raster: () => Size;
  readonly corners: () => Corners;
  readonly isActive: () => boolean;
  readonly onSelect: (corner: number) => void;
  readonly onMove: (corners: Corners) => void;
}

export const dragCorners = (canvas: HTMLCanvasElement, drag: CornerDrag): void => {
  let held: { readonly pointer: number; readonly corner: number; readonly dx: number; readonly dy: number } | null =
    null;
  const scale = (): number => letterbox(canvas, drag.raster()).scale;
  const at = (event: PointerEvent): ProjectorPoint => {
    const { left, top, scale: s } = letterbox(canvas, drag.raster());
    return projectorPoint((event.clientX - left) / s - 0.5, (event.clientY - top) / s - 0.5);
  };
  canvas.addEventListener('pointerdown', (event) => {
    if (!drag.isActive()) return;
    const p = at(event);
    const corner = cornerNear(drag.corners(), p, REACH_CSS_PX / scale());
    const grabbed = corner === null ? undefined : drag.corners()[corner];
    if (corner === null || !grabbed) return;
    // The corner keeps its distance to the finger: taking hold of it does not move it.
    held = { pointer: event.pointerId, corner, dx: grabbed.x - p.x, dy: grabbed.y - p.y };
    canvas.setPointerCapture(event.pointerId);
    drag.onSelect(corner);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (held?.pointer !== event.pointerId) return;
    const p = at(event);
    drag.onMove(moveCorner(drag.corners(), held.corner, projectorPoint(p.x + held.dx, p.y + held.dy)));
  });
  for (const end of ['pointerup', 'pointercancel'] as const)
    canvas.addEventListener(end, (event) => {
      if (held?.pointer === event.pointerId) held = null;
    });
};

/** Where `object-fit: contain` puts the raster on the page, CSS px. */
const letterbox = (canvas: HTMLCanvasElement, raster: Size) => {
  const box = canvas.getBoundingClientRect();
  const scale = Math.min(box.width / raster.width, box.height / raster.height);
  return {
    scale,
    left: box.left + (box.width - raster.width * scale) / 2,
    top: box.top + (box.height - raster.height * scale) / 2,
  };
};
