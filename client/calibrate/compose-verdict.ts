/**
 * A run's end as everybody is told it: troubles, the numbers beside the verdict, and the record that may be accepted. Pure.
 * Frames: canvas mm, projector px, straight camera px.
 */
import { carryMasks, isSameSheet } from '../../calibration/carry-masks.ts';
import type { CalibrationRecord, CanvasMask } from '../../calibration/record.ts';
import type { Trouble, Verdict } from '../../calibration/session/contract.ts';
import { troubleOf } from '../../calibration/session/troubles.ts';
import type { SolvedCalibration } from '../../calibration/solve-calibration.ts';
import type { CalibrationVerdict, CameraFacts, ProjectorFacts } from '../../server/protocol.ts';

export interface VerdictSurroundings {
  readonly canvas: string;
  readonly camera: CameraFacts;
  readonly projector: (name: string) => ProjectorFacts | undefined;
  /** In force until now: its masks stay. */
  readonly inForce: (projector: string) => CalibrationRecord | undefined;
  /** ISO 8601. */
  readonly date: () => string;
}

/** `seconds`: as somebody waited for it. A declined run leaves nothing that could be accepted. */
export const composeVerdict = (
  verdict: Verdict,
  projector: string,
  seconds: number,
  around: VerdictSurroundings,
): CalibrationVerdict => {
  const at = around.date();
  const record =
    verdict.outcome === 'accepted' && verdict.model ? recordOf(verdict, verdict.model, projector, at, around) : null;
  const carried = record === null ? null : carriedMasks(around.inForce(projector), record);
  const troubles = carried ? [...verdict.troubles, carried.trouble] : verdict.troubles;
  return {
    projector,
    at,
    seconds,
    troubles: troubles.map((trouble) => ({ ...trouble })),
    figures: figuresOf(verdict, seconds),
    record: carried ? { ...record!, masks: carried.masks } : record,
  };
};

/** On a sheet of another size millimetres mean other places: masks stay where they lay in the light, and somebody must look. null: they stay as they are. */
const carriedMasks = (
  before: CalibrationRecord | undefined,
  record: CalibrationRecord,
): { readonly masks: CanvasMask[]; readonly trouble: Trouble } | null => {
  if (before === undefined || before.masks.length === 0 || isSameSheet(before, record)) return null;
  const of = ({ sheet: { widthMm, heightMm } }: CalibrationRecord): string =>
    `${Math.round(widthMm)} × ${Math.round(heightMm)} mm`;
  const detail = `the sheet was ${of(before)} and is ${of(record)}: what was masked (${before.masks.length}) stays dark where it lay in the projector’s light`;
  return { masks: carryMasks(before.masks, before, record), trouble: troubleOf('masks-to-check', detail, 'warns') };
};

const recordOf = (
  { photometry }: Verdict,
  { sheet, canvasToProjector, mesh, lens, cameraToProjector, heldOut, coverage, inlierShare }: SolvedCalibration,
  projector: string,
  at: string,
  { canvas, camera, projector: factsOf, inForce }: VerdictSurroundings,
): CalibrationRecord | null => {
  const facts = factsOf(projector);
  const { size } = camera;
  if (!facts || !size) return null;
  const { rmsPx, p95Px, rmsMm, p95Mm, points, heat } = heldOut;
  return {
    version: 2,
    canvas,
    projector,
    sheet: { ...sheet },
    canvasToProjector: [...canvasToProjector],
    projectorSize: { ...facts.raster },
    source: 'structured-light',
    madeAt: at,
    mesh: mesh ? { columns: mesh.columns, rows: mesh.rows, offsets: [...mesh.offsets] } : null,
    camera: {
      id: camera.device.id,
      size,
      lens: { k1: lens.k1, k2: lens.k2 },
      cameraToProjector: [...cameraToProjector],
    },
    accuracy: {
      rmsPx,
      p95Px,
      rmsMm,
      p95Mm,
      points,
      coverage,
      inlierShare,
      heat: { columns: heat.columns, rows: heat.rows, errorMm: [...heat.errorMm] },
    },
    photometry,
    reference: null,
    masks: inForce(projector)?.masks ?? [],
    context: {
      viewport: facts.viewport,
      devicePixelRatio: facts.devicePixelRatio,
      camera: { id: camera.device.id, size },
    },
  };
};

/** A tenth of a percent where it tells something: near none and near all. */
const percent = (share: number): string => `${(100 * share).toFixed(share > 0.995 || share < 0.1 ? 1 : 0)} %`;

const figuresOf = (
  { model, photometry, chequerShare, pictures }: Verdict,
  seconds: number,
): CalibrationVerdict['figures'] => {
  const figures: CalibrationVerdict['figures'] = [];
  const add = (label: string, value: string, good: string): void => void figures.push({ label, value, good });
  if (model) {
    add(
      'held-out error',
      `${model.heldOut.rmsPx.toFixed(2)} px · ${model.heldOut.rmsMm.toFixed(2)} mm`,
      'good below 0.7 px',
    );
    add(
      '95 % of points below',
      `${model.heldOut.p95Px.toFixed(2)} px · ${model.heldOut.p95Mm.toFixed(2)} mm`,
      'good below 1.4 px',
    );
    add('sheet measured', percent(model.coverage), 'good above 90 %');
    add('points that agree', percent(model.inlierShare), 'good above 95 %');
    add('bend of the sheet', model.mesh ? `${model.flatRmsPx.toFixed(2)} px` : 'none', 'any, it is followed');
  }
  if (chequerShare !== null) add('one-pixel chequer', percent(chequerShare), 'good at 50 %');
  if (photometry) {
    const [r, g, b] = [0, 1, 2].map((c) => mean(photometry.dark.filter((_, i) => i % 3 === c)));
    add('room light', percent((r! + g! + b!) / 3), 'of the camera’s white');
    if (photometry.blackLevel !== null)
      add('projector’s black', percent(photometry.blackLevel), 'of its white, good below 2 %');
    if (photometry.heldOutRms !== null) add('light predicted within', percent(photometry.heldOutRms), 'good below 3 %');
  }
  add('time', `${seconds.toFixed(0)} s`, `${pictures.used} of ${pictures.seen} pictures used`);
  return figures;
};

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / Math.max(1, values.length);
