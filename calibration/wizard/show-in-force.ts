/** What is in force, whether it still holds, and what can be done with it: bring back, export, import, put right. */
import { describeDuration } from '../../server/pages/describe-duration.ts';
import { element, table } from '../../server/pages/element.ts';
import { type CalibrationState, ofProjector } from '../../server/protocol.ts';
import { DRIFT_MM } from '../drift/drift.ts';
import type { CalibrationRecord } from '../record.ts';
import { inMm, SOURCES } from './describe-screen.ts';
import type { Action } from './show-screen.ts';

/** Below this there is nothing to put right. */
const REPAIR_MM = 1;

export interface InForceRow {
  readonly projector: string;
  readonly isHere: boolean;
  readonly record: CalibrationRecord | null;
  readonly previous: CalibrationRecord | null;
  readonly driftMm: number | null;
  readonly latency: { readonly p50Ms: number; readonly p95Ms: number } | null;
}

export const inForceRows = (canvas: CalibrationState, connected: readonly string[]): readonly InForceRow[] => {
  const names = [...new Set([...canvas.calibrations.map((r) => r.projector), ...connected])].sort();
  return names.map((projector) => ({
    projector,
    isHere: connected.includes(projector),
    record: ofProjector(canvas.calibrations, projector) ?? null,
    previous: ofProjector(canvas.previous, projector) ?? null,
    driftMm: ofProjector(canvas.drifts, projector)?.mm ?? null,
    latency: ofProjector(canvas.latencies, projector) ?? null,
  }));
};

const withSmall = (words: string, small: string): HTMLElement =>
  element('span', '', words, ...(small === '' ? [] : [element('small', '', small)]));

/** What the record speaks of: the sheet, and the raster that it was made for. */
const extentOf = ({ sheet, projectorSize }: CalibrationRecord): string =>
  `${sheet.widthMm}\u00a0×\u00a0${sheet.heightMm}\u00a0mm · ${projectorSize.width}\u00a0×\u00a0${projectorSize.height}\u00a0px`;

/** `now`: ms of the wall clock. */
export const agoOf = (madeAt: string, now: number): string => {
  const age = (now - Date.parse(madeAt)) / 1000;
  return Number.isFinite(age) ? `${describeDuration(Math.max(0, age))} ago` : 'unknown';
};

export const inForceTable = (rows: readonly InForceRow[], now: number): HTMLElement =>
  rows.length === 0
    ? element('p', 'caption', 'No projector has been aligned, and none is connected.')
    : table(
        ['Projector', 'Aligned', 'When', 'Error on the paper', 'Drift since', 'Light to camera', 'Page'],
        rows.map(({ projector, isHere, record, driftMm, latency }) => [
          record ? withSmall(projector, extentOf(record)) : projector,
          record ? withSmall(...SOURCES[record.source]) : element('span', 'state notice', 'not aligned'),
          record ? withSmall(agoOf(record.madeAt, now), new Date(record.madeAt).toLocaleString()) : '–',
          record?.accuracy
            ? withSmall(
                inMm(record.accuracy.rmsMm),
                `95 % below ${inMm(record.accuracy.p95Mm)} · ${record.accuracy.rmsPx.toFixed(2)} px`,
              )
            : withSmall('–', record ? 'not measured' : ''),
          driftMm === null ? '–' : withSmall(inMm(driftMm), `good below ${DRIFT_MM} mm`),
          latency === null
            ? '–'
            : withSmall(`${Math.round(latency.p50Ms)} ms`, `95 % below ${Math.round(latency.p95Ms)} ms`),
          element('span', `state ${isHere ? 'calm' : 'idle'}`, isHere ? 'connected' : 'not connected'),
        ]),
      );

/** What can be done with what is in force; `row` undefined: nothing is known of that projector. */
export const recordActions = (row: InForceRow | undefined, now: number): readonly Action[] =>
  [
    ...((row?.driftMm ?? 0) >= REPAIR_MM ? [{ key: 'repair', words: 'Put it right' }] : []),
    ...(row?.previous ? [{ key: 'restore', words: `Bring back the one of ${agoOf(row.previous.madeAt, now)}` }] : []),
    ...(row?.record ? [{ key: 'export', words: 'Export' }] : []),
    { key: 'import', words: 'Import a file' },
  ].map((action) => ({ ...action, shortcut: '', isPrimary: action.key === 'repair', isOff: false }));
