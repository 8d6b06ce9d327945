/**
 * The room's light over time and place: gradient, slow drift, and mains flicker as a shutter integrates it, row by row. Times: ms.
 */
import type { SheetSize } from '../../../../calibration/frames.ts';
import type { LaboratoryLight } from './laboratory.ts';

const MS_A_MINUTE = 60_000;

/** Relative to the level: falls or rises across the sheet, never below a tenth. Canvas mm. */
export const roomLightAt = (
  { gradient }: LaboratoryLight,
  { widthMm, heightMm }: SheetSize,
  x: number,
  y: number,
): number => Math.max(0.1, 1 + gradient[0] * (x / widthMm - 0.5) + gradient[1] * (y / heightMm - 0.5));

/** Mean of 1 + flicker·cos(2π·Hz·t) and of the drift while a row is exposed, from `start` for `shutterMs`. */
export const roomLightDuring = (light: LaboratoryLight, start: number, shutterMs: number): number => {
  const { flicker, flickerHz, driftPerMinute } = light;
  const omega = (2 * Math.PI * flickerHz) / 1000;
  const end = start + shutterMs;
  const waver =
    shutterMs > 0 ? (Math.sin(omega * end) - Math.sin(omega * start)) / (omega * shutterMs) : Math.cos(omega * start);
  return (1 + flicker * waver) * Math.max(0, 1 + (driftPerMinute * (start + end)) / 2 / MS_A_MINUTE);
};
