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
import { type CoarseRaster, idInPicture, isMirrored } from './coarse-raster.ts';
import type { CameraPicture, Progress, SessionSetting, Show, Trouble, Verdict } from './contract.ts';
import { type FoundRaster, findRaster } from './find-raster.ts';
import { farthest, judgeLook, judgePreflight } from './judge-run.ts';
import { lightGrid, medianOf } from './light-grid.ts';
import { findLitBlocks, type LitBlocks } from './lit-blocks.ts';
import { planRun, type Shot } from './plan-run.ts';
import { solveRun } from './solve-run.ts';
import { troubleOf } from './troubles.ts';

/** Before anything can be read: black long enough for the slowest projector and camera, then while the picture keeps still. */
const DARK_MS = 350;
const STILL_PICTURES = 4;
/** Blocks may differ by this share from picture to picture and still be the same black. */
const STILL_CHANGE = 0.08;
/** Markers that were not found by then: the black they were compared with may have been something else. */
const MARKERS_MS = 1500;
const SEARCHES = 3;
/** A pattern that is still not there is lost; the slowest healthy chain of network, projector and camera takes a third of it. */
const SHOWN_MS = 1200;
/** Nothing can be read for so long: the view is blocked, or something moved. */
const BLIND_MS = 1500;
const REPEATS = 3;
/** Camera px: markers found in two pictures one after the other are the same when their centres are this near. */
const SAME_CENTRES_PX = 2;
/** Times as long on machines that draw their light without a GPU. */
const patienceOf = ({ setting }: SessionState): number => setting.patience ?? 1;

interface Reading {
  /** Id read in the picture before; null: none. */
  readonly last: number | null;
  /** When an id was last read. */
  readonly readAt: number;
}

/** The shot to go on with when the raster is found again, and how often it was begun. */
interface Resume {
  readonly at: number;
  readonly repeats: number;
}

type Step =
  | {
      readonly kind: 'dark';
      readonly attempt: number;
      readonly resume: Resume | null;
      readonly grid: Float32Array | null;
      readonly still: number;
      readonly sums: Uint16Array | null;
    }
  | {
      readonly kind: 'markers';
      readonly attempt: number;
      readonly resume: Resume | null;
      readonly black: Uint8Array;
      readonly seen: FoundRaster | null;
    }
  | {
      readonly kind: 'shots';
      readonly at: number;
      readonly gathered: Gathering;
      readonly repeats: number;
      readonly reading: Reading;
    }
  | { readonly kind: 'solving' }
  | { readonly kind: 'ended'; readonly verdict: Verdict };

export interface SessionState {
  readonly setting: SessionSetting;
  readonly shots: readonly Shot[];
  readonly step: Step;
  readonly show: Show;
  /** When `show` was asked for. */
  readonly shownAt: number;
  readonly startedAt: number | null;
  readonly raster: (FoundRaster & { readonly blocks: LitBlocks }) | null;
  readonly captures: readonly Capture[];
  readonly troubles: readonly Trouble[];
  /** Shots that had to be asked for again. */
  readonly lost: readonly string[];
  readonly chequerShare: number | null;
  readonly seen: number;
  readonly used: number;
}

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
  const progress: Progress =
    step.kind === 'dark' || step.kind === 'markers'
      ? { done: step.kind === 'dark' ? 0.01 : 0.03, stage: 'finding the raster' }
      : shot !== null && step.kind === 'shots'
        ? { done: 0.05 + (0.93 * step.at) / shots.length, stage: shot.stage }
        : { done: step.kind === 'ended' ? 1 : 0.98, stage: 'solving' };
  return {
    state,
    show: state.show,
    wantsColour: shot?.wantsColour ?? false,
    progress,
    verdict: step.kind === 'ended' ? step.verdict : null,
  };
};

const showing = (state: SessionState, pattern: Show['pattern'], time: number): SessionState => ({
  ...state,
  show: { patternId: 1 + (state.show.patternId % (PATTERN_IDS - 1)), pattern },
  shownAt: time,
});

/** Ends without geometry: what was found blocks. */
const end = (state: SessionState, time: number, troubles: readonly Trouble[]): SessionState => ({
  ...state,
  step: {
    kind: 'ended',
    verdict: {
      outcome: 'declined',
      troubles: [...state.troubles, ...troubles],
      model: null,
      photometry: null,
      chequerShare: state.chequerShare,
      seconds: (time - (state.startedAt ?? time)) / 1000,
      pictures: { seen: state.seen, used: state.used },
    },
  },
});

const seeDark = (state: SessionState, step: Extract<Step, { kind: 'dark' }>, picture: CameraPicture): SessionState => {
  const grid = lightGrid(picture.luma, picture.size);
  const isStill = step.grid !== null && isStillPicture(step.grid, grid);
  const isDark = picture.time - state.shownAt >= DARK_MS;
  if (!isStill || !isDark) return { ...state, step: { ...step, grid, still: 0, sums: null } };
  const sums = step.sums ?? new Uint16Array(picture.luma.length);
  for (let i = 0; i < sums.length; i++) sums[i]! += picture.luma[i]!;
  const still = step.still + 1;
  if (still < STILL_PICTURES) return { ...state, step: { ...step, grid, still, sums } };
  const black = new Uint8Array(sums.length);
  for (let i = 0; i < sums.length; i++) black[i] = sums[i]! / still + 0.5;
  return {
    ...showing(state, { kind: 'markers' }, picture.time),
    step: { kind: 'markers', attempt: step.attempt, resume: step.resume, black, seen: null },
  };
};

/** Neither did all of the picture change a little, nor a part of it much more than noise does. */
const isStillPicture = (before: Float32Array, now: Float32Array): boolean => {
  const changes = Array.from(now, (light, i) => Math.abs(light - before[i]!) / Math.max(before[i]!, 0.02));
  const middle = medianOf([...changes]);
  return (
    middle < STILL_CHANGE &&
    changes.filter((change) => change > STILL_CHANGE + 6 * middle).length < 0.02 * changes.length
  );
};

const seeMarkers = (
  state: SessionState,
  step: Extract<Step, { kind: 'markers' }>,
  picture: CameraPicture,
): SessionState => {
  const { cameraSize, projectorSize, paper } = state.setting;
  const found = findRaster(step.black, picture.luma, cameraSize, projectorSize, state.show.patternId);
  if (found === null) {
    if (picture.time - state.shownAt < MARKERS_MS * patienceOf(state))
      return { ...state, step: { ...step, seen: null } };
    if (step.attempt >= SEARCHES)
      return end(state, picture.time, [
        step.resume !== null
          ? blockedTrouble()
          : troubleOf(
              'raster-not-seen',
              `four markers and the number of their picture were not found in ${SEARCHES} attempts`,
            ),
      ]);
    return {
      ...showing(state, BLACK, picture.time),
      step: { kind: 'dark', attempt: step.attempt + 1, resume: step.resume, grid: null, still: 0, sums: null },
    };
  }
  // The next picture is wholly of the markers.
  if (step.seen === null || farthest(step.seen.centres, found.centres) > SAME_CENTRES_PX)
    return { ...state, step: { ...step, seen: found } };
  if (isMirrored(found.coarse, projectorSize))
    return end(state, picture.time, [
      troubleOf('camera-mirrored', 'the camera sees the projector’s picture as in a mirror'),
    ]);
  const moved = state.raster === null ? null : judgeLook(state.raster.centres, found.centres);
  if (moved !== null) return end(state, picture.time, [moved]);
  const blocks = findLitBlocks(found.coarse, cameraSize, projectorSize, paper);
  // A second look may have found the strips better than the first; the markers stay those of the beginning.
  const raster = { ...found, centres: state.raster?.centres ?? found.centres, blocks };
  return beginShot({ ...state, raster }, step.resume?.at ?? 0, picture.time, step.resume?.repeats ?? 0);
};

const beginShot = (state: SessionState, at: number, time: number, repeats = 0): SessionState => ({
  ...showing(state, state.shots[at]!.pattern, time),
  step: { kind: 'shots', at, gathered: NOTHING_GATHERED, repeats, reading: { last: null, readAt: time } },
});

const seeShot = (state: SessionState, step: Extract<Step, { kind: 'shots' }>, picture: CameraPicture): SessionState => {
  const { cameraSize, projectorSize } = state.setting;
  const shot = state.shots[step.at]!;
  const id = readId(state.raster!.coarse, picture, cameraSize, projectorSize);
  const reading: Reading = { last: id, readAt: id === null ? step.reading.readAt : picture.time };
  const isSettled = id === state.show.patternId && step.reading.last === id;
  if (!isSettled) {
    const waited = { ...state, step: { ...step, reading } };
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

/** What was in view before is blocked, or has moved out from under the map: black and markers tell. */
const findAgain = (state: SessionState, resume: Resume, time: number): SessionState =>
  resume.repeats >= REPEATS
    ? end(state, time, [blockedTrouble()])
    : {
        ...showing(state, BLACK, time),
        step: { kind: 'dark', attempt: 1, resume, grid: null, still: 0, sums: null },
      };

const blockedTrouble = (): Trouble =>
  troubleOf(
    'someone-walked-through',
    `the patterns could not be read for ${BLIND_MS / 1000} s, again and again: something is in the way`,
  );

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
