/** Adds up what the worker says of each frame: frames a second, milliseconds of each stage and of a whole frame (p50, p95). */
import { STAGES, type Stage } from '../workers/messages.ts';
import { addSample, emptyWindow, percentile, ratePerSecond, type SampleWindow } from './percentile-window.ts';
import type { StageTiming } from './stage-tiles.ts';

export interface FrameMeter {
  /** A frame at `time` (page's clock, ms) whose stages took so long. */
  add(time: number, timings: Readonly<Partial<Record<Stage, number>>>): void;
  fps(now: number): number;
  readonly frames: () => number;
  readonly frame: () => StageTiming | null;
  readonly timings: () => Partial<Record<Stage, StageTiming>>;
}

/** Reading goes on beside the frames: it is not part of what a frame takes. */
const OFF_FRAME: ReadonlySet<Stage> = new Set<Stage>(['read', 'decode']);

export const createFrameMeter = (): FrameMeter => {
  let times = emptyWindow();
  let totals = emptyWindow();
  let frames = 0;
  const stages = new Map<Stage, SampleWindow>();
  const timingOf = (window: SampleWindow | undefined): StageTiming | null => {
    const p50 = window ? percentile(window, 0.5) : null;
    const p95 = window ? percentile(window, 0.95) : null;
    return p50 === null || p95 === null ? null : { p50, p95 };
  };
  return {
    add(time, timings) {
      frames += 1;
      times = addSample(times, time);
      let total = 0;
      for (const stage of STAGES) {
        const ms = timings[stage];
        if (ms === undefined) continue;
        stages.set(stage, addSample(stages.get(stage) ?? emptyWindow(), ms));
        if (!OFF_FRAME.has(stage)) total += ms;
      }
      totals = addSample(totals, total);
    },
    fps: (now) => ratePerSecond(times, now),
    frames: () => frames,
    frame: () => timingOf(totals),
    timings: () => {
      const all: Partial<Record<Stage, StageTiming>> = {};
      for (const [stage, window] of stages) {
        const timing = timingOf(window);
        if (timing) all[stage] = timing;
      }
      return all;
    },
  };
};
