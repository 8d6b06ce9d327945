/**
 * One sheet over many frames. In: what each frame's sighting says. Out: a steadier quad, camera px.
 * A rigid sheet that keeps two corners has not moved: a corner that strays alone is a hand, a shadow or a curl, and waits. A sheet that leaves with three or
 * four corners is followed once a second sighting agrees. Absence counts only after a grace time.
 */
import type { CameraPoint, Quad, SheetSize, Size } from '../../calibration/frames.ts';
import { chooseSheetSize } from './choose-sheet-size.ts';
import type { PaperSighting, TrackedPaper } from './paper.ts';

/** Corners of a still sheet scatter by less than this share of the sheet's diagonal from sighting to sighting. */
const STILL_SHARE = 0.004;
const STILL_MIN_PX = 1.5;
/** Two sightings this near, as a share of the diagonal, are of the same moving sheet. */
const SAME_MOTION_SHARE = 0.05;
/** Sightings averaged while the sheet is still: scatter falls by √, slow creep is still followed. */
const MAX_AVERAGED = 24;
/** From this many agreeing sightings on a sheet counts as settled, and it takes SETTLED_MOVE_MS of contrary sightings to move it. */
const SETTLED_AFTER = 8;
const SETTLED_MOVE_MS = 400;
/** A corner that strays alone and stays where it is for so long is believed: a hand that rests moves more. */
const STRAY_MS = 2500;
/** Paper that is not seen for this long is gone: long enough for somebody to walk past. */
export const GRACE_MS = 2000;

interface Stray {
  readonly point: CameraPoint;
  readonly since: number;
}

export type PaperTrack =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'held';
      readonly quad: Quad<'camera'>;
      readonly sheet: SheetSize;
      readonly source: 'detected' | 'manual';
      /** ms of the last sighting that confirmed the quad. */
      readonly seenAt: number;
      /** Sightings in the average. */
      readonly averaged: number;
      /** The sighting that came last: the same one again (nothing was searched anew) only confirms. */
      readonly last: Quad<'camera'>;
      /** For each corner, where it has been seen instead. */
      readonly strays: readonly [Stray | null, Stray | null, Stray | null, Stray | null];
      /** The sheet seen elsewhere: the last such sighting, and since when they agree with each other. */
      readonly elsewhere: { readonly quad: Quad<'camera'>; readonly since: number; readonly count: number } | null;
    };

export interface TrackSettings {
  /** mm; null = chosen by the quad's aspect. */
  readonly sheet: SheetSize | null;
  /** The camera picture's size. */
  readonly camera: Size;
}

export const NO_PAPER: PaperTrack = { kind: 'none' };
const NO_STRAYS = [null, null, null, null] as const;

/** The track after a frame's sighting at `time` (ms, monotonic). A manual sighting is taken as it is. */
export const trackPaper = (
  track: PaperTrack,
  sighting: PaperSighting,
  time: number,
  settings: TrackSettings,
): PaperTrack => {
  if (sighting.kind === 'absent') {
    // Corners placed by hand are never replaced by a guess: an invalid set ends the track at once.
    if (track.kind === 'none' || sighting.reason === 'manual-corners-invalid') return NO_PAPER;
    return time - track.seenAt > GRACE_MS ? NO_PAPER : withSheet(track, settings);
  }
  if (track.kind === 'none' || sighting.source === 'manual' || track.source === 'manual')
    return start(sighting, time, settings);
  if (sighting.quad === track.last && track.elsewhere === null) return { ...withSheet(track, settings), seenAt: time };
  const diagonal = diagonalOf(track.quad);
  const still = Math.max(STILL_MIN_PX, STILL_SHARE * diagonal);
  const isKept = track.quad.map((corner, at) => distance(corner, sighting.quad[at]!) <= still);
  const kept = isKept.filter(Boolean).length;
  if (kept >= 2) return settle(withSheet(track, settings), sighting.quad, isKept, time, still);

  const before = track.elsewhere;
  const isSameMotion =
    before?.quad.every((corner, at) => distance(corner, sighting.quad[at]!) < SAME_MOTION_SHARE * diagonal) ?? false;
  const elsewhere =
    before && isSameMotion
      ? { quad: sighting.quad, since: before.since, count: before.count + 1 }
      : { quad: sighting.quad, since: time, count: 1 };
  const patience = track.averaged >= SETTLED_AFTER ? SETTLED_MOVE_MS : 0;
  if (elsewhere.count >= 2 && time - elsewhere.since >= patience)
    return { ...start(sighting, time, settings), elsewhere: { ...elsewhere, since: time } } as PaperTrack;
  return time - track.seenAt > GRACE_MS
    ? start(sighting, time, settings)
    : withSheet({ ...track, elsewhere }, settings);
};

/** What the track says at `time`; null = no paper. */
export const paperOf = (track: PaperTrack, time: number): TrackedPaper | null =>
  track.kind === 'none'
    ? null
    : { quad: track.quad, sheet: track.sheet, source: track.source, unseenMs: Math.max(0, time - track.seenAt) };

type Held = Extract<PaperTrack, { kind: 'held' }>;

const start = (sighting: Extract<PaperSighting, { kind: 'found' }>, time: number, settings: TrackSettings): Held => ({
  kind: 'held',
  quad: sighting.quad,
  sheet: settings.sheet ?? chooseSheetSize(sighting.quad, settings.camera),
  source: sighting.source,
  seenAt: time,
  averaged: 1,
  last: sighting.quad,
  strays: NO_STRAYS,
  elsewhere: null,
});

/** A sheet size that is set wins at once; one that was chosen stays while the sheet stays. */
const withSheet = (track: Held, settings: TrackSettings): Held =>
  settings.sheet && settings.sheet !== track.sheet ? { ...track, sheet: settings.sheet } : track;

/** The sheet is where it was: corners that agree are averaged, the others wait. */
const settle = (
  track: Held,
  seen: Quad<'camera'>,
  isKept: readonly boolean[],
  time: number,
  still: number,
): PaperTrack => {
  const averaged = Math.min(MAX_AVERAGED, track.averaged + 1);
  const strays: (Stray | null)[] = [null, null, null, null];
  const quad = track.quad.map((corner, at) => {
    const now = seen[at]!;
    if (isKept[at]) return { x: corner.x + (now.x - corner.x) / averaged, y: corner.y + (now.y - corner.y) / averaged };
    const before = track.strays[at] ?? null;
    const stray = before && distance(before.point, now) <= still ? before : { point: now, since: time };
    if (time - stray.since >= STRAY_MS) return now;
    strays[at] = stray;
    return corner;
  });
  return {
    ...track,
    quad: quad as unknown as Quad<'camera'>,
    seenAt: time,
    averaged,
    last: seen,
    strays: strays as unknown as Held['strays'],
    elsewhere: null,
  };
};

const distance = (a: CameraPoint, b: CameraPoint): number => Math.hypot(a.x - b.x, a.y - b.y);
const diagonalOf = (quad: Quad<'camera'>): number => Math.max(distance(quad[0], quad[2]), distance(quad[1], quad[3]));
