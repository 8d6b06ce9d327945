/**
 * Ink on the sheet: a raster of coverage in canvas mm (pixel (i, j) is centred on ((i + 0.5) / pxPerMm, (j + 0.5) / pxPerMm) mm) and a
 * colour. Deposits only ever add: a pixel keeps the most that was laid on it. Drawing functions change the layer in place, because it
 * is megabytes and changes each frame, and return the rectangle of layer px that changed, or null when none did.
 */
import type { CanvasPoint, SheetSize } from '../../../calibration/frames.ts';
import type { Spans } from './spans.ts';
import type { InkLayer, Rect } from './world.ts';
import type { WorldMaps } from './world-maps.ts';

/** Finer than any camera here sees, so that the picture is resampled down, never up. */
export const INK_PX_PER_MM = 1.6;
/** Linear transmittance of the pens on offer. */
export const PEN_COLOURS = {
  black: [0.03, 0.03, 0.035],
  blue: [0.03, 0.06, 0.3],
  red: [0.42, 0.03, 0.03],
  green: [0.02, 0.16, 0.07],
} as const satisfies Record<string, readonly [number, number, number]>;
export type PenColour = keyof typeof PEN_COLOURS;

export const makeInkLayer = (
  sheet: SheetSize,
  colour: readonly [number, number, number] = PEN_COLOURS.black,
): InkLayer => {
  const width = Math.ceil(sheet.widthMm * INK_PX_PER_MM);
  const height = Math.ceil(sheet.heightMm * INK_PX_PER_MM);
  return { pxPerMm: INK_PX_PER_MM, width, height, coverage: new Uint8Array(width * height), colour };
};

/** Lays a round-ended stretch of pen from a to b; widths in mm (pressure may change them). */
export const drawSegment = (
  ink: InkLayer,
  a: CanvasPoint,
  b: CanvasPoint,
  widthA: number,
  widthB: number,
): Rect | null => {
  const s = ink.pxPerMm;
  const ax = a.x * s - 0.5;
  const ay = a.y * s - 0.5;
  const bx = b.x * s - 0.5;
  const by = b.y * s - 0.5;
  const ra = (widthA * s) / 2;
  const rb = (widthB * s) / 2;
  const reach = Math.max(ra, rb) + 1;
  const rect = {
    x0: Math.max(0, Math.floor(Math.min(ax, bx) - reach)),
    y0: Math.max(0, Math.floor(Math.min(ay, by) - reach)),
    x1: Math.min(ink.width, Math.ceil(Math.max(ax, bx) + reach) + 1),
    y1: Math.min(ink.height, Math.ceil(Math.max(ay, by) + reach) + 1),
  };
  if (rect.x0 >= rect.x1 || rect.y0 >= rect.y1) return null;
  const dx = bx - ax;
  const dy = by - ay;
  const length2 = dx * dx + dy * dy;
  let changed = false;
  for (let y = rect.y0; y < rect.y1; y++)
    for (let x = rect.x0; x < rect.x1; x++) {
      const along = length2 > 0 ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length2)) : 0;
      const away = Math.hypot(x - ax - along * dx, y - ay - along * dy);
      const share = Math.min(1, Math.max(0, ra + (rb - ra) * along - away + 0.5));
      const value = Math.round(share * 255);
      const i = y * ink.width + x;
      if (value > ink.coverage[i]!) {
        ink.coverage[i] = value;
        changed = true;
      }
    }
  return changed ? rect : null;
};

/** Takes all ink off: new paper. */
export const clearInk = (ink: InkLayer): Rect => {
  ink.coverage.fill(0);
  return { x0: 0, y0: 0, x1: ink.width, y1: ink.height };
};

/** Coverage 0…255 about a point in mm, averaged over a square of `pitch` mm by four bilinear taps; 0 off the layer. */
export const coverageAt = (ink: InkLayer, x: number, y: number, pitch: number): number => {
  const { width, height, coverage } = ink;
  const step = pitch * 0.25 * ink.pxPerMm;
  const cx = x * ink.pxPerMm - 0.5;
  const cy = y * ink.pxPerMm - 0.5;
  if (cx < -2 || cy < -2 || cx > width + 1 || cy > height + 1) return 0;
  let sum = 0;
  for (let tap = 0; tap < 4; tap++) {
    const px = cx + (tap & 1 ? step : -step);
    const py = cy + (tap & 2 ? step : -step);
    const x0 = Math.floor(px);
    const y0 = Math.floor(py);
    if (x0 < 0 || y0 < 0 || x0 >= width - 1 || y0 >= height - 1) continue;
    const i = y0 * width + x0;
    const fx = px - x0;
    const top = coverage[i]! + (coverage[i + 1]! - coverage[i]!) * fx;
    const bottom = coverage[i + width]! + (coverage[i + width + 1]! - coverage[i + width]!) * fx;
    sum += top + (bottom - top) * (py - y0);
  }
  return sum / 4;
};

/** The smallest rectangle that holds both; null is nothing. */
export const uniteRects = (a: Rect | null, b: Rect | null): Rect | null => {
  if (a === null || b === null) return a ?? b;
  return { x0: Math.min(a.x0, b.x0), y0: Math.min(a.y0, b.y0), x1: Math.max(a.x1, b.x1), y1: Math.max(a.y1, b.y1) };
};

/** RGB transmittance of all inks over each camera px within `spans`, into `out`. */
export const paintInk = (layers: readonly InkLayer[], maps: WorldMaps, spans: Spans, out: Float32Array): void => {
  for (let y = 0; y < spans.height; y++)
    for (let x = spans.from[y]!, i = y * maps.width + x; x < spans.to[y]!; x++, i++) {
      let red = 1;
      let green = 1;
      let blue = 1;
      for (const layer of layers) {
        const share = coverageAt(layer, maps.canvasX[i]!, maps.canvasY[i]!, maps.pitch) / 255;
        if (share === 0) continue;
        red *= 1 - share * (1 - layer.colour[0]);
        green *= 1 - share * (1 - layer.colour[1]);
        blue *= 1 - share * (1 - layer.colour[2]);
      }
      out[3 * i] = red;
      out[3 * i + 1] = green;
      out[3 * i + 2] = blue;
    }
};
