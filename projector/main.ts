/** Composition root of the projector page: link → scene state → scene → warp → light, with keys, cues and keystone beside it. */
import type { Surroundings } from '../calibration/compare-context.ts';
import type { Size } from '../calibration/frames.ts';
import { type LinkState, openLink } from '../server/link.ts';
import { FAULTS, type Fault, ofProjector } from '../server/protocol.ts';
import type { ShownPatches } from './beat.ts';
import type { Alignment } from './choose-alignment.ts';
import { dragCorners } from './drag-corners.ts';
import { concernsLight, holdAlignment } from './hold-alignment.ts';
import { holdFaults } from './hold-faults.ts';
import { keepAwake } from './keep-awake.ts';
import { keepBeat } from './keep-beat.ts';
import { commandOfKey, type KeyCommand } from './key-bindings.ts';
import { type Corners, nudgeCorner } from './keystone.ts';
import { missingFeatures } from './missing-features.ts';
import { openOutput } from './output.ts';
import { readPageParameters } from './page-parameters.ts';
import { createPatternControl, fitsRaster } from './pattern-control.ts';
import { projectorFacts, readSurroundings } from './read-surroundings.ts';
import { darkScene, type SceneEvent, sheetOf, stepScene } from './scene-state.ts';
import { PROGRAMME } from './scenes/programme.ts';
import { actionOfCue, openShow, type ShowState, stepShow } from './show-control.ts';
import { createTellLight, type TellLight } from './tell-light.ts';
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
  /** Id of the pattern on the wall and what kind of layer is drawn. */
  readonly pattern: { readonly layer: 'scene' | 'overlay' | 'bytes'; readonly id: number };
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
  const surroundings = (): Surroundings => readSurroundings(output.raster, page.raster !== null, link.canvas.camera);
  const tellFacts = (): void => {
    if (link.state !== 'joined') return;
    const facts = projectorFacts(page.projector, surroundings(), page.raster !== null, {
      software: output.isSoftware,
      pattern: patterns.layer !== 'scene',
      dark: show.blackout,
    });
    link.publish({ type: 'calibration', calibration: { kind: 'projector', projector: facts } });
  };
  const rasterNow = (): Size =>
    page.raster ?? {
      width: Math.max(1, Math.round(innerWidth * devicePixelRatio)),
      height: Math.max(1, Math.round(innerHeight * devicePixelRatio)),
    };

  let scene = darkScene(page.canvas);
  let show = openShow(PROGRAMME[0]!.name);
  let events: SceneEvent[] = [];
  let stale = true;

  const output = openOutput(canvas, rasterNow(), (lost) => {
    stale = true;
    faults.set('graphics-lost', lost ? 'The browser took the graphics context away.' : null);
  });
  const link = openLink({
    role: 'projector',
    canvas: page.canvas,
    name: page.projector,
    onSnapshot: (now) => events.push({ kind: 'canvas', canvas: now }),
    onMessage: ({ payload }, now) => {
      if (payload.type === 'observation') events.push({ kind: 'canvas', canvas: now });
      if (payload.type === 'calibration' && concernsLight(payload.calibration)) alignment.refresh();
      if (payload.type === 'pattern' && payload.projector === page.projector) patterns.take(payload);
      if (payload.type === 'calibration' && payload.calibration.kind === 'command')
        if (payload.calibration.command === 'repair' && payload.calibration.projector === page.projector)
          beat.showAll(performance.now());
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
      if (state !== 'joined') return;
      faults.sayAgain();
      tellFacts();
    },
    onFaults: (reported) => faults.hear(reported.map(({ fault }) => fault)),
  });

  // ------------------------------------------------------------------------------------------------ faults and overlay
  const faults = holdFaults(
    (own) => link.publish({ type: 'fault', faults: [...own] }),
    () => new Date().toISOString(),
    () => tellFaults(),
  );
  const tellFaults = (): void => {
    const { border } = faults;
    faultText.hidden = border === null;
    const text = border ? `${border.codes.join(' ')}: ${border.title}. ${border.detail} ${border.remedy}` : '';
    if (faultText.textContent !== text) faultText.textContent = text;
    refreshOverlay();
  };
  const alignment = holdAlignment({
    canvas: page.canvas,
    projector: page.projector,
    surroundings: () => surroundings(),
    records: () => link.canvas.calibrations,
    sheet: () => sheetOf(scene),
    isKnown: () => link.state === 'joined',
    isUnreadable: () => faults.isUpstream('calibration-corrupt'),
    publish: (record) => link.publish({ type: 'calibration', calibration: { kind: 'record', record } }),
    onChange: () => {
      maskOut();
      refreshOverlay();
    },
    setFault: (code, detail) => faults.set(code, detail),
  });
  const trial = () => fitsRaster(ofProjector(link.canvas.trials, page.projector), output.raster);
  const patterns = createPatternControl({
    output,
    trial,
    inForce: () => (alignment.model ? { model: alignment.model, record: alignment.record } : null),
    now: () => performance.now(),
    onChange: () => {
      // A camera waits for it.
      lastFrame = Number.NEGATIVE_INFINITY;
      maskOut();
      refreshOverlay();
      tellFacts();
    },
  });
  /** What stays dark; by the record that it was drawn with, whatever size the sheet is taken for. */
  const maskOut = (): void => {
    const onTrial = patterns.layer === 'overlay' ? trial() : null;
    const masked = onTrial ? { masks: onTrial.masks, model: onTrial } : alignment.masked;
    output.mask(masked?.masks ?? [], masked?.model ?? null);
  };
  const instruction = (): string | null => {
    if (alignment.kind === 'context-changed') return `${FAULTS['context-changed'].title}. Press K to align it again.`;
    return faults.isOwn('calibration-missing') ? 'Press K, and lay the corners on the paper.' : null;
  };
  const refreshOverlay = (): void => {
    output.overlay({
      proof: patterns.proof,
      border: faults.border,
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
      case 'repair':
        link.publish({
          type: 'calibration',
          calibration: { kind: 'command', projector: page.projector, command: 'repair' },
        });
        beat.showAll(performance.now());
        said.textContent = 'Putting the light right.';
        break;
      case 'save-alignment':
        alignment.save();
        said.textContent = 'Alignment kept.';
        break;
      case 'nudge':
        alignment.move(nudgeCorner(alignment.corners, show.corner, command.key, command.step));
        break;
      case 'dismiss':
        if (patterns.sendAway())
          link.publish({
            type: 'calibration',
            calibration: { kind: 'command', projector: page.projector, command: 'stop' },
          });
        show = stepShow(show, command);
        break;
      default:
        show = stepShow(show, command);
    }
    document.body.classList.toggle('dark', show.blackout);
    if (show.blackout) output.goDark();
    if (command.kind === 'blackout') {
      said.textContent = show.blackout ? 'Dark.' : 'Lit.';
      tellFacts();
    }
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
    if (raster.width !== output.raster.width || raster.height !== output.raster.height) output.resize(raster);
    // A fixed raster on another part of the screen falls elsewhere, too.
    alignment.refresh();
    tellFacts();
  });
  document.addEventListener('fullscreenchange', tellFacts);
  keepAwake();

  // ------------------------------------------------------------------------------------------------ frames
  const beat = keepBeat(({ code, all }, time) => {
    if (link.state === 'joined') link.publish({ type: 'beat', projector: page.projector, code, time, all });
  });
  let lastFrame = Number.NEGATIVE_INFINITY;
  let lively = true;
  let frames = 0;
  const tick = (time: number): void => {
    requestAnimationFrame(tick);
    const pace = output.isSoftware ? FRAME_MS.software : FRAME_MS.gpu;
    patterns.expire();
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
    const patches = pulse(time);
    lively = output.draw({
      state: scene,
      scene: PROGRAMME.find(({ name }) => name === show.scene) ?? PROGRAMME[0]!,
      sheet: alignment.sheet,
      model: alignment.model,
      layer: patterns.layer === 'overlay' && !patterns.proof ? 'scene' : patterns.layer,
      intensity: show.intensity,
      blackout: show.blackout,
      patches,
      time,
    });
  };
  /** What the camera reads back: while the show runs on an alignment that holds. */
  const pulse = (time: number): ShownPatches | null => {
    const isShow = patterns.layer === 'scene' && !show.keystone && !show.blackout && alignment.kind === 'aligned';
    return isShow && alignment.model ? beat.step(time, alignment.model, output.raster) : null;
  };
  const tellLight = createTellLight();
  const announce = (time: number): void => {
    // Patterns are for the calibration; nobody predicts light by them.
    if (output.isLost || patterns.layer === 'bytes') return;
    const isHeard = link.state === 'joined' && link.undelivered < 3;
    const send: Parameters<TellLight>[3] = (sample, frameId) =>
      link.publish({ type: 'projected', projector: page.projector, frameId, ...sample });
    tellLight(output.sampler, time, lastFrame, isHeard ? send : null);
  };
  window.inklightProjector = {
    report: () => ({
      raster: output.raster,
      isSoftware: output.isSoftware,
      frames,
      show,
      alignment: alignment.kind,
      corners: alignment.corners,
      faults: faults.all,
      link: link.state,
      pattern: { layer: patterns.layer, id: patterns.patternId },
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
