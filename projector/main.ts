/** Composition root of the projector page: link → scene state → scene → warp → light, with keys, cues and keystone beside it. */
import type { Size } from '../calibration/frames.ts';
import { type LinkState, openLink } from '../server/link.ts';
import { FAULTS, type Fault, type FaultCode } from '../server/protocol.ts';
import { type Announced, isWorthSending, SAMPLE_EVERY_MS } from './announce-light.ts';
import type { Alignment } from './choose-alignment.ts';
import { dragCorners } from './drag-corners.ts';
import { holdAlignment } from './hold-alignment.ts';
import { keepAwake } from './keep-awake.ts';
import { commandOfKey, type KeyCommand } from './key-bindings.ts';
import { type Corners, nudgeCorner } from './keystone.ts';
import { missingFeatures } from './missing-features.ts';
import { nameFaults } from './name-faults.ts';
import { openOutput } from './output.ts';
import { readPageParameters } from './page-parameters.ts';
import { darkScene, type SceneEvent, sheetOf, stepScene } from './scene-state.ts';
import { PROGRAMME } from './scenes/programme.ts';
import { actionOfCue, openShow, type ShowState, stepShow } from './show-control.ts';
import { showUnsupported } from './unsupported.ts';

/** ms between frames: as fast as the screen where a GPU draws, gently where the processor does, and slowly when nothing moves. */
const FRAME_MS = { gpu: { lively: 0, still: 100 }, software: { lively: 90, still: 400 } };
const CURSOR_HIDES_MS = 2_000;

/** What the page tells tests and evaluations of itself. */
export interface ProjectorReport {
  readonly raster: Size;
  readonly isSoftware: boolean;
  /** Drawn since the page was opened. */
  readonly frames: number;
  readonly show: ShowState;
  readonly alignment: Alignment['kind'];
  readonly corners: Corners;
  readonly faults: readonly Fault[];
  readonly link: LinkState;
}
declare global {
  interface Window {
    inklightProjector?: { report(): ProjectorReport };
  }
}

const start = (): void => {
  const page = readPageParameters(location.search);
  const missing = missingFeatures();
  if (missing.length > 0) {
    showUnsupported('This browser cannot draw the light', missing, 'Use a current Chrome, Edge or Chromium.');
    return;
  }

  const canvas = document.querySelector<HTMLCanvasElement>('#light')!;
  const said = document.querySelector<HTMLElement>('#said')!;
  const faultText = document.querySelector<HTMLElement>('#fault')!;
  const rasterNow = (): Size =>
    page.raster ?? {
      width: Math.max(1, Math.round(innerWidth * devicePixelRatio)),
      height: Math.max(1, Math.round(innerHeight * devicePixelRatio)),
    };

  let scene = darkScene(page.canvas);
  let show = openShow(PROGRAMME[0]!.name);
  let events: SceneEvent[] = [];
  let upstream: readonly Fault[] = [];
  let own: readonly Fault[] = [];
  let stale = true;

  const output = openOutput(canvas, rasterNow(), (lost) => {
    stale = true;
    setFault('graphics-lost', lost ? 'The browser took the graphics context away.' : null);
  });
  const link = openLink({
    role: 'projector',
    canvas: page.canvas,
    name: page.projector,
    onSnapshot: (now) => events.push({ kind: 'canvas', canvas: now }),
    onMessage: ({ payload }, now) => {
      if (payload.type === 'observation') events.push({ kind: 'canvas', canvas: now });
      if (payload.type === 'calibration') alignment.refresh();
      if (payload.type !== 'cue') return;
      if (payload.cue.kind === 'clear') return run({ kind: 'clear' });
      const action = actionOfCue(
        payload,
        PROGRAMME.map(({ name }) => name),
      );
      if (action) run(action);
    },
    onState: (state) => {
      alignment.refresh();
      // A server that was started again knows nothing of this page's faults.
      if (state === 'joined' && own.length > 0) link.publish({ type: 'fault', faults: [...own] });
    },
    onFaults: (reported) => {
      upstream = reported.map(({ fault }) => fault);
      tellFaults();
    },
  });

  // ------------------------------------------------------------------------------------------------ faults and overlay
  const setFault = (code: FaultCode, detail: string | null): void => {
    const known = own.find((f) => f.code === code);
    if ((known?.detail ?? null) === detail) return;
    const others = own.filter((f) => f.code !== code);
    own =
      detail === null
        ? others
        : [...others, { code, severity: 'fault', since: known?.since ?? new Date().toISOString(), detail }];
    link.publish({ type: 'fault', faults: [...own] });
    tellFaults();
  };
  const tellFaults = (): void => {
    const border = nameFaults([...own, ...upstream]);
    faultText.hidden = border === null;
    const text = border ? `${border.codes.join(' ')}: ${border.title}. ${border.detail} ${border.remedy}` : '';
    if (faultText.textContent !== text) faultText.textContent = text;
    refreshOverlay();
  };
  const alignment = holdAlignment({
    canvas: page.canvas,
    projector: page.projector,
    raster: () => output.raster,
    records: () => link.canvas.calibrations,
    sheet: () => sheetOf(scene),
    isKnown: () => link.state === 'joined',
    publish: (record) => link.publish({ type: 'calibration', calibration: { kind: 'record', record } }),
    onChange: () => refreshOverlay(),
    setFault,
  });
  const instruction = (): string | null => {
    if (alignment.kind === 'context-changed') return `${FAULTS['context-changed'].title}. Press K to align it again.`;
    const isMissing = own.some(({ code }) => code === 'calibration-missing');
    return isMissing ? 'Press K, and lay the corners on the paper.' : null;
  };
  const refreshOverlay = (): void => {
    output.overlay({
      border: nameFaults([...own, ...upstream]),
      instruction: instruction(),
      keystone: show.keystone ? { corners: alignment.corners, selected: show.corner } : null,
      help: show.help
        ? {
            scenes: PROGRAMME.map(({ title }) => title),
            scene: PROGRAMME.find(({ name }) => name === show.scene)?.title ?? '',
            intensity: show.intensity,
          }
        : null,
    });
    stale = true;
  };

  // ------------------------------------------------------------------------------------------------ show control
  const run = (command: KeyCommand): void => {
    switch (command.kind) {
      case 'clear':
        events.push({ kind: 'clear' });
        break;
      case 'fullscreen':
        void toggleFullscreen();
        break;
      case 'save-alignment':
        alignment.save();
        said.textContent = 'Alignment kept.';
        break;
      case 'nudge':
        alignment.move(nudgeCorner(alignment.corners, show.corner, command.key, command.step));
        break;
      default:
        show = stepShow(show, command);
    }
    document.body.classList.toggle('dark', show.blackout);
    if (show.blackout) output.goDark();
    if (command.kind === 'blackout') said.textContent = show.blackout ? 'Dark.' : 'Lit.';
    refreshOverlay();
  };
  addEventListener('keydown', (event) => {
    const press = { key: event.key, shift: event.shiftKey, alt: event.altKey, ctrl: event.ctrlKey || event.metaKey };
    const command = commandOfKey(press, { keystone: show.keystone, scenes: PROGRAMME.map(({ name }) => name) });
    if (!command || (event.repeat && command.kind === 'blackout')) return;
    event.preventDefault();
    run(command);
  });
  dragCorners(canvas, {
    raster: () => output.raster,
    corners: () => alignment.corners,
    isActive: () => show.keystone && !show.blackout,
    onSelect: (corner) => run({ kind: 'corner', corner }),
    onMove: (corners) => alignment.move(corners),
  });
  let cursorTimer: ReturnType<typeof setTimeout> | undefined;
  addEventListener('pointermove', () => {
    document.body.classList.remove('quiet');
    clearTimeout(cursorTimer);
    cursorTimer = setTimeout(() => document.body.classList.toggle('quiet', !show.keystone), CURSOR_HIDES_MS);
  });
  addEventListener('resize', () => {
    const raster = rasterNow();
    if (raster.width === output.raster.width && raster.height === output.raster.height) return;
    output.resize(raster);
    alignment.refresh();
  });
  keepAwake();

  // ------------------------------------------------------------------------------------------------ frames
  let lastFrame = Number.NEGATIVE_INFINITY;
  let lastSample = Number.NEGATIVE_INFINITY;
  let lively = true;
  let announced: Announced | null = null;
  let frameId = 0;
  let frames = 0;
  const tick = (time: number): void => {
    requestAnimationFrame(tick);
    const pace = output.isSoftware ? FRAME_MS.software : FRAME_MS.gpu;
    if (time - lastFrame >= (lively || stale || events.length > 0 ? pace.lively : pace.still)) {
      lastFrame = time;
      stale = false;
      drawFrame(time);
    }
    announce(time);
  };
  const drawFrame = (time: number): void => {
    const before = sheetOf(scene);
    scene = stepScene(scene, events, time);
    events = [];
    const sheet = sheetOf(scene);
    if (sheet?.widthMm !== before?.widthMm || sheet?.heightMm !== before?.heightMm) alignment.refresh();
    frames++;
    lively = output.draw({
      state: scene,
      scene: PROGRAMME.find(({ name }) => name === show.scene) ?? PROGRAMME[0]!,
      sheet: alignment.sheet,
      canvasToProjector: alignment.canvasToProjector,
      intensity: show.intensity,
      blackout: show.blackout,
      time,
    });
  };
  const announce = (time: number): void => {
    if (output.isLost) return;
    const sample = output.sampler.poll();
    if (sample && link.state === 'joined' && link.undelivered < 3 && isWorthSending(announced, sample, time)) {
      announced = { sample, at: time };
      link.publish({ type: 'projected', projector: page.projector, frameId: frameId++, ...sample });
    }
    if (time - lastSample < SAMPLE_EVERY_MS) return;
    lastSample = time;
    output.sampler.request(lastFrame);
  };
  window.inklightProjector = {
    report: () => ({
      raster: output.raster,
      isSoftware: output.isSoftware,
      frames,
      show,
      alignment: alignment.kind,
      corners: alignment.corners,
      faults: [...own, ...upstream],
      link: link.state,
    }),
  };
  tellFaults();
  requestAnimationFrame(tick);
};

const toggleFullscreen = async (): Promise<void> => {
  try {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen({ navigationUI: 'hide' });
  } catch {
    // A browser may refuse without a key pressed by hand (a cue is none); the light is the same in a window.
  }
};

try {
  start();
} catch (error) {
  showUnsupported(
    'The light cannot start',
    [error instanceof Error ? error.message : String(error)],
    'Correct the address or the browser, then reload the page.',
  );
}
