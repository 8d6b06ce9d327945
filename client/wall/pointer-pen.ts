/**
 * Mouse, pen and touch as a pen on the simulated sheet. In: pointer events on the wall's view; out: ways in canvas mm with the nib's width
 * along them. A pen's pressure widens it; a mouse writes evenly.
 */
import type { CanvasPoint, Size } from '../../calibration/frames.ts';
import { applyHomography, invertHomography } from '../../calibration/homography.ts';
import { undistort } from '../sources/virtual-wall/lens.ts';
import type { WallGeometry } from './wall-messages.ts';

/** Share of the nib's width at no and at full pressure. */
const LIGHTEST = 0.45;
const HEAVIEST = 1.35;

/** Canvas point under a place of the view, which shows the camera's picture whole (object-fit: contain). */
export const canvasPointUnder = (geometry: WallGeometry, view: Size, x: number, y: number): CanvasPoint => {
  const { cameraSize } = geometry;
  const scale = Math.min(view.width / cameraSize.width, view.height / cameraSize.height);
  const seen = {
    x: (x - (view.width - cameraSize.width * scale) / 2) / scale - 0.5,
    y: (y - (view.height - cameraSize.height * scale) / 2) / scale - 0.5,
  };
  return applyHomography(
    invertHomography<'canvas', 'camera'>(geometry.canvasToCamera),
    undistort(geometry.lens, cameraSize, seen),
  );
};

export const nibWidth = (nibMm: number, pointerType: string, pressure: number): number =>
  pointerType === 'pen' ? nibMm * (LIGHTEST + (HEAVIEST - LIGHTEST) * pressure) : nibMm;

export const attachPen = (
  view: HTMLElement,
  geometry: () => WallGeometry | null,
  nibMm: () => number,
  onWay: (way: Float32Array) => void,
): void => {
  let last: readonly [number, number, number] | null = null;
  const add = (event: PointerEvent): void => {
    const where = geometry();
    if (where === null) return;
    const box = view.getBoundingClientRect();
    const way: number[] = last === null ? [] : [...last];
    // Only moves have coalesced events; a press has an empty list.
    const coalesced = event.getCoalescedEvents?.() ?? [];
    for (const e of coalesced.length > 0 ? coalesced : [event]) {
      const p = canvasPointUnder(where, box, e.clientX - box.left, e.clientY - box.top);
      last = [p.x, p.y, nibWidth(nibMm(), e.pointerType, e.pressure)];
      way.push(...last);
    }
    // A tap is a dot.
    if (way.length === 3) way.push(...way);
    if (way.length >= 6) onWay(Float32Array.from(way));
  };
  view.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    view.setPointerCapture(event.pointerId);
    last = null;
    add(event);
  });
  view.addEventListener('pointermove', (event) => {
    if (last !== null && event.buttons !== 0) add(event);
  });
  for (const end of ['pointerup', 'pointercancel'] as const)
    view.addEventListener(end, () => {
      last = null;
    });
};
