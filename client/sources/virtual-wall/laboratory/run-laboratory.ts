/**
 * The laboratory in operation: a projector that is commanded, a camera at its frame rate, a program that gets each picture when the camera's latency
 * has passed and may command anew. As fast as the machine allows, on a clock of its own (ms). Seeds make it repeatable.
 */
import type { Size } from '../../../../calibration/frames.ts';
import { type AutomaticState, LOCKED } from './automatic-camera.ts';
import { commandProjector, type ProjectorTimeline, startTimeline } from './projector-timeline.ts';
import { type Capture, type CapturedPicture, type Laboratory, simulateCapture } from './simulate-capture.ts';

/** What the program wants on the wall; a new object is a new command. */
export interface Command {
  readonly raster: Size;
  readonly rgba: Uint8ClampedArray;
}

export interface Answer {
  /** The command in force from now on. */
  readonly command: Command;
  readonly wantsColour: boolean;
  readonly isOver: boolean;
}

/** What is on the wall when the program starts: somebody's scene, a dim grey. */
const SCENE_CODE = 40;

/**
 * `begin`: the first command. `see` gets each picture at the time it arrives. Ends when it says so, or after `mostPictures`; returns how many were
 * taken. A picture of what the program has already left behind (it only waits for its next pattern) repeats the bytes of the one before: nothing in
 * it is used, and it costs nothing.
 */
export const runLaboratory = (
  laboratory: Laboratory,
  begin: Command,
  see: (picture: CapturedPicture, time: number) => Answer,
  mostPictures: number,
): number => {
  let last: { readonly picture: CapturedPicture; readonly of: Uint8ClampedArray | null } | null = null;
  const { setup, seed } = laboratory;
  const { camera, projector } = setup;
  const frameMs = 1000 / camera.fps;
  let timeline: ProjectorTimeline = startTimeline({ raster: begin.raster, rgba: dimScene(begin.raster) });
  timeline = commandProjector(timeline, projector, begin, 0, seed);
  let answer: Answer = { command: begin, wantsColour: false, isOver: false };
  let automatic: AutomaticState = LOCKED;
  for (let frame = 1; frame <= mostPictures; frame++) {
    const time = frame * frameMs;
    const alone = onlyShown(timeline, time - camera.readoutMs - camera.shutterMs, time);
    const isLeftBehind = alone !== null && alone !== answer.command.rgba && isSteady(laboratory);
    const repeated: CapturedPicture | null = isLeftBehind && last !== null && last.of === alone ? last.picture : null;
    // Colour costs three times as much; before the pattern that was asked for is there, nobody looks at it.
    const inColour = answer.wantsColour && alone === answer.command.rgba;
    const capture: Capture =
      repeated === null
        ? simulateCapture(laboratory, timeline, time, inColour, automatic)
        : { picture: { ...repeated, time }, automatic };
    const { picture } = capture;
    automatic = capture.automatic;
    last = { picture, of: alone };
    const arrival = time + camera.latencyMs;
    const next = see(picture, arrival);
    if (next.command !== answer.command) timeline = commandProjector(timeline, projector, next.command, arrival, seed);
    answer = next;
    if (answer.isOver) return frame;
  }
  return mostPictures;
};

/** The one raster that is on the wall all that time; null when it changes. */
const onlyShown = ({ shown }: ProjectorTimeline, from: number, to: number): Uint8ClampedArray | null => {
  const at = shown.findLastIndex((picture) => picture.from <= from);
  return at < 0 || (shown[at + 1]?.from ?? Number.POSITIVE_INFINITY) < to ? null : shown[at]!.rgba;
};

/** Nothing in the room changes but light and noise. */
const isSteady = ({ setup }: Laboratory): boolean =>
  setup.camera.automatic === null && setup.camera.knock === null && setup.walker === null;

const dimScene = ({ width, height }: Size): Uint8ClampedArray => {
  const rgba = new Uint8ClampedArray(width * height * 4);
  new Uint32Array(rgba.buffer).fill(((255 << 24) | (SCENE_CODE << 16) | (SCENE_CODE << 8) | SCENE_CODE) >>> 0);
  return rgba;
};
