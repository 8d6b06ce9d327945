/** A canvas as the wizard sees it, from one projector's side: who is here, what is in force, what is on trial, what stands in the way. Pure. */
import { type ClientInfo, ofProjector, type ProjectorFacts, type Snapshot } from '../../server/protocol.ts';
import type { SheetSize } from '../frames.ts';
import type { CalibrationRecord } from '../record.ts';
import { type Check, preflight } from './preflight.ts';

export interface CanvasView {
  /** Projector pages that are here. */
  readonly connected: readonly string[];
  /** Those, and those that are aligned. */
  readonly projectors: readonly string[];
  readonly projector: string;
  readonly facts: ProjectorFacts | null;
  readonly inForce: CalibrationRecord | null;
  readonly onTrial: CalibrationRecord | null;
  /** What the wall shows proofs through. */
  readonly shown: CalibrationRecord | null;
  readonly sheet: SheetSize;
  readonly checks: readonly Check[];
}

const UNKNOWN_SHEET: SheetSize = { widthMm: 297, heightMm: 210 };

/** `clients`: those of this canvas. `chosen`: by somebody; null: the first there is. */
export const lookAtCanvas = (canvas: Snapshot, clients: readonly ClientInfo[], chosen: string | null): CanvasView => {
  const connected = clients.filter((c) => c.role === 'projector').map((c) => c.name);
  const projectors = [...new Set([...connected, ...canvas.calibrations.map((r) => r.projector)])];
  const projector = chosen ?? projectors[0] ?? 'main';
  const facts = canvas.projectors.find((p) => p.name === projector) ?? null;
  const inForce = ofProjector(canvas.calibrations, projector) ?? null;
  const onTrial = ofProjector(canvas.trials, projector) ?? null;
  const shown = onTrial ?? inForce;
  const { paper, camera } = canvas;
  return {
    connected,
    projectors,
    projector,
    facts,
    inForce,
    onTrial,
    shown,
    sheet: shown?.sheet ?? (paper?.kind === 'found' ? paper.sheet : (camera?.sheet ?? UNKNOWN_SHEET)),
    checks: preflight({
      camera,
      cameraHere: clients.some((c) => c.role === 'camera'),
      projector: facts,
      projectorHere: connected.includes(projector),
    }),
  };
};
