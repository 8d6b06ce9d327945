/**
 * Proofs, laid on the sheet through a calibration: outline, grid in mm, held-out error by place, a cross-hair, the nodes in hand, the masks.
 * On a 2D canvas the size of the raster. Frames: canvas mm → projector px.
 */
import { type CanvasPoint, canvasPoint, type Size, sheetQuad } from '../../calibration/frames.ts';
import { type CanvasModel, mapCanvasToProjector } from '../../calibration/map-canvas.ts';
import type { CalibrationRecord } from '../../calibration/record.ts';
import { controlPoints } from '../../calibration/refine-record.ts';
import type { EyePattern } from '../hold-pattern.ts';
import { drawHeatMap } from './draw-heat-map.ts';
import { outlineOf } from './mask-plate.ts';
import { emOf, GRAPHITE, LIGHT, MONO, PAPER } from './plate-style.ts';

/** Lines are bent by the mesh; pieces of this share of the sheet follow it. */
const PIECES = 32;
/** Every so many lines of the grid one is bright and numbered. */
const NUMBERED = 5;

export interface Proof {
  readonly pattern: EyePattern;
  readonly model: CanvasModel;
  /** What the model comes from; null for the undistorted start. */
  readonly record: CalibrationRecord | null;
}

export const drawProof = (context: CanvasRenderingContext2D, raster: Size, { pattern, model, record }: Proof): void => {
  switch (pattern.kind) {
    case 'grid':
      drawGrid(context, raster, model, pattern.pitchMm);
      drawOutline(context, raster, model);
      break;
    case 'sheet-outline':
      drawOutline(context, raster, model);
      drawTicks(context, model);
      break;
    case 'heat-map':
      drawHeatMap(context, raster, model, record?.accuracy ?? null);
      drawOutline(context, raster, model);
      break;
    case 'cross-hair':
      drawOutline(context, raster, model, 0.35);
      drawCrossHair(context, raster, model, canvasPoint(pattern.x, pattern.y));
      break;
    case 'refine':
      drawOutline(context, raster, model);
      if (record) drawNodes(context, raster, record, pattern.node);
      break;
    case 'masks':
      drawOutline(context, raster, model, 0.5);
      drawMasks(context, raster, model, record);
  }
};

const trace = (context: CanvasRenderingContext2D, model: CanvasModel, from: CanvasPoint, to: CanvasPoint): void => {
  context.beginPath();
  for (let k = 0; k <= PIECES; k++) {
    const s = k / PIECES;
    const p = mapCanvasToProjector(model, canvasPoint(from.x + (to.x - from.x) * s, from.y + (to.y - from.y) * s));
    context.lineTo(p.x + 0.5, p.y + 0.5);
  }
  context.stroke();
};

const drawOutline = (context: CanvasRenderingContext2D, raster: Size, model: CanvasModel, strength = 1): void => {
  const corners = sheetQuad(model.sheet);
  context.globalAlpha = strength;
  context.strokeStyle = LIGHT;
  context.lineWidth = Math.max(1.5, raster.height / 480);
  for (const [i, from] of corners.entries()) trace(context, model, from, corners[(i + 1) % 4]!);
  context.globalAlpha = 1;
};

/** A mark each 10 mm along the edges, longer each 100, so that a ruler laid beside the paper can be compared. */
const drawTicks = (context: CanvasRenderingContext2D, model: CanvasModel): void => {
  const { widthMm, heightMm } = model.sheet;
  context.strokeStyle = LIGHT;
  context.lineWidth = 1;
  const tick = (mm: number): number => (mm % 100 === 0 ? 10 : mm % 50 === 0 ? 6 : 3);
  for (let x = 0; x <= widthMm; x += 10)
    for (const y of [0, heightMm])
      trace(context, model, canvasPoint(x, y), canvasPoint(x, y + (y === 0 ? tick(x) : -tick(x))));
  for (let y = 0; y <= heightMm; y += 10)
    for (const x of [0, widthMm])
      trace(context, model, canvasPoint(x, y), canvasPoint(x + (x === 0 ? tick(y) : -tick(y)), y));
};

const drawGrid = (context: CanvasRenderingContext2D, raster: Size, model: CanvasModel, pitchMm: number): void => {
  const { widthMm, heightMm } = model.sheet;
  const em = emOf(raster);
  const line = (n: number): void => {
    const main = n % NUMBERED === 0;
    context.strokeStyle = main ? PAPER : GRAPHITE;
    context.globalAlpha = main ? 0.9 : 0.5;
    context.lineWidth = 1;
  };
  const number = (mm: number, at: CanvasPoint): void => {
    const p = mapCanvasToProjector(model, at);
    context.globalAlpha = 1;
    context.font = `${Math.round(em * 0.9)}px ${MONO}`;
    context.textAlign = 'left';
    context.textBaseline = 'top';
    context.fillStyle = LIGHT;
    context.fillText(mm === 0 ? '0 mm' : String(mm), p.x + 3, p.y + 3);
  };
  for (let n = 0; n * pitchMm <= widthMm; n++) {
    line(n);
    trace(context, model, canvasPoint(n * pitchMm, 0), canvasPoint(n * pitchMm, heightMm));
    if (n % NUMBERED === 0) number(n * pitchMm, canvasPoint(n * pitchMm, 0));
  }
  for (let n = 0; n * pitchMm <= heightMm; n++) {
    line(n);
    trace(context, model, canvasPoint(0, n * pitchMm), canvasPoint(widthMm, n * pitchMm));
    if (n > 0 && n % NUMBERED === 0) number(n * pitchMm, canvasPoint(0, n * pitchMm));
  }
  context.globalAlpha = 1;
};

const drawCrossHair = (context: CanvasRenderingContext2D, raster: Size, model: CanvasModel, at: CanvasPoint): void => {
  const { widthMm, heightMm } = model.sheet;
  const em = emOf(raster);
  context.strokeStyle = GRAPHITE;
  context.lineWidth = 1;
  trace(context, model, canvasPoint(0, at.y), canvasPoint(widthMm, at.y));
  trace(context, model, canvasPoint(at.x, 0), canvasPoint(at.x, heightMm));
  const reach = Math.min(widthMm, heightMm) * 0.05;
  context.strokeStyle = PAPER;
  context.lineWidth = Math.max(1.5, raster.height / 480);
  trace(context, model, canvasPoint(at.x - reach, at.y), canvasPoint(at.x + reach, at.y));
  trace(context, model, canvasPoint(at.x, at.y - reach), canvasPoint(at.x, at.y + reach));
  const p = mapCanvasToProjector(model, at);
  context.strokeStyle = LIGHT;
  context.beginPath();
  context.arc(p.x + 0.5, p.y + 0.5, em * 0.9, 0, 2 * Math.PI);
  context.stroke();
  context.font = `${Math.round(em * 0.9)}px ${MONO}`;
  context.fillStyle = LIGHT;
  const right = p.x > raster.width / 2;
  const below = p.y > raster.height / 2;
  context.textAlign = right ? 'right' : 'left';
  context.textBaseline = below ? 'bottom' : 'top';
  context.fillText(
    `${at.x.toFixed(1)}, ${at.y.toFixed(1)} mm`,
    p.x + em * (right ? -1.4 : 1.4),
    p.y + em * (below ? -0.8 : 0.8),
  );
};

const drawNodes = (
  context: CanvasRenderingContext2D,
  raster: Size,
  record: CalibrationRecord,
  selected: number | null,
): void => {
  const em = emOf(raster);
  for (const [i, { projector: p }] of controlPoints(record).entries()) {
    const chosen = i === selected;
    const reach = em * (chosen ? 1.2 : i < 4 ? 0.7 : 0.35);
    context.strokeStyle = chosen ? PAPER : i < 4 ? LIGHT : GRAPHITE;
    context.lineWidth = chosen ? 1.5 : 1;
    context.beginPath();
    context.moveTo(p.x + 0.5 - reach, p.y + 0.5);
    context.lineTo(p.x + 0.5 + reach, p.y + 0.5);
    context.moveTo(p.x + 0.5, p.y + 0.5 - reach);
    context.lineTo(p.x + 0.5, p.y + 0.5 + reach);
    context.stroke();
    if (!chosen) continue;
    context.beginPath();
    context.arc(p.x + 0.5, p.y + 0.5, reach * 0.6, 0, 2 * Math.PI);
    context.stroke();
  }
};

const drawMasks = (
  context: CanvasRenderingContext2D,
  raster: Size,
  model: CanvasModel,
  record: CalibrationRecord | null,
): void => {
  const em = emOf(raster);
  context.strokeStyle = LIGHT;
  context.lineWidth = 1.5;
  context.setLineDash([em * 0.5, em * 0.3]);
  for (const { polygon, name } of record?.masks ?? []) {
    const outline = outlineOf(polygon, model);
    context.beginPath();
    for (const p of outline) context.lineTo(p.x + 0.5, p.y + 0.5);
    context.closePath();
    context.stroke();
    const top = outline.reduce((a, b) => (b.y < a.y ? b : a));
    context.font = `${Math.round(em * 0.9)}px ${MONO}`;
    context.fillStyle = LIGHT;
    context.textAlign = 'left';
    context.textBaseline = 'bottom';
    // Beside the mask: inside of it nothing may be lit.
    context.fillText(name, top.x, top.y - em * 0.3);
  }
  context.setLineDash([]);
};
