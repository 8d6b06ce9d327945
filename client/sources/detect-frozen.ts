/**
 * Tells a frozen camera from a live one by the pictures' digests alone.
 * A sensor's noise makes every picture differ, so a camera that was live and then repeats one picture is frozen, and so is
 * one from which no picture comes at all. A source that has always repeated one picture (a still photo played as a clip)
 * was never live and is believed. After a restart, the picture on which it froze still counts as frozen.
 */
export interface FrozenState {
  readonly lastDigest: number | null;
  /** ms when the present run of one and the same picture began. */
  readonly sameSince: number;
  /** ms when the present run of ever-changing pictures began; null while one repeats. */
  readonly changingSince: number | null;
  /** Has changed with every picture for long enough to be taken for a live sensor. */
  readonly live: boolean;
  /** Picture on which it froze, kept over restarts. */
  readonly frozenDigest: number | null;
  readonly lastFrameAt: number;
}

/** The same picture for longer than this is a frozen camera. */
export const FROZEN_AFTER_MS = 3000;
/** No picture for longer than this: a busy machine holds them up for seconds. */
export const SILENT_AFTER_MS = 6000;
/** Every picture new for this long: sensor noise, and not somebody's animation. */
const LIVE_AFTER_MS = 2000;

export const startWatching = (now: number, frozenDigest: number | null = null): FrozenState => ({
  lastDigest: null,
  sameSince: now,
  changingSince: null,
  live: false,
  frozenDigest,
  lastFrameAt: now,
});

/** Opened anew at `now` because it counted as frozen. One that went silent has no picture to be known by. */
export const watchAgain = (state: FrozenState, now: number): FrozenState => {
  const repeats = state.live && now - state.sameSince > FROZEN_AFTER_MS && now - state.lastFrameAt <= FROZEN_AFTER_MS;
  return startWatching(now, repeats ? state.lastDigest : state.frozenDigest);
};

/** After one more picture at `now`. */
export const seeFrame = (state: FrozenState, digest: number, now: number): FrozenState => {
  if (digest === state.lastDigest) return { ...state, changingSince: null, lastFrameAt: now };
  const changingSince = state.changingSince ?? now;
  return {
    lastDigest: digest,
    sameSince: now,
    changingSince,
    live: state.live || now - changingSince >= LIVE_AFTER_MS,
    frozenDigest: digest === state.frozenDigest ? state.frozenDigest : null,
    lastFrameAt: now,
  };
};

/**
 * Why it counts as frozen at `now`, in words for people; null while it does not. `isBusy`: a picture is being looked at, so
 * that the next one could not be told of yet.
 */
export const whyFrozen = (state: FrozenState, now: number, isBusy = false): string | null => {
  const silent = now - state.lastFrameAt;
  if (silent > SILENT_AFTER_MS && !isBusy) return `no picture for ${(silent / 1000).toFixed(0)} s`;
  if (state.lastDigest !== null && state.lastDigest === state.frozenDigest)
    return 'still the picture on which it froze';
  const same = now - state.sameSince;
  if (state.live && state.lastDigest !== null && same > FROZEN_AFTER_MS)
    return `the same picture for ${(same / 1000).toFixed(0)} s`;
  return null;
};
