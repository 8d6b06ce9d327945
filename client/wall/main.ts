/**
 * The virtual wall's page: composes the simulator's worker, the camera page and the projector page (as iframes), and shows what was read.
 * The camera page takes its MediaStream from `window.inklightWall`; the projector page's canvas is what the simulated projector throws.
 */
import { plainRecord } from '../../calibration/record.ts';
import { openLink } from '../../server/link.ts';
import { PROJECTOR_SIZE, SMALL_CAMERA, WIDE_CAMERA } from '../sources/virtual-wall/default-world.ts';
import type { PenColour } from '../sources/virtual-wall/ink.ts';
import { drawsInSoftware } from './draws-in-software.ts';
import { parseWallParameters, WallParameterError, type WallParameters } from './page-parameters.ts';
import { attachPen } from './pointer-pen.ts';
import { showLines } from './read-lines.ts';
import { watchProjector } from './read-projector.ts';
import type { FromWallWorker, ToWallWorker, WallGeometry } from './wall-messages.ts';
import './wall-report.ts';

/** TypeScript's DOM has no types for this Chromium feature. */
declare class MediaStreamTrackGenerator extends MediaStreamTrack {
  constructor(init: { readonly kind: 'video' });
  readonly writable: WritableStream<VideoFrame>;
}

/** A webcam's rate; without a GPU each picture that is shown costs the reader its time, so fewer are. */
const HARDWARE_FPS = 30;
const SOFTWARE_FPS = 12;
/** Paper looks white in the room's light; the projector's full light clips, which no scene throws on a whole sheet. */
const SHOW_EXPOSURE = 0.8;
/** As a technician sets it: paper under the projector's full light is just below white. */
const CALIBRATED_EXPOSURE = 0.5;

const find = <T extends HTMLElement>(selector: string): T => {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`the wall's page lacks ${selector}`);
  return found;
};

const stop = (message: string): void => {
  const hint = find('#hint');
  hint.textContent = message;
  hint.classList.add('failed');
};

const runWall = (page: WallParameters): void => {
  /** By somebody, at /calibrate. */
  const isCalibrated = page.calibration === 'none';
  const generator = new MediaStreamTrackGenerator({ kind: 'video' });
  const stream = new MediaStream([generator]);
  const worker = new Worker(new URL('./wall-worker.ts', import.meta.url), { type: 'module', name: 'virtual wall' });
  const send = (message: ToWallWorker, transfer: Transferable[] = []): void => worker.postMessage(message, transfer);
  let geometry: WallGeometry | null = null;
  let status: Extract<FromWallWorker, { type: 'status' }> | null = null;

  // ------------------------------------------------------------------------------------------ what others see of it
  let exposure = isCalibrated ? CALIBRATED_EXPOSURE : SHOW_EXPOSURE;
  window.inklightWall = {
    stream: () => stream,
    dim: () => {
      if (exposure <= CALIBRATED_EXPOSURE) return false;
      exposure = CALIBRATED_EXPOSURE;
      send({ type: 'exposure', value: exposure });
      return true;
    },
    truth: () => geometry,
    report: () => ({
      seed: page.seed,
      written: (status?.written ?? []).map(({ text, penUpAt }) => ({
        text,
        penUpAt: penUpAt - performance.timeOrigin,
      })),
      cameraFps: status?.fps ?? 0,
      projectorLitOnInk: status?.litOnInk ?? 0,
      projectorLitElsewhere: status?.litElsewhere ?? 0,
    }),
  };
  const lines = find('#lines');
  const link = openLink({
    role: 'wall',
    canvas: page.canvas,
    name: 'main',
    onSnapshot: (canvas) => showLines(lines, canvas.lines),
    onMessage: ({ payload }, canvas) => {
      if (payload.type === 'observation') showLines(lines, canvas.lines);
    },
  });
  const publishCalibration = (where: WallGeometry): void =>
    link.publish({
      type: 'calibration',
      calibration: {
        kind: 'record',
        record: plainRecord({
          canvas: page.canvas,
          projector: 'main',
          sheet: where.sheet,
          canvasToProjector: [...where.canvasToProjector],
          projectorSize: where.projectorSize,
          source: 'virtual-wall',
          madeAt: new Date().toISOString(),
        }),
      },
    });

  // ------------------------------------------------------------------------------------------ the machines
  const openMachines = ({ sheet }: WallGeometry): void => {
    const canvas = encodeURIComponent(page.canvas);
    const camera = `/camera?source=virtual-wall&canvas=${canvas}&camera=main&sheet=${sheet.widthMm}x${sheet.heightMm}`;
    const projector = `/projector?canvas=${canvas}&projector=main&raster=${PROJECTOR_SIZE.width}x${PROJECTOR_SIZE.height}`;
    find<HTMLIFrameElement>('#camera').src = `${camera}&embed=1`;
    const throws = find<HTMLIFrameElement>('#projector');
    throws.src = projector;
    find<HTMLAnchorElement>('#camera-link').href = `/camera?canvas=${canvas}`;
    find<HTMLAnchorElement>('#projector-link').href = projector;
    find<HTMLAnchorElement>('#calibrate-link').href = `/calibrate?canvas=${canvas}`;
    watchProjector(throws, PROJECTOR_SIZE, (data) =>
      send({ type: 'projector', size: PROJECTOR_SIZE, data }, [data.buffer as ArrayBuffer]),
    );
  };

  const hint = find('#hint');
  worker.addEventListener('message', ({ data }: MessageEvent<FromWallWorker>) => {
    if (data.type === 'geometry') {
      const first = geometry === null;
      geometry = data.geometry;
      find('.room').style.aspectRatio = `${geometry.cameraSize.width} / ${geometry.cameraSize.height}`;
      if (!first) return;
      hint.textContent = '';
      if (!isCalibrated) publishCalibration(data.geometry);
      openMachines(data.geometry);
    } else if (data.type === 'status') {
      status = data;
      showStatus(data, page.seed, geometry);
    } else stop(`The virtual wall stopped: ${data.message} Reload the page to build it again.`);
  });
  worker.addEventListener('error', (event) => stop(`The virtual wall stopped: ${event.message}. Reload the page.`));
  const view = find<HTMLVideoElement>('#view');
  view.srcObject = stream;
  const frames = generator.writable;
  send(
    {
      type: 'start',
      frames,
      settings: {
        seed: page.seed,
        lineCount: page.lineCount,
        auto: page.auto,
        camera: page.camera ?? (isCalibrated && drawsInSoftware() ? SMALL_CAMERA : WIDE_CAMERA),
        exposure,
        // A calibration holds for one picture size.
        keepsCamera: page.camera !== null || isCalibrated,
        mostFps: drawsInSoftware() ? SOFTWARE_FPS : HARDWARE_FPS,
      },
    },
    [frames],
  );

  // ------------------------------------------------------------------------------------------ controls
  const nib = find<HTMLInputElement>('#nib');
  const colour = (): PenColour =>
    (document.querySelector<HTMLInputElement>('input[name="pen"]:checked')?.value ?? 'black') as PenColour;
  attachPen(
    view,
    () => geometry,
    () => nib.valueAsNumber,
    (way) => send({ type: 'pen', colour: colour(), way }, [way.buffer as ArrayBuffer]),
  );
  const actions: Readonly<Record<string, () => void>> = {
    play: () => send({ type: 'play', on: !(status?.state.playing ?? page.auto) }),
    next: () => send({ type: 'next-line' }),
    sheet: () => send({ type: 'new-sheet' }),
    hand: () => send({ type: 'hand', on: !(status?.state.hand ?? true) }),
    lamp: () => send({ type: 'lamp', on: !(status?.state.lamp ?? true) }),
  };
  find('#controls').addEventListener('click', (event) => {
    const action = (event.target as Element).closest<HTMLElement>('[data-action]')?.dataset.action;
    if (action) actions[action]?.();
  });
  const keys: Readonly<Record<string, string>> = { ' ': 'play', n: 'next', s: 'sheet', h: 'hand', l: 'lamp' };
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    // A focused button or pen answers the space bar itself.
    if (event.key === ' ' && event.target instanceof Element && event.target.matches('button, input, a')) return;
    const action = keys[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    actions[action]?.();
  });
};

const showStatus = (
  { state, fps, frameMs }: Extract<FromWallWorker, { type: 'status' }>,
  seed: number,
  geometry: WallGeometry | null,
): void => {
  const play = find('[data-action="play"]');
  const label = play.querySelector('span');
  const word = state.playing ? 'Pause' : 'Write';
  if (label && label.textContent !== word) label.textContent = word;
  find('[data-action="hand"]').setAttribute('aria-pressed', String(state.hand));
  find('[data-action="lamp"]').setAttribute('aria-pressed', String(state.lamp));
  find('#silence').hidden = find('#lines').childElementCount > 0;
  const size = geometry ? `${geometry.cameraSize.width} × ${geometry.cameraSize.height}, ` : '';
  find('#rate').textContent = `${size}${fps.toFixed(0)} frames a second, ${frameMs.toFixed(0)} ms each · seed ${seed}`;
};

try {
  const missing = ['MediaStreamTrackGenerator', 'VideoFrame', 'OffscreenCanvas'].filter((name) => !(name in window));
  if (missing.length > 0)
    stop(`This browser lacks ${missing.join(', ')}. Open the wall in a current Chrome, Edge or Chromium.`);
  else runWall(parseWallParameters(location.search, 1 + (Date.now() % 9999)));
} catch (error) {
  if (!(error instanceof WallParameterError)) throw error;
  stop(`The address cannot be used: ${error.message}`);
}
