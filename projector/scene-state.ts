/**
 * What the projector shows, as a value: `stepScene(state, events, time)` turns the canvas (as the protocol folds it) into strokes and
 * answers with birth times on the projector's own clock. Pure and deterministic: the same events at the same times give the same
 * scene, and the scenes in scenes/ only draw it. Frame: canvas mm; times: ms of the projector's clock.
 */
import type { SheetSize } from '../calibration/frames.ts';
import { emptySnapshot, type ObservedLine, type Snapshot } from '../server/protocol.ts';
import { lightScale } from './light-scale.ts';
import { type LightPath, resampleStroke } from './resample-stroke.ts';
import { indexLitInk, scheduleLight } from './schedule-light.ts';

/** How long withdrawn light takes to go, ms. */
export const FADE_MS = 1400;
/** A breath between the last ink of a line and its answer, ms. */
const ANSWER_PAUSE_MS = 250;

export interface SceneStroke extends LightPath {
  readonly id: string;
  readonly state: 'tentative' | 'committed';
  readonly widthMm: number;
  /** When the head passes each point. */
  readonly litAt: Float64Array;
}

/** The answer to one committed line; lives as long as the line says the same. */
export interface SceneAnswer {
  readonly line: ObservedLine;
  /** When it begins. */
  readonly at: number;
  /** The line's own strokes as they were when it was answered. */
  readonly strokes: readonly LightPath[];
}

export type Fading<T> = T & { readonly withdrawnAt: number };

export interface SceneState {
  readonly canvas: Snapshot;
  /** In order of first appearance. */
  readonly strokes: ReadonlyMap<string, SceneStroke>;
  readonly fadingStrokes: readonly Fading<SceneStroke>[];
  /** By line id. */
  readonly answers: ReadonlyMap<string, SceneAnswer>;
  readonly fadingAnswers: readonly Fading<SceneAnswer>[];
  /** Ids of strokes and lines whose light was cleared by the performer: dark until they go. */
  readonly cleared: ReadonlySet<string>;
  /** When the last head of light ends. */
  readonly busyUntil: number;
  /** Grows whenever strokes or answers change, so that a drawing may keep its geometry. */
  readonly revision: number;
}

export type SceneEvent =
  /** The canvas as it is now: at join, and after every observation. */
  | { readonly kind: 'canvas'; readonly canvas: Snapshot }
  /** The performer clears the light; ink that is new from now on is lit again. */
  | { readonly kind: 'clear' };

export const darkScene = (canvas: string): SceneState => ({
  canvas: emptySnapshot(canvas),
  strokes: new Map(),
  fadingStrokes: [],
  answers: new Map(),
  fadingAnswers: [],
  cleared: new Set(),
  busyUntil: 0,
  revision: 0,
});

/** The sheet under the light, or null when no camera has found one yet. */
export const sheetOf = ({ canvas }: SceneState): SheetSize | null =>
  canvas.paper?.kind === 'found' ? canvas.paper.sheet : null;

export const stepScene = (state: SceneState, events: readonly SceneEvent[], time: number): SceneState => {
  let next = state;
  for (const event of events)
    next = event.kind === 'clear' ? clearLight(next, time) : showCanvas(next, event.canvas, time);
  return forgetFaded(next, time);
};

const clearLight = (state: SceneState, time: number): SceneState => ({
  ...state,
  strokes: new Map(),
  answers: new Map(),
  fadingStrokes: [...state.fadingStrokes, ...[...state.strokes.values()].map((s) => ({ ...s, withdrawnAt: time }))],
  fadingAnswers: [...state.fadingAnswers, ...[...state.answers.values()].map((a) => ({ ...a, withdrawnAt: time }))],
  cleared: new Set([...state.canvas.strokes, ...state.canvas.lines].map(({ id }) => id)),
  busyUntil: time,
  revision: state.revision + 1,
});

const showCanvas = (state: SceneState, canvas: Snapshot, time: number): SceneState => {
  const present = new Set([...canvas.strokes, ...canvas.lines].map(({ id }) => id));
  const cleared = new Set([...state.cleared].filter((id) => present.has(id)));
  return showAnswers(showStrokes({ ...state, cleared }, canvas, time), canvas, time);
};

/** Brings strokes up to `canvas`: what is new is scheduled, what is gone fades, what was only traced anew keeps its light. */
const showStrokes = (state: SceneState, canvas: Snapshot, time: number): SceneState => {
  const scale = lightScale(canvas.paper?.kind === 'found' ? canvas.paper.sheet : null);
  const before = new Map(state.canvas.strokes.map((s) => [s.id, s]));
  const wanted = canvas.strokes.filter((s) => !state.cleared.has(s.id));
  const wantedIds = new Set(wanted.map((s) => s.id));
  const gone = [...state.strokes.values()].filter((s) => !wantedIds.has(s.id));
  const isSame = (id: string, points: unknown): boolean => state.strokes.has(id) && before.get(id)?.points === points;
  const traced = wanted.flatMap((stroke) => {
    if (isSame(stroke.id, stroke.points)) return [];
    const path = resampleStroke(stroke.points, scale);
    return path === null ? [] : [{ stroke, path }];
  });
  const stateChanged = wanted.some((s) => state.strokes.get(s.id)?.state !== s.state);
  if (gone.length === 0 && traced.length === 0 && !stateChanged) return { ...state, canvas };

  const replaced = traced.flatMap(({ stroke }) => state.strokes.get(stroke.id) ?? []);
  const litInk = indexLitInk([...replaced, ...gone, ...state.fadingStrokes], scale);
  const { litAt, busyUntil } = scheduleLight(
    traced.map(({ path }) => path),
    litInk,
    time,
    state.busyUntil,
    scale,
  );
  const fresh = new Map(
    traced.map(({ stroke, path }, i): [string, SceneStroke] => [
      stroke.id,
      { ...path, id: stroke.id, state: stroke.state, widthMm: stroke.widthMm, litAt: litAt[i]! },
    ]),
  );
  const strokes = new Map<string, SceneStroke>();
  for (const { id, state: seen } of wanted) {
    const stroke = fresh.get(id) ?? state.strokes.get(id);
    if (stroke) strokes.set(id, stroke.state === seen ? stroke : { ...stroke, state: seen });
  }
  return {
    ...state,
    canvas,
    strokes,
    fadingStrokes: [...state.fadingStrokes, ...gone.map((s) => ({ ...s, withdrawnAt: time }))],
    busyUntil,
    revision: state.revision + 1,
  };
};

/**
 * A committed line is answered once its ink is lit; a line that comes to say something else is answered anew. One that says the same
 * in the same place under another id (lines are found anew when writing joins them) keeps its answer.
 */
const showAnswers = (state: SceneState, canvas: Snapshot, time: number): SceneState => {
  const answers = new Map<string, SceneAnswer>();
  const ended: Fading<SceneAnswer>[] = [];
  const present = new Set(canvas.lines.map(({ id }) => id));
  const orphans = [...state.answers.values()].filter(({ line }) => !present.has(line.id));
  const taken = new Set<SceneAnswer>();
  const adopted = (line: ObservedLine): SceneAnswer | undefined => {
    const found = orphans.find((a) => !taken.has(a) && saysTheSame(a.line, line) && overlap(a.line.box, line.box));
    if (found) taken.add(found);
    return found;
  };
  let changed = false;
  for (const line of canvas.lines) {
    if (state.cleared.has(line.id)) continue;
    const known = state.answers.get(line.id) ?? adopted(line);
    // A line that is being written on keeps its answer until what it says is settled again.
    if (line.state !== 'committed') {
      if (known) answers.set(line.id, known);
      continue;
    }
    if (known && saysTheSame(known.line, line)) {
      answers.set(line.id, known.line.id === line.id ? known : { ...known, line });
      changed ||= known.line.id !== line.id;
      continue;
    }
    const strokes = line.strokes.flatMap((id) => state.strokes.get(id) ?? []);
    if (strokes.length === 0) continue;
    const lit = strokes.reduce((latest, s) => Math.max(latest, s.litAt[s.litAt.length - 1]!), time);
    answers.set(line.id, { line, at: lit + ANSWER_PAUSE_MS, strokes });
    if (known) ended.push({ ...known, withdrawnAt: time });
    changed = true;
  }
  for (const [id, known] of state.answers)
    if (!answers.has(id) && !taken.has(known)) ended.push({ ...known, withdrawnAt: time });
  if (!changed && ended.length === 0) return state;
  return { ...state, answers, fadingAnswers: [...state.fadingAnswers, ...ended], revision: state.revision + 1 };
};

const saysTheSame = (a: ObservedLine, b: ObservedLine): boolean => a.text === b.text && a.kind === b.kind;

const overlap = (a: ObservedLine['box'], b: ObservedLine['box']): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const forgetFaded = (state: SceneState, time: number): SceneState => {
  const stays = ({ withdrawnAt }: { withdrawnAt: number }): boolean => time - withdrawnAt < FADE_MS;
  if (state.fadingStrokes.every(stays) && state.fadingAnswers.every(stays)) return state;
  return {
    ...state,
    fadingStrokes: state.fadingStrokes.filter(stays),
    fadingAnswers: state.fadingAnswers.filter(stays),
    revision: state.revision + 1,
  };
};
