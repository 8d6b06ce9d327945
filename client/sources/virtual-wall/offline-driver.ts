/**
 * The virtual wall off line: steps as fast as the machine allows, on a clock of its own, and hands each frame to a callback; for tests,
 * evaluations and fixtures, in Node or a worker. Frames: camera px out, projector px in; times ms of the world's clock.
 *
 *   const world = makeWorld();                                              // default-world.ts
 *   const entries = await loadRepertoire();                                 // tests/client/sources/virtual-wall/load-repertoire.ts
 *   const lines = scheduleLines(seed, world.sheet.size, 5, entries);        // schedule-lines.ts
 *   await runOffline({ world, lines, seed, fps: 10, seconds: 40, project: () => null }, ({ frame, truth, hand, written }) => …);
 *
 * `project(time)` gives what the projector shows (null: lamp off); give the same object while it does not change: it is faster.
 * `frame.data` is reused by the next step: copy it to keep it.
 */
import { makeInkLayer } from './ink.ts';
import type { ScheduledLine } from './schedule-lines.ts';
import { stepper } from './step-world.ts';
import type { Frame, InkLayer, Occluder, ProjectorFrame, Truth, World } from './world.ts';
import type { Written } from './write-script.ts';
import { advanceWriting, startWriting } from './write-script.ts';

export interface OfflineRun {
  readonly world: World;
  /** What is written and when; [] leaves the sheet as `ink` has it. */
  readonly lines: readonly ScheduledLine[];
  /** Ink that is there from the beginning; default: none. It is written on. */
  readonly ink?: InkLayer;
  /** What the projector shows at a time. */
  readonly project: (time: number) => ProjectorFrame | null;
  /** False keeps the writer's hand out of the picture. Default true. */
  readonly showHand?: boolean;
  readonly seed: number;
  readonly fps: number;
  /** Length of the film. */
  readonly seconds: number;
}
export interface OfflineStep {
  readonly index: number;
  readonly frame: Frame;
  readonly truth: Truth;
  readonly hand: Occluder | null;
  /** All lines that are finished by now, in order. */
  readonly written: readonly Written[];
}

export const runOffline = async (
  run: OfflineRun,
  onFrame: (step: OfflineStep) => void | Promise<void>,
): Promise<readonly Written[]> => {
  const { world } = run;
  const ink = run.ink ?? makeInkLayer(world.sheet.size);
  const step = stepper(world, run.seed);
  const out = new Uint8ClampedArray(world.camera.size.width * world.camera.size.height * 4);
  const written: Written[] = [];
  let writing = startWriting(run.lines);
  const count = Math.round(run.seconds * run.fps);
  for (let index = 0; index < count; index++) {
    const time = (index * 1000) / run.fps;
    const moved = advanceWriting(writing, ink, world.sheet.size, time);
    writing = moved.state;
    written.push(...moved.finished);
    const hand = run.showHand === false ? null : moved.hand;
    const { frame, truth } = step(
      {
        inks: [ink],
        inkChanged: moved.inkChanged,
        projectorFrame: run.project(time),
        occluders: hand === null ? world.occluders : [...world.occluders, hand],
        time,
      },
      out,
    );
    await onFrame({ index, frame, truth, hand, written: [...written] });
  }
  return written;
};
