/** One tile a stage of the pipeline: its name, its milliseconds (p50, p95), and on demand its picture. */
import { STAGES, type Stage } from '../workers/messages.ts';
import { element, setAttributes, setText } from './element.ts';

export interface StageTiming {
  readonly p50: number;
  readonly p95: number;
}

export interface StageTiles {
  readonly root: HTMLElement;
  showTimings(timings: Readonly<Partial<Record<Stage, StageTiming>>>): void;
  /** Draws and closes the picture. */
  showPicture(stage: Stage, picture: ImageBitmap): void;
  /** All pictures on, or all off when any is. */
  toggleAll(): void;
  readonly shown: () => readonly Stage[];
}

const TITLES: Record<Stage, { readonly title: string; readonly says: string }> = {
  detect: { title: 'Find', says: 'the sheet in the picture' },
  track: { title: 'Follow', says: 'the sheet over time' },
  rectify: { title: 'Level', says: 'the sheet, seen from in front' },
  light: { title: 'Light', says: 'what the projector should add' },
  ink: { title: 'Ink', says: 'dark strokes, light evened out' },
  strokes: { title: 'Strokes', says: 'paths of the pen' },
  lines: { title: 'Lines', says: 'what belongs together' },
  read: { title: 'Read', says: 'the line as the network sees it' },
  decode: { title: 'Decode', says: 'letters from the network’s scores' },
};

/** Stages that have a picture at all. */
const PICTURED: ReadonlySet<Stage> = new Set<Stage>(['detect', 'rectify', 'light', 'ink', 'strokes', 'lines', 'read']);

export const createStageTiles = (initiallyShown: readonly Stage[], onShown: () => void): StageTiles => {
  const shown = new Set<Stage>(initiallyShown);
  const tiles = new Map(
    STAGES.map((stage) => {
      const figures = element('span', { class: 'milliseconds' }, '–');
      const picture = element('canvas');
      const figure = element(
        'figure',
        { hidden: true, 'data-picture-of': stage },
        picture,
        element('figcaption', {}, TITLES[stage].title),
      );
      const head = [element('b', {}, TITLES[stage].title), figures, element('small', {}, TITLES[stage].says)];
      const button = PICTURED.has(stage)
        ? element('button', { type: 'button', 'aria-pressed': 'false', title: 'Show or hide its picture' }, ...head)
        : element('div', { class: 'plain' }, ...head);
      const tile = element('li', { 'data-stage': stage }, button);
      if (PICTURED.has(stage)) button.addEventListener('click', () => toggle([stage], !shown.has(stage)));
      return [stage, { tile, button, figures, picture, figure }] as const;
    }),
  );

  const toggle = (stages: readonly Stage[], on: boolean): void => {
    for (const stage of stages) {
      if (!PICTURED.has(stage)) continue;
      if (on) shown.add(stage);
      else shown.delete(stage);
      const { button, figure } = tiles.get(stage)!;
      setAttributes(button, { 'aria-pressed': String(on) });
      if (!on) figure.hidden = true;
    }
    onShown();
  };
  for (const stage of shown) setAttributes(tiles.get(stage)!.button, { 'aria-pressed': 'true' });

  const legend = element('p', { class: 'caption' }, 'Milliseconds a stage: the middle one · the slow end (p50 · p95)');
  const all = [...tiles.values()];
  const list = element('ol', { class: 'stages', 'aria-label': 'Stages' }, ...all.map(({ tile }) => tile));
  const pictures = element('div', { class: 'stage-pictures' }, ...all.map(({ figure }) => figure));
  const root = element('section', { class: 'stage-tiles' }, legend, list, pictures);
  return {
    root,
    shown: () => [...shown],
    toggleAll() {
      toggle([...PICTURED], shown.size === 0);
    },
    showTimings(timings) {
      for (const [stage, { figures }] of tiles) {
        const timing = timings[stage];
        setText(figures, timing ? `${milliseconds(timing.p50)} · ${milliseconds(timing.p95)}` : '–');
      }
    },
    showPicture(stage, bitmap) {
      const { picture, figure } = tiles.get(stage)!;
      if (shown.has(stage)) {
        figure.hidden = false;
        if (picture.width !== bitmap.width) picture.width = bitmap.width;
        if (picture.height !== bitmap.height) picture.height = bitmap.height;
        picture.getContext('2d', { willReadFrequently: true })?.drawImage(bitmap, 0, 0);
      }
      bitmap.close();
    },
  };
};

const milliseconds = (value: number): string => (value < 9.95 ? value.toFixed(1) : value.toFixed(0));
