/**
 * A mask that was changed on the plan, in the record in force and in the one on trial: it counts at once, and accepting the trial must not light what was
 * just masked. The plan is in the millimetres of the one on trial; the one in force may take the sheet for another size. Pure. Frame: canvas mm.
 */
import { carryMasks } from '../carry-masks.ts';
import type { CalibrationRecord } from '../record.ts';
import { changeMasks, type MaskChange } from './change-masks.ts';

interface Records {
  readonly inForce: CalibrationRecord | null;
  readonly onTrial: CalibrationRecord | null;
}

/** `change`: in the millimetres of the plan. */
export const keepMasks = ({ inForce, onTrial }: Records, change: MaskChange): Records => {
  const shown = onTrial ?? inForce;
  const changed = (record: CalibrationRecord | null): CalibrationRecord | null => {
    if (record === null || shown === null) return null;
    const mask = carryMasks([change.mask], shown, record)[0]!;
    return { ...record, masks: changeMasks(record.masks, { ...change, mask }) };
  };
  return { inForce: changed(inForce), onTrial: changed(onTrial) };
};
