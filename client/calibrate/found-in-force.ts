/**
 * What the worker found out of a calibration (a repair, the watchdog's reference), laid on what is in force by the time it is heard of: pictures take
 * a while, and meanwhile somebody may have accepted another or drawn a mask. Pure. Frames: as the record's.
 */
import type { CalibrationRecord } from '../../calibration/record.ts';

/** null: another calibration is in force since, of which this says nothing. */
export const foundInForce = (
  found: CalibrationRecord,
  inForce: CalibrationRecord | undefined,
): CalibrationRecord | null =>
  inForce?.madeAt === found.madeAt && inForce.source === found.source ? { ...found, masks: inForce.masks } : null;
