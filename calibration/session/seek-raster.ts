/**
 * Finding the raster before anything can be read, and again when nothing can be read any more: black until the picture keeps still, then the markers
 * beside it. Found again elsewhere, camera or projector have moved. Frames: camera px ↔ projector px.
 */
import { BLACK, choosePlan } from '../patterns/plan-patterns.ts';
import { isMirrored } from './coarse-raster.ts';
import type { CameraPicture, Trouble } from './contract.ts';
import { findRaster } from './find-raster.ts';
import { farthest, judgeLook } from './judge-run.ts';
import { lightGrid, medianOf } from './light-grid.ts';
import { findLitBlocks, spanOf } from './lit-blocks.ts';
import { keptDark } from './masked-ground.ts';
import { planRun } from './plan-run.ts';
import {
  BLIND_MS,
  beginShot,
  end,
  GIVE_UP_MS,
  isWaitOver,
  patienceOf,
  REPEATS,
  type Resume,
  type SessionState,
  type Step,
  showing,
} from './session-state.ts';
import { troubleOf } from './troubles.ts';

/** Before anything can be read: black long enough for the slowest projector and camera, then while the picture keeps still. */
const DARK_MS = 350;
const STILL_PICTURES = 4;
/** Blocks may differ by this share from picture to picture and still be the same black. */
const STILL_CHANGE = 0.08;
/** Markers that were not found by then: the black they were compared with may have been something else. */
const MARKERS_MS = 1500;
const SEARCHES = 3;
/** Camera px: markers found in two pictures one after the other are the same when their centres are this near. */
const SAME_CENTRES_PX = 2;

export const seeDark = (
  state: SessionState,
  step: Extract<Step, { kind: 'dark' }>,
  picture: CameraPicture,
): SessionState => {
  const grid = lightGrid(picture.luma, picture.size);
  const change = step.grid === null ? null : changeBetween(step.grid, grid);
  const isDark = picture.time - state.shownAt >= DARK_MS * patienceOf(state);
  if (change !== null && change !== 'none' && isWaitOver(state, picture.time))
    return end(state, picture.time, [restlessTrouble(change)]);
  if (change !== 'none' || !isDark) return { ...state, step: { ...step, grid, still: 0, sums: null } };
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

/** All of the picture changed a little, or a part of it much more than noise does. */
const changeBetween = (before: Float32Array, now: Float32Array): 'none' | 'all' | 'part' => {
  const changes = Array.from(now, (light, i) => Math.abs(light - before[i]!) / Math.max(before[i]!, 0.02));
  const middle = medianOf([...changes]);
  if (!(middle < STILL_CHANGE)) return 'all';
  return changes.filter((change) => change > STILL_CHANGE + 6 * middle).length < 0.02 * changes.length
    ? 'none'
    : 'part';
};

/** Light as a whole that never keeps still is a lamp's; a part of the picture is somebody. */
const restlessTrouble = (change: 'all' | 'part'): Trouble =>
  troubleOf(
    change === 'all' ? 'flicker' : 'someone-walked-through',
    `${change === 'all' ? 'the light of the room' : 'a part of the camera’s picture'} did not keep still for ${GIVE_UP_MS / 1000} s while the projector was black`,
  );

export const seeMarkers = (
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
  const stray = step.seen === null ? null : farthest(step.seen.centres, found.centres);
  if (stray !== null && stray > SAME_CENTRES_PX && isWaitOver(state, picture.time))
    return end(state, picture.time, [
      troubleOf(
        'camera-moved',
        `the markers moved by ${stray.toFixed(1)} camera px from picture to picture for ${GIVE_UP_MS / 1000} s (good: below ${SAME_CENTRES_PX})`,
      ),
    ]);
  if (stray === null || stray > SAME_CENTRES_PX) return { ...state, step: { ...step, seen: found } };
  if (isMirrored(found.coarse, projectorSize))
    return end(state, picture.time, [
      troubleOf('camera-mirrored', 'the camera sees the projector’s picture as in a mirror'),
    ]);
  const moved = state.raster === null ? null : judgeLook(state.raster.centres, found.centres);
  if (moved !== null) return end(state, picture.time, [moved]);
  const blocks = findLitBlocks(found.coarse, cameraSize, projectorSize, paper, keptDark(state.setting));
  // A second look may have found the strips better than the first; the markers stay those of the beginning.
  const raster = { ...found, centres: state.raster?.centres ?? found.centres, blocks };
  // How fine the patterns may be is known only now; a run that goes on keeps its own.
  const shots =
    state.raster === null ? planRun(projectorSize, choosePlan(spanOf(found.coarse, cameraSize, blocks))) : state.shots;
  return beginShot({ ...state, raster, shots }, step.resume?.at ?? 0, picture.time, step.resume?.repeats ?? 0);
};

/** What was in view before is blocked, or has moved out from under the map: black and markers tell. */
export const findAgain = (state: SessionState, resume: Resume, time: number): SessionState =>
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
