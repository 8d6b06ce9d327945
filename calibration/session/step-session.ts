/**
 * A calibration run, one camera picture at a time: `(state, picture) → state, what to show, progress, verdict`. It first finds the raster by its
 * markers (nothing can be read before), then goes through the shots of plan-run.ts. A picture counts for a shot only when the shot's id is read in it
 * and was read in the picture before it, so that neither a late nor a half-exposed picture is ever used. Frames: camera px in; see contract.ts.
 * Times are the pictures' own; nothing sleeps. The state belongs to one run: its captures are added to in place.
 */
import type { Size } from '../frames.ts';
import { PATTERN_IDS } from '../patterns/pattern-spec.ts';
import { BLACK } from '../patterns/plan-patterns.ts';
import { type Capture, finishCapture, type Gathering, gather, NOTHING_GATHERED } from './capture-shot.ts';
import { type CoarseRaster, idInPicture } from './coarse-raster.ts';
import type { CameraPicture, Progress, SessionSetting, Show, Trouble, Verdict } from './contract.ts';
import { findRaster } from './find-raster.ts';
import { judgeLook, judgePreflight } from './judge-run.ts';
import { planRun, type Shot } from './plan-run.ts';
import { findAgain, seeDark, seeMarkers } from './seek-raster.ts';
import {
  BLIND_MS,
  beginShot,
  end,
  GIVE_UP_MS,
  isWaitOver,
  patienceOf,
  REPEATS,
  type Reading,
  type SessionState,
  type Step,
  showing,
} from './session-state.ts';
import { solveRun } from './solve-run.ts';
import { troubleOf } from './troubles.ts';

/** A pattern that is still not there is lost; the slowest healthy chain of network, projector and camera takes a third of it. */
const SHOWN_MS = 1200;
export interface SessionStep {
  readonly state: SessionState;
  /** What shall be on the wall from now on; the same object while it does not change. */
  readonly show: Show;
  /** The next pictures should carry rgb. */
  readonly wantsColour: boolean;
  readonly progress: Progress;
  readonly verdict: Verdict | null;
}

export const startSession = (setting: SessionSetting): SessionStep =>
  stepOf({
    setting,
    shots: planRun(setting.projectorSize),
    step: { kind: 'dark', attempt: 1, resume: null, grid: null, still: 0, sums: null },
    // Seeded, so that a run's first ids are not those of the run before.
    show: { patternId: 1 + (Math.abs(setting.seed * 641) % (PATTERN_IDS - 2)), pattern: BLACK },
    shownAt: Number.NEGATIVE_INFINITY,
    startedAt: null,
    raster: null,
    captures: [],
    troubles: [],
    lost: [],
    chequerShare: null,
    seen: 0,
    used: 0,
  });

/** Throws RangeError on a picture of another size than the setting's. Once there is a verdict, nothing changes any more. */
export const stepSession = (state: SessionState, picture: CameraPicture): SessionStep => {
  const { cameraSize } = state.setting;
  if (picture.size.width !== cameraSize.width || picture.size.height !== cameraSize.height)
    throw new RangeError(
      `the run is for pictures of ${cameraSize.width}×${cameraSize.height}, this one has ${picture.size.width}×${picture.size.height}`,
    );
  if (state.step.kind === 'ended') return stepOf(state);
  const begun = state.startedAt === null ? { ...state, startedAt: picture.time, shownAt: picture.time } : state;
  const next = { ...begun, seen: begun.seen + 1 };
  switch (state.step.kind) {
    case 'dark':
      return stepOf(seeDark(next, state.step, picture));
    case 'markers':
      return stepOf(seeMarkers(next, state.step, picture));
    case 'shots':
      return stepOf(seeShot(next, state.step, picture));
    case 'solving':
      return stepOf(solve(next, picture.time));
  }
};

const stepOf = (state: SessionState): SessionStep => {
  const { step, shots } = state;
  const shot = step.kind === 'shots' ? shots[step.at]! : null;
  return {
    state,
    show: state.show,
    wantsColour: shot?.wantsColour ?? false,
    progress: progressOf(step, shots),
    verdict: step.kind === 'ended' ? step.verdict : null,
  };
};

const progressOf = (step: Step, shots: readonly Shot[]): Progress => {
  const reached = (at: number): number => 0.05 + (0.93 * at) / shots.length;
  switch (step.kind) {
    case 'dark':
    case 'markers':
      return { done: step.resume === null ? 0.02 : reached(step.resume.at), stage: 'finding the raster' };
    case 'shots':
      return { done: reached(step.at), stage: shots[step.at]!.stage };
    case 'solving':
      return { done: 0.98, stage: 'solving' };
    case 'ended':
      return { done: 1, stage: 'solving' };
  }
};

const seeShot = (state: SessionState, step: Extract<Step, { kind: 'shots' }>, picture: CameraPicture): SessionState => {
  const { cameraSize, projectorSize } = state.setting;
  const shot = state.shots[step.at]!;
  const id = readId(state.raster!.coarse, picture, cameraSize, projectorSize);
  const reading: Reading = { last: id, readAt: id === null ? step.reading.readAt : picture.time };
  const isSettled = id === state.show.patternId && step.reading.last === id;
  if (!isSettled) {
    const waited = { ...state, step: { ...step, reading } };
    // Neither blind nor settled: now it can be read, now it cannot.
    if (isWaitOver(state, picture.time))
      return end(state, picture.time, [
        troubleOf(
          'someone-walked-through',
          `a pattern’s number came and went for ${GIVE_UP_MS / 1000} s: something moves in the light`,
        ),
      ]);
    // Half-way through a shot its id is gone: begin it again.
    if (id !== state.show.patternId && step.gathered.count > 0)
      return { ...waited, step: { ...step, reading, gathered: NOTHING_GATHERED } };
    if (id === null && picture.time - reading.readAt > BLIND_MS * patienceOf(state))
      return findAgain(state, { at: step.at, repeats: step.repeats + 1 }, picture.time);
    return picture.time - state.shownAt > SHOWN_MS * patienceOf(state) && id !== null && id !== state.show.patternId
      ? askAgain(waited, step, shot, picture.time)
      : waited;
  }
  const gathered = gather(step.gathered, shot, picture);
  const used = { ...state, used: state.used + 1, step: { ...step, gathered, reading } };
  return gathered.count < shot.frames
    ? used
    : finishShot(used, step.at, finishCapture(gathered, shot, cameraSize), gathered, picture.time);
};

const readId = (coarse: CoarseRaster, picture: CameraPicture, camera: Size, projector: Size): number | null =>
  idInPicture(coarse, picture.luma, camera, projector);

/** The projector shows something, but not this. */
const askAgain = (
  state: SessionState,
  step: Extract<Step, { kind: 'shots' }>,
  shot: Shot,
  time: number,
): SessionState => {
  const lost = [...state.lost, nameOf(shot)];
  if (step.repeats + 1 >= REPEATS) return end({ ...state, lost }, time, droppedTrouble(lost));
  return beginShot({ ...state, lost }, step.at, time, step.repeats + 1);
};

const nameOf = ({ pattern }: Shot): string =>
  pattern.kind === 'gray-code'
    ? `${pattern.axis} bit ${pattern.bit}${pattern.inverse ? ' inverse' : ''}`
    : pattern.kind === 'phase'
      ? `${pattern.axis} phase ${pattern.step + 1}`
      : pattern.kind;

/** One may be a hiccup of the network; the run would be none the worse for it. */
const droppedTrouble = (lost: readonly string[]): Trouble[] =>
  lost.length === 0
    ? []
    : [
        troubleOf(
          'patterns-dropped',
          `${lost.length} ${lost.length === 1 ? 'pattern was' : 'patterns were'} not shown within ${SHOWN_MS / 1000} s: ${lost.slice(0, 4).join(', ')}`,
          lost.length > 1 ? 'blocks' : 'warns',
        ),
      ];

const finishShot = (
  state: SessionState,
  at: number,
  capture: Capture,
  gathered: Gathering,
  time: number,
): SessionState => {
  const { cameraSize, projectorSize, display } = state.setting;
  const raster = state.raster!;
  const captured = { ...state, captures: [...state.captures, capture] };
  if (capture.shot.purpose === 'markers') {
    const black = captured.captures.find(({ shot }) => shot.purpose === 'black')!;
    const found = findRaster(black.luma, capture.luma, cameraSize, projectorSize, state.show.patternId);
    // Not found beside the black of the beginning: that may be what moved. Look with a new one.
    if (found === null) return findAgain(captured, { at: at + 1, repeats: 0 }, time);
    const moved = judgeLook(raster.centres, found.centres);
    if (moved !== null) return end(captured, time, [moved]);
  }
  const next = state.shots[at + 1];
  if (next === undefined) return { ...showing(captured, BLACK, time), step: { kind: 'solving' } };
  // All that a person can put right before the long part begins is said at once.
  const isPreflightOver = capture.shot.stage === 'checking' && next.stage !== 'checking';
  const held = ['black', 'white'].includes(capture.shot.purpose) ? gathered.grids : [];
  const judged = judgePreflight(
    captured.captures,
    raster.coarse,
    raster.blocks,
    held,
    isPreflightOver,
    cameraSize,
    projectorSize,
    display,
  );
  const chequerShare = judged.chequerShare ?? captured.chequerShare;
  const told = { ...captured, chequerShare, troubles: [...captured.troubles, ...judged.troubles] };
  if (judged.troubles.some(({ severity }) => severity === 'blocks')) return end(told, time, []);
  return beginShot(told, at + 1, time);
};

const solve = (state: SessionState, time: number): SessionState => {
  const { setting, captures, raster } = state;
  const solved = solveRun(captures, raster!.blocks, raster!.coarse, setting);
  const troubles = [...state.troubles, ...droppedTrouble(state.lost), ...solved.troubles];
  return {
    ...state,
    step: {
      kind: 'ended',
      verdict: {
        outcome:
          troubles.some(({ severity }) => severity === 'blocks') || solved.model === null ? 'declined' : 'accepted',
        troubles,
        model: solved.model,
        photometry: solved.photometry,
        chequerShare: state.chequerShare,
        seconds: (time - state.startedAt!) / 1000,
        pictures: { seen: state.seen, used: state.used },
      },
    },
  };
};
