/**
 * Calibration on the camera page, put together: what the camera is, told whenever that changes, and the desk that runs it. Everything that lives
 * on the page is passed in.
 */
import type { Quad, Size } from '../../calibration/frames.ts';
import type { Link } from '../../server/link.ts';
import { type CalibrationMessage, type CameraFacts, type ClientInfo, ofProjector } from '../../server/protocol.ts';
import type { PageParameters } from '../page-parameters.ts';
import { foldDrift, NO_DRIFTS, reportDrifts } from '../publish/fold-drifts.ts';
import type { FaultReport } from '../publish/fold-faults.ts';
import type { LockName } from '../sources/camera-locks.ts';
import { dimCamera } from '../sources/dim-camera.ts';
import { holdLocks } from '../sources/hold-locks.ts';
import { dimVirtualWall } from '../sources/virtual-wall-source.ts';
import type { CalibrationToWorker } from '../workers/calibration-messages.ts';
import type { TruthFromWorker } from '../workers/truth-messages.ts';
import { type CalibrationDesk, createCalibrationDesk } from './calibration-desk.ts';
import { cameraFacts } from './camera-facts.ts';
import { foundInForce } from './found-in-force.ts';

export interface PageCalibrationContext {
  readonly page: PageParameters;
  readonly link: () => Link;
  readonly track: () => MediaStreamTrack | null;
  readonly seen: () => { readonly size: Size | null; readonly fps: number; readonly paper: Quad<'camera'> | null };
  /** What the camera holds still from now on, in its own units: remembered and shown. */
  readonly hold: (held: Partial<Record<LockName, number>>) => Promise<void>;
  readonly send: (message: CalibrationToWorker) => void;
  readonly report: (part: 'calibration' | 'drift', faults: readonly FaultReport[]) => void;
  /** Another record is in force by what the worker found out. */
  readonly onRecord: () => void;
  /** A pattern for eyes came onto the wall, or is gone: nothing may be read while it is there. */
  readonly onPaused: (paused: boolean) => void;
}

export interface PageCalibration {
  readonly desk: CalibrationDesk;
  watched(clients: readonly ClientInfo[]): void;
  /** What the worker found out while the show runs. */
  hearTruth(message: TruthFromWorker): void;
  /** The server may know nothing of this camera. */
  tellAnew(): void;
}

/** What the camera is, at most this often, ms. */
const FACTS_EVERY_MS = 1_000;
/** Light that was sent away is still in the pictures for so long, ms. */
const RESUME_AFTER_MS = 800;
const LOOK_EVERY_MS = 100;
/** Runs count their patterns from different numbers. */
const SEEDS = 4096;
/** Times that a page which draws without a GPU may take longer than one with. */
const SOFTWARE_PATIENCE = 6;

export const createPageCalibration = (context: PageCalibrationContext): PageCalibration => {
  const { page, link, track } = context;
  let told = '';
  let here: readonly string[] = [];
  let patternAt = Number.NEGATIVE_INFINITY;
  let paused = false;
  let drifts = NO_DRIFTS;

  const facts = (): CameraFacts => {
    const { size, fps, paper } = context.seen();
    const seen = link().canvas.paper;
    return cameraFacts({
      name: page.camera,
      source: page.source,
      track: track(),
      size,
      fps,
      sheet: seen?.kind === 'found' ? seen.sheet : page.sheet,
      paper,
    });
  };
  const tell = (camera: CameraFacts): void =>
    link().publish({ type: 'calibration', calibration: { kind: 'camera', camera } });
  const tellChanges = (): void => {
    // While patterns are shown nothing is read: the pictures a second are those of before.
    if (desk.running !== null || link().state !== 'joined') return;
    const camera = facts();
    const now = JSON.stringify({ ...camera, fps: Math.round(camera.fps), mmPerPx: camera.mmPerPx?.toFixed(2) });
    if (now === told) return;
    told = now;
    tell(camera);
  };
  const projector = (name: string) => link().canvas.projectors.find((p) => p.name === name);

  const desk = createCalibrationDesk({
    publish: (payload) => link().publish(payload),
    projector,
    holdCamera: async () => {
      const camera = track();
      if (page.source !== 'webcam' || !camera?.getCapabilities) return;
      await context.hold(await holdLocks(camera));
      tell(facts());
    },
    dimCamera: async () => {
      const camera = track();
      if (page.source === 'virtual-wall') return dimVirtualWall();
      if (page.source !== 'webcam' || !camera?.getCapabilities) return false;
      const exposure = await dimCamera(camera);
      if (exposure === null) return false;
      await context.hold({ exposure });
      tell(facts());
      return true;
    },
    look: (target, run) =>
      context.send(
        target
          ? {
              type: 'calibrate',
              run,
              setting: {
                projectorSize: target.raster,
                inForce: ofProjector(link().canvas.calibrations, target.name) ?? null,
                display: { devicePixelRatio: target.devicePixelRatio, pageZoom: target.pageZoom, native: null },
                seed: Date.now() % SEEDS,
                patience: target.software ? SOFTWARE_PATIENCE : 1,
              },
            }
          : { type: 'calibrate-stop' },
      ),
    verdict: () => ({
      canvas: page.canvas,
      camera: facts(),
      projector,
      inForce: (name) => ofProjector(link().canvas.calibrations, name),
      date: () => new Date().toISOString(),
    }),
    now: () => performance.now(),
    onRunning: () => report(),
  });
  const report = (): void => {
    const detail = desk.running ? `Projector “${desk.running}”.` : paused ? 'A test pattern is on the wall.' : null;
    context.report('calibration', detail === null ? [] : [{ code: 'calibration-running', detail }]);
  };
  const lookForPatterns = (): void => {
    const now = performance.now();
    // A projector page that is gone shows nothing, whatever it said last.
    if (link().canvas.projectors.some((p) => p.pattern && here.includes(p.name))) patternAt = now;
    const next = now - patternAt < RESUME_AFTER_MS;
    if (next === paused) return;
    paused = next;
    report();
    context.onPaused(paused);
  };
  setInterval(tellChanges, FACTS_EVERY_MS);
  setInterval(lookForPatterns, LOOK_EVERY_MS);
  return {
    desk,
    watched: (clients) => {
      const mine = clients.filter((c) => c.canvas === page.canvas);
      here = mine.filter((c) => c.role === 'projector').map((c) => c.name);
      desk.watched(mine.some((c) => c.role === 'calibration'));
    },
    hearTruth: (message) => {
      const say = (calibration: CalibrationMessage['calibration']): void =>
        link().publish({ type: 'calibration', calibration });
      if (message.type === 'latency') say({ kind: 'latency', latency: message.latency });
      else if (message.type === 'drift') {
        const { drift, fault } = message;
        say({ kind: 'drift', drift });
        drifts = foldDrift(drifts, drift.projector, fault);
        context.report('drift', reportDrifts(drifts, link().canvas.calibrations.length));
      } else {
        const { record } = message;
        const now = foundInForce(record, ofProjector(link().canvas.calibrations, record.projector));
        if (now === null) return;
        say({ kind: 'record', record: now });
        context.onRecord();
      }
    },
    tellAnew: () => {
      told = '';
    },
  };
};
