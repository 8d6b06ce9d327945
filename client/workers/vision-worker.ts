/**
 * The camera page's worker, thin glue: camera pictures in, observations out. For each picture, always the newest: grey → pipeline →
 * stabilised lines → observation. Changed lines are read beside the frames. A stage that throws costs its frame and is told; the next goes on.
 */
import { fitSheet } from '../../calibration/fit-sheet.ts';
import type { SheetSize, Size } from '../../calibration/frames.ts';
import { type CameraLens, lensOf } from '../../calibration/lens.ts';
import type { CalibrationRecord } from '../../calibration/record.ts';
import type { Projected } from '../../server/protocol.ts';
import type { LineReading } from '../reading/reading.ts';
import { emptyStabiliser } from '../reading/stabilise.ts';
import type { Cv } from '../vision/cv.ts';
import type { PaperSighting } from '../vision/paper.ts';
import { noteLight, type PipelineOutput, StageError, startPipeline, stepPipeline } from '../vision/pipeline.ts';
import type { ProjectorView } from '../vision/predict-light.ts';
import { liveMats } from '../vision/with-mats.ts';
import { createCalibrationRun, type SeenPaper } from './calibration-run.ts';
import { composeObservation, NOTHING_SENT } from './compose-observation.ts';
import { digestPicture } from './digest-picture.ts';
import { createStageArtist } from './draw-stages.ts';
import { keepProjectorsTrue } from './keep-projectors-true.ts';
import { loadCv } from './load-cv.ts';
import type { FromWorker, Stage, ToWorker, WorkerSettings } from './messages.ts';
import { type FramePump, pumpFrames } from './pump-frames.ts';
import { createLineReader } from './read-changed-lines.ts';
import { openReadingDesk, type ReadingDesk } from './reading-desk.ts';
import { type SeenPicture, seePictures } from './see-pictures.ts';
import { settleLines } from './settle-lines.ts';
import { createFrameClock } from './time-frames.ts';
import { currentFaults, NO_WORKER_FAULTS, patchesMixed, repairAnswered, stageFailed } from './worker-faults.ts';

/** Characters that begin the ids of this worker's strokes and lines: two pages never share them. */
const epoch = `${Math.random().toString(36).slice(2, 8)}-`;
/** So many frames in a row that throw: what is remembered is suspected, and begun anew. */
const DISTRUST_AFTER = 5;

let timeOrigin = performance.timeOrigin;
/** The page's clock, ms. */
const now = (): number => performance.timeOrigin - timeOrigin + performance.now();
const post = (message: FromWorker, transfer: Transferable[] = []): void => self.postMessage(message, { transfer });

let settings: WorkerSettings | null = null;
let pump: FramePump | null = null;
let desk: ReadingDesk | null = null;
let pipeline = startPipeline(epoch);
let stabiliser = emptyStabiliser;
let sent = NOTHING_SENT;
let calibrations: readonly CalibrationRecord[] = [];
let projectorName: string | null = null;
let faults = NO_WORKER_FAULTS;
let toldFaults = '';
let failures = 0;
let readTimings: Partial<Record<Stage, number>> = {};
const artist = createStageArtist();
const frameClock = createFrameClock(now);

const lineReader = createLineReader(
  (region) => desk!.read(region, readElsewhere(region.id)),
  now,
  (error) => fail('read', error),
);

/** The other lines of the canvas, for the language that they are in. */
const readElsewhere = (id: string): LineReading[] =>
  [...lineReader.readings()].flatMap(([other, { reading }]) => (other === id ? [] : [reading]));

const tellFaults = (): void => {
  const { faults: kept, list } = currentFaults(faults, now());
  faults = kept;
  const told = JSON.stringify(list);
  if (told === toldFaults) return;
  toldFaults = told;
  post({ type: 'faults', faults: list });
};
const fail = (stage: string, error: unknown): void => {
  faults = stageFailed(faults, stage, error, now());
  tellFaults();
};

post({ type: 'loading', part: 'vision', doneBytes: 0, totalBytes: null });
// A worker without OpenCV is no worker: the error reaches the page, which starts another.
const loadingCv = loadCv().then((cv) => {
  post({ type: 'watching' });
  return cv;
});

const useExpectations = ({ vocabulary, languages }: WorkerSettings): void => {
  // What stands on the wall may be in one of these languages, or one of the new words.
  if (desk?.useLanguages(languages ?? [])) lineReader.readAnew();
  try {
    if (desk?.useVocabulary(vocabulary ?? '')) lineReader.readAnew();
  } catch (error) {
    fail('read', error);
  }
};

const openDesk = (model: string | null): ReadingDesk => {
  const started = now();
  return openReadingDesk(self.location.origin, model, {
    now,
    onBytes: (doneBytes, totalBytes) => post({ type: 'loading', part: 'reader', doneBytes, totalBytes }),
    onReady: (backend, name) => post({ type: 'ready', backend, model: name, loadMs: now() - started }),
    onFault: (reader) => {
      faults = { ...faults, reader };
      tellFaults();
    },
    onNote: (detail) => {
      faults = { ...faults, note: { code: 'reading-on-wasm', detail } };
      tellFaults();
    },
    onTimings: (timings) => {
      readTimings = { ...timings };
    },
    onAgain: (id, revision, reading) => lineReader.amend(id, revision, reading),
    onError: (error) => fail('read', error),
  });
};

/** As the last frame measured it; the projector draws by the same. */
let sheetInView: SheetSize | null = null;

/** Where the paper was last followed: a calibration run begins there. */
let paperInView: SeenPaper['paper'] = null;

/** While it runs, pictures are not read: the projector shows patterns. */
const calibration = createCalibrationRun(post);

const truth = keepProjectorsTrue((found) => {
  if (found.type === 'patches-mixed') faults = patchesMixed(faults, found.projectors);
  else if (found.type === 'repair-answer') faults = repairAnswered(faults, found.projector, found.refused, now());
  else return post(found);
  tellFaults();
});

/** In force for the projector that spoke last; null = it was never aligned. */
const recordInForce = (): CalibrationRecord | null => calibrations.find((c) => c.projector === projectorName) ?? null;

/** Where the projector that spoke last lies on the canvas, and what is known of its light. */
const projectorView = (): ProjectorView | null => {
  const record = recordInForce();
  if (!record) return null;
  return {
    canvasToProjector: fitSheet(record, sheetInView ?? record.sheet),
    projectorSize: record.projectorSize,
    photometry: record.photometry,
    latency: truth.delay(projectorName),
  };
};

/** As the calibration in force measured it; null where that was another camera's picture. */
const lensInForce = ({ width, height }: Size): CameraLens | null => {
  const camera = recordInForce()?.camera;
  return camera && camera.size.width === width && camera.size.height === height
    ? lensOf(camera.size, camera.lens)
    : null;
};

const noteProjected = ({ projector, width, height, picture }: Projected, shownAt: number): void => {
  projectorName = projector;
  truth.note(projector, now());
  // Until the delay from light to picture is measured, only when it was heard of counts.
  const time = truth.delay(projector) === null ? now() : shownAt;
  pipeline = noteLight(pipeline, { width, height, rgb: new Uint8Array(picture) }, time);
};

const stepFrame = (cv: Cv, { grey, digest }: SeenPicture, time: number, using: WorkerSettings): void => {
  const step = stepPipeline(
    cv,
    pipeline,
    { grey, time, projector: projectorView(), lens: lensInForce(grey) },
    using,
    now,
  );
  pipeline = step.state;
  const { output } = step;
  sheetInView = output.canvas?.paper.sheet ?? sheetInView;
  paperInView = output.canvas?.paper.quad ?? null;
  if (sheetInView) truth.see({ grey, time, quad: paperInView, sheet: sheetInView }, calibrations);
  const regions = output.canvas?.lines;
  if (regions && desk?.isReady()) lineReader.look(regions);
  if (regions) desk?.look(regions);
  const settled = regions ? settleLines(stabiliser, regions, lineReader.readings(), time) : null;
  if (settled) stabiliser = settled.state;
  const camera = { width: grey.width, height: grey.height };
  const news = composeObservation(sent, output, settled?.lines ?? new Map(), camera);
  sent = news.sent;
  if (news.observation)
    post({ type: 'observation', observation: news.observation }, [news.observation.points as ArrayBuffer]);
  post({
    type: 'frame',
    time,
    paper: heldPaper(output),
    cameraSize: camera,
    timings: { ...output.timings, ...readTimings },
    wholeMs: frameClock.last,
    digest,
    liveMats: liveMats(),
  });
  readTimings = {};
  for (const { stage, picture } of artist.draw(using.previews, time, grey, output, () => desk?.lastLine() ?? null))
    post({ type: 'preview', stage, picture }, [picture]);
};

/** The sheet as it is followed: steadier than one sighting, and kept while somebody walks past. */
const heldPaper = ({ sighting, canvas }: PipelineOutput): PaperSighting => {
  if (!canvas) return sighting;
  const confidence = sighting.kind === 'found' ? sighting.confidence : 0;
  return { kind: 'found', quad: canvas.paper.quad, confidence, source: canvas.paper.source };
};

/** False when the camera has ended. */
const calibrateFrame = async (frames: FramePump): Promise<boolean> => {
  const frame = await frames.take();
  if (!frame) return false;
  post({ type: 'looking' });
  try {
    const picture = await calibration.see(frame, now());
    if (picture)
      post({
        type: 'calibration-frame',
        digest: digestPicture({ ...picture.size, data: picture.luma }),
      });
  } finally {
    frame.close();
  }
  return true;
};

const run = async (frames: FramePump): Promise<void> => {
  const cv = await loadingCv;
  const seer = seePictures(frames, now, () => {
    frameClock.taken();
    post({ type: 'looking' });
  });
  for (;;) {
    try {
      if (calibration.isRunning) {
        if (!(await calibrateFrame(frames))) return;
      } else {
        const seen = await seer.next();
        if (!seen) return;
        if (settings?.paused) post({ type: 'calibration-frame', digest: seen.digest });
        else if (settings) stepFrame(cv, seen, now(), settings);
      }
      failures = 0;
    } catch (error) {
      fail(error instanceof StageError ? error.stage : 'frame', error);
      failures += 1;
      if (failures % DISTRUST_AFTER === 0) pipeline = startPipeline(`${epoch}${failures}-`);
    }
    tellFaults();
    // Lets messages in, and the pump fetch what has come meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 0));
    frameClock.free();
  }
};

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case 'start': {
      pump?.stop();
      ({ settings, timeOrigin } = data);
      desk ??= openDesk(settings.model);
      useExpectations(settings);
      pump = pumpFrames(data.frames, () => post({ type: 'first-frame', time: now() }));
      run(pump).catch((error) => {
        // Thrown outside of any promise, so that it reaches the page as the worker's own error.
        setTimeout(() => {
          throw error;
        }, 0);
      });
      break;
    }
    case 'settings':
      ({ settings } = data);
      // Before there is a camera: the reader is there when the first picture comes.
      desk ??= openDesk(settings.model);
      useExpectations(settings);
      break;
    case 'projected':
      noteProjected(data.projected, data.shownAt);
      break;
    case 'beat':
      projectorName ??= data.projector;
      truth.hear(data, now(), calibrations);
      break;
    case 'repair':
      truth.hear(data, now(), calibrations);
      break;
    case 'calibrations':
      calibrations = data.records;
      break;
    case 'calibrate':
      calibration.start(data.setting, { paper: paperInView, sheet: settings?.sheet ?? sheetInView }, data.run);
      break;
    case 'calibrate-stop':
      calibration.stop();
      break;
    case 'stop':
      pump?.stop();
      pump = null;
  }
});
