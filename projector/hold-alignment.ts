/**
 * The alignment that holds now: the canvas' own record, or corners that somebody is moving, which become a record shortly after.
 * Says which fault that is. Frames: canvas mm → projector px.
 */

import { carryMasks } from '../calibration/carry-masks.ts';
import type { Surroundings } from '../calibration/compare-context.ts';
import { type SheetSize, sheetQuad } from '../calibration/frames.ts';
import { quadToQuad } from '../calibration/homography.ts';
import type { CanvasModel } from '../calibration/map-canvas.ts';
import type { CalibrationRecord, CanvasMask } from '../calibration/record.ts';
import type { CalibrationMessage, FaultCode } from '../server/protocol.ts';
import { type Alignment, chooseAlignment } from './choose-alignment.ts';
import { type Corners, recordOf } from './keystone.ts';

/** A drag ends in one record, not in a hundred, ms. */
const SAVE_AFTER_MS = 400;
/** A wall that opens beside this page sends its record a moment later: that is no fault yet, ms. */
const MISSING_GRACE_MS = 2_500;

export interface AlignmentContext {
  readonly canvas: string;
  readonly projector: string;
  readonly surroundings: () => Surroundings;
  readonly records: () => readonly CalibrationRecord[];
  readonly sheet: () => SheetSize | null;
  /** The canvas' records are known: before the first join nobody can say that there is none. */
  readonly isKnown: () => boolean;
  /** A calibration of this canvas is on the disk and cannot be read: there may be one for this projector, with masks. */
  readonly isUnreadable: () => boolean;
  readonly publish: (record: CalibrationRecord) => void;
  /** The alignment, its fault or the corners in hand changed. */
  readonly onChange: () => void;
  readonly setFault: (code: FaultCode, detail: string | null) => void;
}

export interface HeldAlignment {
  readonly kind: Alignment['kind'];
  readonly sheet: SheetSize;
  readonly corners: Corners;
  /** Null while light has no place it may fall on. */
  readonly model: CanvasModel | null;
  /** The record in force, whether or not it holds here. */
  readonly record: CalibrationRecord | null;
  /** What must stay dark, and through what it was drawn; null where nobody knows where that falls. */
  readonly masked: { readonly masks: readonly CanvasMask[]; readonly model: CanvasModel } | null;
  /** Chooses again: the records, the raster or the sheet changed. */
  refresh(): void;
  move(corners: Corners): void;
  save(): void;
}

export const holdAlignment = (context: AlignmentContext): HeldAlignment => {
  const { canvas, projector } = context;
  const choose = (): Alignment =>
    chooseAlignment(context.records(), projector, context.surroundings(), context.sheet());
  let alignment = choose();
  let moved: Corners | null = null;
  let saving: ReturnType<typeof setTimeout> | undefined;
  let missing: ReturnType<typeof setTimeout> | undefined;

  const judge = (): void => {
    context.setFault('context-changed', alignment.kind === 'context-changed' ? alignment.differences.join(' ') : null);
    if (alignment.kind !== 'missing') {
      clearTimeout(missing);
      missing = undefined;
      context.setFault('calibration-missing', null);
    } else if (context.isKnown())
      missing ??= setTimeout(
        () => context.setFault('calibration-missing', `Projector “${projector}”.`),
        MISSING_GRACE_MS,
      );
  };
  const refresh = (): void => {
    alignment = choose();
    judge();
    context.onChange();
  };
  const save = (): void => {
    clearTimeout(saving);
    // What holds and was not moved is kept already; corners alone would say less than what was measured.
    if (moved === null && alignment.kind === 'aligned') return;
    const { raster, viewport, devicePixelRatio } = context.surroundings();
    const record = recordOf(
      moved ?? alignment.corners,
      { canvas, projector, sheet: alignment.sheet, raster },
      new Date().toISOString(),
    );
    const { sheet } = alignment;
    const masks =
      'record' in alignment
        ? // Under the corners the masks lay as they were drawn: in another sheet's millimetres they stay there.
          carryMasks(
            alignment.record.masks,
            { ...planeOf(alignment.record.sheet, moved ?? alignment.corners), projectorSize: raster },
            { ...planeOf(sheet, moved ?? alignment.corners), projectorSize: raster },
          )
        : [];
    context.publish({ ...record, masks, context: { viewport, devicePixelRatio, camera: null } });
    moved = null;
    refresh();
  };
  return {
    get kind() {
      return alignment.kind;
    },
    get sheet() {
      return alignment.sheet;
    },
    get corners() {
      return moved ?? alignment.corners;
    },
    get model() {
      const { sheet } = alignment;
      if (moved) return planeOf(sheet, moved);
      if (alignment.kind === 'missing' && context.isUnreadable()) return null;
      return alignment.kind === 'context-changed' ? null : alignment;
    },
    get masked() {
      if (!('record' in alignment)) return null;
      const { masks, sheet } = alignment.record;
      // Under corners in hand the masks go with the light, also where the record itself does not hold here.
      if (moved) return { masks, model: planeOf(sheet, moved) };
      return alignment.kind === 'aligned' ? { masks, model: alignment.record } : null;
    },
    get record() {
      return 'record' in alignment ? alignment.record : null;
    },
    refresh,
    move: (corners) => {
      if (corners === (moved ?? alignment.corners)) return;
      moved = corners;
      clearTimeout(saving);
      saving = setTimeout(save, SAVE_AFTER_MS);
      context.onChange();
    },
    save,
  };
};

const planeOf = (sheet: SheetSize, corners: Corners): CanvasModel => ({
  sheet,
  canvasToProjector: quadToQuad<'canvas', 'projector'>(sheetQuad(sheet), corners),
  mesh: null,
});

/** What is said of a calibration without changing where light falls. */
const BESIDE_LIGHT: ReadonlySet<CalibrationMessage['calibration']['kind']> = new Set([
  'progress',
  'latency',
  'drift',
  'projector',
]);
/** A message after which the alignment must be chosen again. */
export const concernsLight = ({ kind }: CalibrationMessage['calibration']): boolean => !BESIDE_LIGHT.has(kind);
