/**
 * The camera page's composition root: source → worker → link (publish) → panel. Pictures stay on this page; what leaves it are
 * observations and faults. All state that outlives a frame is held here; what decides is pure and lives elsewhere.
 */
import type { Quad, Size } from '../calibration/frames.ts';
import { openLink, type ReportedFault } from '../server/link.ts';
import type { Observation } from '../server/protocol.ts';
import { createPageCalibration } from './calibrate/page-calibration.ts';
import { PageParameterError, type PageParameters, parsePageParameters } from './page-parameters.ts';
import { rescaleQuad } from './panel/corner-drag.ts';
import { createFrameMeter } from './panel/frame-meter.ts';
import { missingFeatures } from './panel/missing-features.ts';
import { noticePage } from './panel/notice-page.ts';
import { createPanel, FIRST_SHOWN, type PanelView } from './panel/panel.ts';
import { type CameraChoices, choicesKey, loadChoices, saveChoices } from './panel/settings-memory.ts';
import { describePaper, describeStatus, type Loading } from './panel/status-words.ts';
import type { CameraReport } from './publish/camera-report.ts';
import { type FaultPart, type FaultReport, foldFaults, listFaults, NO_FAULTS } from './publish/fold-faults.ts';
import { judgePaper, PAPER_SEEN } from './publish/judge-paper.ts';
import { joinWords } from './reading/vocabulary.ts';
import { browserEnvironment } from './sources/browser-environment.ts';
import { type FrameSource, SourceError } from './sources/frame-source.ts';
import { keepOpen } from './sources/keep-open.ts';
import { createVideoSource } from './sources/video.ts';
import { createVirtualWallSource } from './sources/virtual-wall-source.ts';
import { createWebcam, DEFAULT_RESOLUTION } from './sources/webcam.ts';
import type { PaperSighting } from './vision/paper.ts';
import type { FromWorker, Stage, WorkerSettings } from './workers/messages.ts';
import { startVisionWorker } from './workers/start-vision-worker.ts';

/** The panel is drawn this often; faster only costs the time that the pictures need. */
const PANEL_EVERY_MS = 200;

const runCameraPage = (root: HTMLElement, page: PageParameters): void => {
  const key = choicesKey(page.canvas, page.camera, page.source);
  let choices: CameraChoices = loadChoices(localStorage, key);
  let shownStages: readonly Stage[] = page.embed ? [] : FIRST_SHOWN;
  let cameraSize: Size | null = null;
  let paper: PaperSighting = { kind: 'absent', reason: 'no-bright-quad' };
  let judgement = PAPER_SEEN;
  let faults = NO_FAULTS;
  let upstream: readonly ReportedFault[] = [];
  let reader: { backend: 'webgpu' | 'wasm'; model: string } | null = null;
  let loading: Loading | null = null;
  let streaming = false;
  /** The worker can look at pictures: before that, none that it reports is missing. */
  let watching = false;
  /** A picture is being looked at. */
  let busy = false;
  let liveMats = 0;
  /** A test pattern is on the wall. */
  let paused = false;
  let firstFrameAt: number | null = null;
  let firstCommittedAt: number | null = null;
  let chosenFile: File | null = null;
  const meter = createFrameMeter();

  // ------------------------------------------------------------------------------------------ faults and publishing
  const link = openLink({
    role: 'camera',
    canvas: page.canvas,
    name: page.camera,
    onSnapshot: () => sendCalibrations(),
    onMessage: ({ payload, offset }) => {
      /** The sender's clock → this page's, by the server's. */
      const here = (time: number): number => time + offset - link.serverOffset;
      if (payload.type === 'projected')
        worker.send({ type: 'projected', projected: payload, shownAt: here(payload.time) });
      if (payload.type === 'beat') worker.send({ ...payload, at: here(payload.time) });
      if (payload.type !== 'calibration') return;
      const said = payload.calibration;
      if (said.kind === 'record' || said.kind === 'command') sendCalibrations();
      if (said.kind === 'command' && said.command === 'repair')
        worker.send({ type: 'repair', projector: said.projector });
      if (said.kind === 'command') calibration.desk.obey(said.projector, said.command);
    },
    onPresence: (clients) => calibration.watched(clients),
    onState: (state) => {
      if (state === 'joined') calibration.tellAnew();
    },
    onFaults: (reported) => {
      upstream = reported;
    },
  });
  const sendCalibrations = (): void => worker.send({ type: 'calibrations', records: link.canvas.calibrations });

  const report = (part: FaultPart, reports: readonly FaultReport[]): void => {
    const next = foldFaults(faults, part, reports, new Date().toISOString());
    if (next === faults) return;
    faults = next;
    link.publish({ type: 'fault', faults: [...listFaults(faults)] });
  };
  const allFaults = (): PanelView['faults'] => [
    ...listFaults(faults).map((fault) => ({ fault, from: null })),
    ...upstream.map(({ from, fault }) => ({ fault, from: from === 'this page' ? null : from })),
  ];

  /** A worker that was started anew knows nothing of what its predecessor said. */
  let startsAnew = false;
  const publish = (observation: Observation): void => {
    link.publish(startsAnew ? { ...observation, complete: true } : observation);
    startsAnew = false;
    if (firstCommittedAt === null && observation.lines.some((line) => line.state === 'committed'))
      firstCommittedAt = performance.now();
  };

  // ------------------------------------------------------------------------------------------ worker
  const manualQuad = (): Quad<'camera'> | null => {
    const { manual } = choices;
    return manual && cameraSize ? rescaleQuad(manual.quad, manual.cameraSize, cameraSize) : (manual?.quad ?? null);
  };
  const settings = (): WorkerSettings => ({
    sheet: page.sheet,
    manualQuad: manualQuad(),
    model: page.model,
    // The address says what this place always expects; what was typed comes on top.
    vocabulary: joinWords(page.vocabulary, choices.vocabulary),
    languages: choices.languages ?? page.languages,
    paused,
    previews: document.hidden ? [] : shownStages,
  });

  const hear = (message: FromWorker): void => {
    switch (message.type) {
      case 'first-frame':
        firstFrameAt ??= message.time;
        sendCalibrations();
        break;
      case 'loading':
        // A reader that could not be used is tried again and again: its fault says more than its progress.
        if (!faults.worker.some(({ code }) => code === 'model-corrupt' || code === 'model-missing'))
          loading = { part: message.part, doneBytes: message.doneBytes, totalBytes: message.totalBytes };
        break;
      case 'watching':
        watching = true;
        if (!reader) loading = { part: 'reader', doneBytes: 0, totalBytes: null };
        break;
      case 'ready':
        reader = { backend: message.backend, model: message.model };
        loading = null;
        break;
      case 'looking':
        busy = true;
        break;
      case 'frame': {
        busy = false;
        const { width, height } = message.cameraSize;
        if (cameraSize?.width !== width || cameraSize.height !== height) {
          cameraSize = { width, height };
          worker.send({ type: 'settings', settings: settings() });
        }
        ({ paper, liveMats } = message);
        meter.add(message.time, message.timings, message.wholeMs);
        kept.sawFrame(message.digest);
        const judged = judgePaper(judgement, paper, message.time);
        judgement = judged.judgement;
        report('paper', judged.faults);
        // Corners placed by hand are shown as they were placed, not as the frame before last had them.
        panel.showCorners(
          manualQuad() ?? (paper.kind === 'found' ? paper.quad : null),
          cameraSize,
          choices.manual !== null,
        );
        break;
      }
      case 'observation':
        publish(message.observation);
        break;
      case 'preview':
        panel.showPicture(message.stage, message.picture);
        break;
      case 'calibration-frame':
        busy = false;
        kept.sawFrame(message.digest);
        break;
      case 'calibration-show':
      case 'calibration-progress':
      case 'calibration-verdict':
      case 'calibration-failed':
        calibration.desk.hear(message);
        break;
      case 'latency':
      case 'drift':
      case 'record':
        calibration.hearTruth(message);
        break;
      case 'faults':
        busy = false;
        if (message.faults.some(({ code }) => code === 'model-corrupt' || code === 'model-missing')) loading = null;
        report('worker', message.faults);
    }
  };
  const worker = startVisionWorker(settings, hear, (reason) => {
    watching = false;
    busy = false;
    reader = null;
    startsAnew = true;
    calibration.desk.abort('The camera page’s worker was started anew.');
    report('worker', [{ code: 'vision-failed', detail: `worker: ${reason}` }]);
  });

  // ------------------------------------------------------------------------------------------ calibration
  let track: MediaStreamTrack | null = null;
  const calibration = createPageCalibration({
    page,
    link: () => link,
    track: () => track,
    seen: () => ({
      size: cameraSize,
      fps: meter.fps(performance.now()),
      paper: paper.kind === 'found' ? paper.quad : null,
    }),
    hold: async (held) => {
      choose({ locks: { ...choices.locks, ...held } });
      await panel.controls.attach(track);
    },
    send: (message) => worker.send(message),
    report,
    onRecord: () => sendCalibrations(),
    onPaused: (now) => {
      paused = now;
      worker.send({ type: 'settings', settings: settings() });
    },
  });

  // ------------------------------------------------------------------------------------------ panel
  const choose = (change: Partial<CameraChoices>): void => {
    choices = { ...choices, ...change };
    saveChoices(localStorage, key, choices);
    worker.send({ type: 'settings', settings: settings() });
  };
  const panel = createPanel(root, page, {
    placeCorners: (quad) => {
      if (cameraSize) choose({ manual: { quad: [...quad], cameraSize } });
    },
    detectAgain: () => choose({ manual: null }),
    tryAgain: () => kept.reopen(),
    takeOver: () => link.takeOver(),
    chooseFile: (file) => {
      chosenFile = file;
      kept.reopen();
    },
    choices: () => choices,
    choose: (change, reopen) => {
      choose(change);
      if (reopen) kept.reopen();
    },
    showStages: (stages) => {
      shownStages = stages;
      worker.send({ type: 'settings', settings: settings() });
    },
  });

  // ------------------------------------------------------------------------------------------ source
  const makeSource = (): FrameSource | Promise<FrameSource> => {
    if (page.source === 'virtual-wall') return createVirtualWallSource();
    if (page.source === 'webcam')
      return createWebcam({ deviceId: choices.deviceId, resolution: choices.resolution ?? DEFAULT_RESOLUTION });
    // Nobody has picked a file yet: waiting for one is no fault.
    return chosenFile ? createVideoSource(chosenFile) : new Promise<never>(() => {});
  };
  const kept = keepOpen(
    makeSource,
    browserEnvironment(page.source, { isWatching: () => watching, isBusy: () => busy }),
    {
      onStream: (stream) => {
        track = stream.getVideoTracks()[0]!;
        streaming = true;
        panel.play(stream, null);
        worker.feed(track);
        if (page.source === 'webcam') void panel.controls.attach(track);
      },
      onFaults: (reports) => {
        report('camera', reports);
        // A frozen camera still has a stream; any other fault leaves none.
        if (reports.length === 0 || reports[0]!.code === 'camera-frozen') return;
        streaming = false;
        track = null;
        calibration.desk.abort('The camera is gone.');
        judgement = PAPER_SEEN;
        report('paper', []);
        panel.play(null, 'No picture.');
        worker.feed(null);
      },
    },
  );

  // ------------------------------------------------------------------------------------------ what is shown and reported
  panel.play(null, page.source === 'video' ? 'Waiting for a video.' : 'Opening the camera …');
  const cameraReport = (): CameraReport => ({
    backend: reader?.backend ?? null,
    model: reader?.model ?? null,
    fps: meter.fps(performance.now()),
    frames: meter.frames(),
    timings: meter.timings(),
    lines: link.canvas.lines.map(({ text, confidence, state, kind }) => ({ text, confidence, state, kind })),
    firstFrameAt,
    firstCommittedAt,
    paper,
    faults: allFaults().map(({ fault }) => fault),
    liveMats,
  });
  const draw = (): void => {
    calibration.desk.tick();
    const { fps, timings, backend, model } = cameraReport();
    const status = describeStatus({ streaming, loading, ready: reader !== null, frames: meter.frames(), paper });
    panel.show({
      ...status,
      fps,
      frame: meter.frame(),
      backend,
      model,
      timings,
      lines: link.canvas.lines,
      faults: allFaults(),
      sheet: describePaper(link.canvas.paper),
    });
  };
  setInterval(draw, PANEL_EVERY_MS);
  // Nobody looks at a hidden tab: its pictures are not drawn, its frames go on.
  document.addEventListener('visibilitychange', () => worker.send({ type: 'settings', settings: settings() }));
  draw();
  window.inklightCamera = { report: cameraReport };
};

const root = document.getElementById('camera-page')!;
const refuse = (title: string, ...words: readonly string[]): void => root.replaceChildren(noticePage(title, words));

const missing = missingFeatures(window);
if (!window.isSecureContext)
  refuse(
    'Cameras need a secure address',
    'Browsers give cameras only to the machine that runs the server, or over HTTPS, which comes later.',
    `Open http://localhost:${location.port || 80}/camera on the machine that runs the server, and plug the camera in there.`,
  );
else if (missing.length > 0)
  refuse(
    'This browser cannot do it',
    `It lacks ${missing.join(', ')}.`,
    'Open this page in a current Chrome, Edge or Chromium.',
  );
else
  try {
    runCameraPage(root, parsePageParameters(location.search));
  } catch (error) {
    if (!(error instanceof PageParameterError || error instanceof SourceError)) throw error;
    refuse('This address asks for something impossible', error.message, 'Correct the address and load it again.');
  }
