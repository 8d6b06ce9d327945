/**
 * What the projector shows when: commands arrive, are late and jitter, wait for the next picture of 60 a second, and some never come through.
 * A value that is passed in and returned. Times: ms.
 */
import type { Size } from '../../../../calibration/frames.ts';
import { normalOf, randomOf } from '../random.ts';
import type { LaboratoryProjector } from './laboratory.ts';

/** A picture from `from` on, until the next one. */
export interface Shown {
  readonly from: number;
  readonly raster: Size;
  readonly rgba: Uint8ClampedArray;
}

export interface ProjectorTimeline {
  /** Oldest first. */
  readonly shown: readonly Shown[];
  readonly commands: number;
}

const REFRESH_MS = 1000 / 60;
/** Pictures that ended longer ago than any exposure lasts are forgotten. */
const KEPT_MS = 1000;

/** `first` is on the wall before anybody asks. */
export const startTimeline = (first: Omit<Shown, 'from'>): ProjectorTimeline => ({
  shown: [{ ...first, from: Number.NEGATIVE_INFINITY }],
  commands: 0,
});

export const commandProjector = (
  timeline: ProjectorTimeline,
  projector: LaboratoryProjector,
  content: Omit<Shown, 'from'>,
  time: number,
  seed: number,
): ProjectorTimeline => {
  const commands = timeline.commands + 1;
  if (projector.dropped.includes(timeline.commands)) return { ...timeline, commands };
  const late = projector.latencyMs + projector.jitterMs * normalOf(randomOf(seed + 7919 * commands))();
  const last = timeline.shown.at(-1)!;
  const from = Math.max(last.from, Math.ceil((time + Math.max(0, late)) / REFRESH_MS) * REFRESH_MS);
  const known = timeline.shown.findLastIndex((shown) => shown.from < time - KEPT_MS);
  return { commands, shown: [...timeline.shown.slice(Math.max(0, known)), { ...content, from }] };
};

/** Share of each picture in the exposure from `start` for `shutterMs`; shares sum to 1. */
export const sharesDuring = (
  { shown }: ProjectorTimeline,
  start: number,
  shutterMs: number,
): readonly { readonly shown: Shown; readonly share: number }[] => {
  const end = start + shutterMs;
  const shares: { shown: Shown; share: number }[] = [];
  for (const [i, picture] of shown.entries()) {
    const until = shown[i + 1]?.from ?? Number.POSITIVE_INFINITY;
    const overlap = Math.min(end, until) - Math.max(start, picture.from);
    if (overlap > 0) shares.push({ shown: picture, share: overlap / shutterMs });
  }
  return shares;
};
