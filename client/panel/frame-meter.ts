/** Adds up what the worker says of each frame: frames a second, milliseconds of each stage and of a whole frame (p50, p95). */
import { STAGES, type Stage } from '../workers/messages.ts';
import { addSample, emptyWindow, percentile, ratePerSecond, type SampleWindow } from './percentile-window.ts';
import type { StageTiming } from './stage-tiles.ts';

export interface FrameMeter {
  /** A frame at `time` (page's clock, ms) whose stages took so long; `wholeMs`: what one frame took, all in all, null = not known. */
  add(time: number, timings: Readonly<Partial<Record<Stage, number>>>, wholeMs: number | null): void;
  fps(now: number): number;
  readonly frames: () => number;
  readonly frame: () => StageTiming | null;
  readonly timings: () => Partial<Record<Stage, StageTiming>>;
}

export const createFrameMeter = (): FrameMeter => {
  let times = emptyWindow();
  let wholes = emptyWindow();
  let frames = 0;
  const stages = new Map<Stage, SampleWindow>();
  const timingOf = (window: SampleWindow | undefined): StageTiming | null => {
    const p50 = window ? percentile(window, 0.5) : null;
    const p95 = window ? percentile(window, 0.95) : null;
    return p50 === null || p95 === null ? null : { p50, p95 };
  };
  return {
    add(time, timings, wholeMs) {
      frames += 1;
      times = addSample(times, time);
      for (const stage of STAGES) {
        const ms = timings[stage];
        if (ms === undefined) continue;
        stages.set(stage, addSample(stages.get(stage) ?? emptyWindow(), ms));
      }
      // Not the stages' sum: copying, composing and drawing belong to a frame, and so does what of the reading runs on its thread.
      if (wholeMs !== null) wholes = addSample(wholes, wholeMs);
    },
    fps: (now) => ratePerSecond(times, now),
    frames: () => frames,
    frame: () => timingOf(wholes),
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
