/**
 * The technician's panel, assembled: live picture, what was read, faults, stages, camera settings. It shows a PanelView and
 * tells what a person did; it decides nothing. Embedded in the wall it keeps the picture, the lines and the faults.
 */
import type { Quad, Size } from '../../calibration/frames.ts';
import type { Fault } from '../../server/protocol.ts';
import type { SourceKind } from '../sources/frame-source.ts';
import type { Stage } from '../workers/messages.ts';
import { type CameraControls, createCameraControls } from './camera-controls.ts';
import { createFileChooser } from './drop-file.ts';
import { element, setAttributes, setText } from './element.ts';
import { createFaultList } from './fault-list.ts';
import { createLanguageList } from './language-list.ts';
import { createLineList, type ShownLine } from './line-list.ts';
import { createPictureView } from './picture-view.ts';
import type { CameraChoices } from './settings-memory.ts';
import { listenToShortcuts, SHORTCUTS } from './shortcuts.ts';
import { createStageTiles, type StageTiming } from './stage-tiles.ts';
import { createWordList } from './word-list.ts';

export interface PanelView {
  /** What is going on, in a few words. */
  readonly status: string;
  readonly calm: boolean;
  readonly fps: number;
  /** p50 and p95 of what a frame takes, all in all; null before the first. */
  readonly frame: StageTiming | null;
  readonly backend: string | null;
  readonly model: string | null;
  readonly timings: Readonly<Partial<Record<Stage, StageTiming>>>;
  readonly lines: readonly ShownLine[];
  readonly faults: readonly { readonly fault: Fault; readonly from: string | null }[];
  /** Size and source of the sheet in words; null when none is seen. */
  readonly sheet: string | null;
}

export interface PanelActions {
  readonly placeCorners: (quad: Quad<'camera'>) => void;
  readonly detectAgain: () => void;
  readonly tryAgain: () => void;
  readonly takeOver: () => void;
  readonly chooseFile: (file: File) => void;
  readonly choices: () => CameraChoices;
  readonly choose: (change: Partial<CameraChoices>, reopen: boolean) => void;
  readonly showStages: (stages: readonly Stage[]) => void;
}

export interface Panel {
  show(view: PanelView): void;
  /** `words` stand where the picture would be while there is none. */
  play(stream: MediaStream | null, words: string | null): void;
  showCorners(quad: Quad<'camera'> | null, size: Size, manual: boolean): void;
  showPicture(stage: Stage, picture: ImageBitmap): void;
  readonly controls: CameraControls;
}

/** Pictures shown without being asked for: the one that explains most. */
export const FIRST_SHOWN: readonly Stage[] = ['ink'];

export const createPanel = (
  root: HTMLElement,
  page: {
    readonly canvas: string;
    readonly camera: string;
    readonly source: SourceKind;
    readonly embed: boolean;
    readonly vocabulary: string;
    readonly languages: readonly string[];
  },
  actions: PanelActions,
): Panel => {
  const picture = createPictureView(actions.placeCorners);
  const lines = createLineList();
  const helps = { ...actions, placeCorners: () => picture.focusCorner(0) };
  const faults = createFaultList('Faults', helps);
  const notices = createFaultList('Notices', helps);
  const tiles = createStageTiles(page.embed ? [] : FIRST_SHOWN, () => actions.showStages(tiles.shown()));
  const controls = createCameraControls(actions.choices, actions.choose);
  const state = element('p', { class: 'state idle', role: 'status' });
  const fps = figure('frames a second');
  const frame = figure('ms a frame · p50, p95');
  const reader = figure('reader');
  const sheet = element('span', { class: 'caption' });
  const again = element('button', { type: 'button', class: 'quiet', hidden: true }, 'Detect again');
  again.addEventListener('click', actions.detectAgain);
  listenToShortcuts({
    focusCorner: (corner) => picture.focusCorner(corner),
    detectAgain: actions.detectAgain,
    toggleStages: () => tiles.toggleAll(),
  });

  const underPicture = element('div', { class: 'under-picture' }, state, sheet, again);
  const left = element('div', { class: 'left' }, picture.root, underPicture);
  const right = element('div', { class: 'right' }, faults.root, lines.root);
  if (page.source === 'video') left.append(createFileChooser(actions.chooseFile).root);
  if (!page.embed) {
    left.append(tiles.root);
    right.append(element('div', { class: 'figures' }, fps.root, frame.root, reader.root));
    right.append(notices.root);
    const choose = (languages: readonly string[] | null): void =>
      actions.choose({ languages: languages && [...languages] }, false);
    right.append(createLanguageList(actions.choices().languages, page.languages, choose).root);
    const words = actions.choices().vocabulary ?? '';
    const take = (vocabulary: string): void => actions.choose({ vocabulary }, false);
    right.append(createWordList(words, page.vocabulary, take).root);
    if (page.source === 'webcam') right.append(controls.root);
  }
  root.classList.toggle('embed', page.embed);
  root.replaceChildren(
    ...(page.embed ? [] : [header(page.canvas, page.camera)]),
    element('main', {}, left, right),
    ...(page.embed ? [] : [footer()]),
  );

  return {
    controls,
    play(stream, words) {
      picture.play(stream);
      picture.say(words);
    },
    showCorners(quad, size, manual) {
      picture.show(quad, size, manual);
      again.hidden = !manual;
    },
    showPicture: tiles.showPicture,
    show(view) {
      setText(state, view.status);
      const worst = view.faults.some(({ fault }) => fault.severity === 'fault') ? 'fault' : view.calm ? 'calm' : 'idle';
      setAttributes(state, { class: `state ${worst}` });
      setText(sheet, view.sheet ?? '');
      setText(fps.value, view.fps.toFixed(view.fps < 9.95 ? 1 : 0));
      setText(frame.value, view.frame ? `${view.frame.p50.toFixed(0)} · ${view.frame.p95.toFixed(0)}` : '–');
      setText(reader.value, view.backend === null ? '–' : view.backend === 'webgpu' ? 'WebGPU' : 'WASM');
      setText(reader.name, view.model === null ? 'reader' : `reader · ${view.model}`);
      tiles.showTimings(view.timings);
      lines.show(view.lines);
      faults.show(view.faults.filter(({ fault }) => fault.severity === 'fault'));
      notices.show(view.faults.filter(({ fault }) => fault.severity === 'notice'));
    },
  };
};

const figure = (name: string): { root: HTMLElement; value: HTMLElement; name: HTMLElement } => {
  const value = element('b', {}, '–');
  const label = element('span', {}, name);
  return { root: element('div', { class: 'figure' }, value, label), value, name: label };
};

const header = (canvas: string, camera: string): HTMLElement =>
  element(
    'header',
    {},
    element('a', { href: '/', class: 'wordmark' }, 'Inklight'),
    element('h1', {}, 'Camera'),
    element('p', { class: 'eyebrow' }, `${canvas} · ${camera}`),
  );

const footer = (): HTMLElement =>
  element(
    'footer',
    { class: 'caption' },
    ...SHORTCUTS.map(({ keys, does }) => element('span', {}, element('kbd', {}, keys), ` ${does}`)),
    element('span', { class: 'privacy' }, 'Pictures stay on this page.'),
  );
