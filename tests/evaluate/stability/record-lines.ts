/**
 * What the vision stages see while the virtual wall writes itself, off line: each frame's line regions, to be read at leisure.
 * In: seed, number of lines, frames a second. Out: frames in order, and what was written when; times ms of the wall's clock.
 */
import { makeWorld } from '../../../client/sources/virtual-wall/default-world.ts';
import { runOffline } from '../../../client/sources/virtual-wall/offline-driver.ts';
import { scheduleLines } from '../../../client/sources/virtual-wall/schedule-lines.ts';
import type { Frame } from '../../../client/sources/virtual-wall/world.ts';
import { endOf, type Written } from '../../../client/sources/virtual-wall/write-script.ts';
import type { Cv } from '../../../client/vision/cv.ts';
import type { GreyImage } from '../../../client/vision/grey-image.ts';
import type { LineRegion } from '../../../client/vision/ink.ts';
import { startPipeline, stepPipeline } from '../../../client/vision/pipeline.ts';
import { loadRepertoire } from '../../client/sources/virtual-wall/load-repertoire.ts';

export interface LineFrame {
  readonly time: number;
  /** null: no sheet was held. */
  readonly lines: readonly LineRegion[] | null;
}
export interface Recording {
  readonly frames: readonly LineFrame[];
  readonly written: readonly Written[];
}

/** After the last pen-up: long enough for the most patient commit. */
const AFTERWARDS_MS = 4000;

const greyOf = ({ size, data }: Frame): GreyImage => {
  const grey = new Uint8Array(size.width * size.height);
  for (let i = 0; i < grey.length; i++)
    grey[i] = (77 * data[4 * i]! + 150 * data[4 * i + 1]! + 29 * data[4 * i + 2]!) >> 8;
  return { width: size.width, height: size.height, data: grey };
};

export const recordLines = async (
  cv: Cv,
  { seed, count, fps }: { readonly seed: number; readonly count: number; readonly fps: number },
  onSecond: (second: number, of: number) => void,
): Promise<Recording> => {
  const world = makeWorld();
  const lines = scheduleLines(seed, world.sheet.size, count, await loadRepertoire());
  const seconds = (endOf(lines) + AFTERWARDS_MS) / 1000;
  const frames: LineFrame[] = [];
  let state = startPipeline('s');
  const written = await runOffline({ world, lines, seed, fps, seconds, project: () => null }, ({ index, frame }) => {
    const seen = { grey: greyOf(frame), time: frame.time, projector: null };
    const step = stepPipeline(cv, state, seen, { sheet: world.sheet.size, manualQuad: null }, () => 0);
    state = step.state;
    frames.push({ time: frame.time, lines: step.output.canvas?.lines ?? null });
    if (index % fps === 0) onSecond(index / fps, Math.ceil(seconds));
  });
  return { frames, written };
};
