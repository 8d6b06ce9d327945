/** Canvases as the protocol folds them, for tests of what the projector makes of them. Frame: canvas mm. */
import { type CanvasStroke, emptySnapshot, type ObservedLine, type Snapshot } from '../../server/protocol.ts';

export const SHEET = { widthMm: 297, heightMm: 210 };

export const strokeOf = (
  id: string,
  points: readonly (readonly [number, number])[],
  state: CanvasStroke['state'] = 'tentative',
): CanvasStroke => ({
  id,
  state,
  points: new Uint8Array(Float32Array.from(points.flat()).buffer),
  widthMm: 0.8,
  time: 0,
});

export const lineOf = (
  id: string,
  text: string,
  strokes: readonly string[],
  changes: Partial<ObservedLine> = {},
): ObservedLine => ({
  id,
  revision: 1,
  state: 'committed',
  kind: 'text',
  text,
  confidence: 0.9,
  alternatives: [],
  characters: [],
  baseline: [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
  ],
  box: { x: 0, y: 0, width: 1, height: 1 },
  style: { slantDegrees: 5, xHeightMm: 4, strokeWidthMm: 0.8, spacingMm: 1, curvature: 0.3 },
  strokes: [...strokes],
  ...changes,
});

export const canvasOf = (strokes: readonly CanvasStroke[], lines: readonly ObservedLine[] = []): Snapshot => ({
  ...emptySnapshot('main'),
  paper: {
    kind: 'found',
    quad: [
      { x: 0, y: 0 },
      { x: 9, y: 0 },
      { x: 9, y: 6 },
      { x: 0, y: 6 },
    ],
    cameraSize: { width: 960, height: 540 },
    sheet: SHEET,
    source: 'detected',
  },
  strokes,
  lines,
});

/** A horizontal stroke from x to x + length at height y. */
export const dash = (x: number, y: number, length: number): [number, number][] => [
  [x, y],
  [x + length / 2, y],
  [x + length, y],
];
