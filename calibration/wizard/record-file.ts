/**
 * A calibration as a file: out as it is stored, in as a trial that somebody looks at before it counts. Pure but for the words.
 */
import { ZodError } from 'zod';
import type { Size } from '../frames.ts';
import { type CalibrationRecord, parseCalibration } from '../record.ts';

export interface Place {
  readonly canvas: string;
  readonly projector: string;
  /** Of the projector page that is connected; null: none is. */
  readonly raster: Size | null;
}

export const fileNameFor = ({ canvas, projector, madeAt }: CalibrationRecord): string =>
  `inklight-${canvas}-${projector}-${madeAt.slice(0, 10)}.json`;

/** The record, laid on this canvas and projector, or what is wrong with it in a sentence. */
export const readRecordFile = (text: string, { canvas, projector, raster }: Place): CalibrationRecord | string => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'The file is no JSON: export a calibration from this page, and choose that file.';
  }
  try {
    const record = parseCalibration(value);
    const { width, height } = record.projectorSize;
    if (raster && (raster.width !== width || raster.height !== height))
      return `It was made for ${width} × ${height} px; this projector has ${raster.width} × ${raster.height} px.`;
    return { ...record, canvas, projector };
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const issue = error.issues[0]!;
    return `The file is no calibration: at ${issue.path.join('.') || 'the top'}, ${issue.message}.`;
  }
};
