/**
 * Tells a frozen camera from a live one by the pictures' digests alone.
 * A sensor's noise makes every picture differ, so a camera that was live and then repeats one picture is frozen, and so is
 * one from which no picture comes at all. A source that has always repeated one picture (a still photo played as a clip)
 * was never live and is believed. After a restart, the picture on which it froze still counts as frozen.
 */
export interface FrozenState {
  readonly lastDigest: number | null;
  /** ms when the present run of one and the same picture began, and how many pictures it has. */
  readonly sameSince: number;
  readonly sameCount: number;
  /** ms when the present run of ever-changing pictures began; null while one repeats. */
  readonly changingSince: number | null;
  readonly changingCount: number;
  /** Has changed with every picture for long enough to be taken for a live sensor. */
  readonly live: boolean;
  /** Picture on which it froze, kept over restarts. */
  readonly frozenDigest: number | null;
  readonly lastFrameAt: number;
  /** Usual ms from picture to picture as they are looked at; null before the second. */
  readonly paceMs: number | null;
}

/** The same picture for longer than this, and so many times, is a frozen camera: a busy machine may look but once in seconds. */
export const FROZEN_AFTER_MS = 3000;
const FROZEN_AFTER_PICTURES = 10;
/** No picture for longer than this, and for so many times the usual pace: a busy machine holds them up. */
export const SILENT_AFTER_MS = 6000;
const SILENT_AFTER_PACES = 10;
/** Every picture new for this long and so many times: sensor noise, and not somebody's animation. */
const LIVE_AFTER_MS = 2000;
const LIVE_AFTER_PICTURES = 10;
/** Share of the newest gap in the usual pace. */
const PACE_FOLLOWS = 0.2;

export const startWatching = (now: number, frozenDigest: number | null = null): FrozenState => ({
  lastDigest: null,
  sameSince: now,
  sameCount: 0,
  changingSince: null,
  changingCount: 0,
  live: false,
  frozenDigest,
  lastFrameAt: now,
  paceMs: null,
});

/** Opened anew at `now` because it counted as frozen. One that went silent has no picture to be known by. */
export const watchAgain = (state: FrozenState, now: number): FrozenState =>
  startWatching(now, repeats(state, now) ? state.lastDigest : state.frozenDigest);

/** After one more picture at `now`. */
export const seeFrame = (state: FrozenState, digest: number, now: number): FrozenState => {
  const gap = now - state.lastFrameAt;
  const paceMs =
    state.lastDigest === null ? null : state.paceMs === null ? gap : state.paceMs + PACE_FOLLOWS * (gap - state.paceMs);
  const seen = { ...state, lastFrameAt: now, paceMs };
  if (digest === state.lastDigest)
    return { ...seen, sameCount: state.sameCount + 1, changingSince: null, changingCount: 0 };
  const changingSince = state.changingSince ?? now;
  const changingCount = state.changingCount + 1;
  return {
    ...seen,
    lastDigest: digest,
    sameSince: now,
    sameCount: 1,
    changingSince,
    changingCount,
    live: state.live || (now - changingSince >= LIVE_AFTER_MS && changingCount >= LIVE_AFTER_PICTURES),
    frozenDigest: digest === state.frozenDigest ? state.frozenDigest : null,
  };
};

/**
 * Why it counts as frozen at `now`, in words for people; null while it does not. `isBusy`: a picture is being looked at, so
 * that the next one could not be told of yet.
 */
export const whyFrozen = (state: FrozenState, now: number, isBusy = false): string | null => {
  const silent = now - state.lastFrameAt;
  if (!isBusy && silent > Math.max(SILENT_AFTER_MS, SILENT_AFTER_PACES * (state.paceMs ?? 0)))
    return `no picture for ${(silent / 1000).toFixed(0)} s`;
  if (state.lastDigest !== null && state.lastDigest === state.frozenDigest)
    return 'still the picture on which it froze';
  return repeats(state, now) ? `the same picture for ${((now - state.sameSince) / 1000).toFixed(0)} s` : null;
};

const repeats = ({ live, sameSince, sameCount }: FrozenState, now: number): boolean =>
  live && sameCount >= FROZEN_AFTER_PICTURES && now - sameSince > FROZEN_AFTER_MS;
