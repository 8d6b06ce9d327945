/**
 * How far from the truth the light is, by place on the paper: held-out error in mm as warmth, its number in each field, and the scale beside it.
 * On a 2D canvas the size of the raster. Frames: canvas mm → projector px.
 */
import { canvasPoint, type Size } from '../../calibration/frames.ts';
import { type CanvasModel, mapCanvasToProjector } from '../../calibration/map-canvas.ts';
import type { CalibrationAccuracy } from '../../calibration/record.ts';
import { scaleEnd, warmthOf } from '../../calibration/warmth.ts';
import { emOf, GRAPHITE, LIGHT, MONO, PAPER, SANS } from './plate-style.ts';

/** Fields narrower than this many em show colour alone. */
const ROOM_FOR_NUMBER = 2.2;

export const drawHeatMap = (
  context: CanvasRenderingContext2D,
  raster: Size,
  model: CanvasModel,
  accuracy: CalibrationAccuracy | null,
): void => {
  const em = emOf(raster);
  const middle = mapCanvasToProjector(model, canvasPoint(model.sheet.widthMm / 2, model.sheet.heightMm / 2));
  if (!accuracy?.heat) {
    context.font = `${Math.round(em * 1.2)}px ${SANS}`;
    context.fillStyle = PAPER;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText('The error of this calibration was not measured.', middle.x, middle.y);
    return;
  }
  const { columns, rows, errorMm } = accuracy.heat;
  const end = scaleEnd(errorMm);
  const { widthMm, heightMm } = model.sheet;
  const at = (i: number, j: number) =>
    mapCanvasToProjector(model, canvasPoint((widthMm * i) / columns, (heightMm * j) / rows));
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < columns; i++) {
      const error = errorMm[j * columns + i] ?? null;
      const corners = [at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)];
      context.beginPath();
      for (const p of corners) context.lineTo(p.x + 0.5, p.y + 0.5);
      context.closePath();
      context.strokeStyle = 'rgb(60 56 50)';
      context.lineWidth = 1;
      if (error === null) {
        context.stroke();
        continue;
      }
      context.fillStyle = warmthOf(error / end);
      context.fill();
      context.stroke();
      const wide = Math.hypot(corners[1]!.x - corners[0]!.x, corners[1]!.y - corners[0]!.y);
      if (wide < em * ROOM_FOR_NUMBER) continue;
      const centre = at(i + 0.5, j + 0.5);
      context.font = `${Math.round(em * 0.9)}px ${MONO}`;
      context.fillStyle = error / end > 0.38 ? '#1d1307' : PAPER;
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      context.fillText(error.toFixed(error < 9.95 ? 1 : 0), centre.x, centre.y);
    }
  drawScale(context, raster, end, accuracy);
};

/** Along the raster's lower edge, where the sheet seldom reaches. */
const drawScale = (
  context: CanvasRenderingContext2D,
  { width, height }: Size,
  end: number,
  { rmsMm, p95Mm, rmsPx }: CalibrationAccuracy,
): void => {
  const em = emOf({ width, height });
  const long = em * 12;
  // The lower left corner is the fault code's.
  const [x, y] = [em * 5, height - em * 2];
  context.fillStyle = 'rgba(11, 10, 9, 0.85)';
  context.fillRect(0, y - em * 0.9, width, em * 2.9);
  for (let k = 0; k < long; k++) {
    context.fillStyle = warmthOf(k / long);
    context.fillRect(x + k, y, 1, em * 0.7);
  }
  context.font = `${Math.round(em * 0.85)}px ${MONO}`;
  context.textBaseline = 'top';
  context.fillStyle = GRAPHITE;
  context.textAlign = 'left';
  context.fillText('0', x, y + em * 0.85);
  context.textAlign = 'right';
  context.fillText(`${end} mm`, x + long, y + em * 0.85);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.font = `${em}px ${SANS}`;
  context.fillStyle = LIGHT;
  context.fillText(
    `Held-out error ${rmsMm.toFixed(2)} mm RMS (${rmsPx.toFixed(2)} px), 95 % below ${p95Mm.toFixed(2)} mm`,
    x + long + em * 1.4,
    y + em * 0.35,
  );
};
