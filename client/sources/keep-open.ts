/**
 * Keeps one source open: opens it, notices when it ends, is refused or freezes, says so as a fault, and tries again by
 * itself when the cause may be gone. Out: one MediaStream after another, and the faults that hold now.
 * Time, timers and the events of the machine are passed in.
 */
import type { FaultReport } from '../publish/fold-faults.ts';
import { type FrozenState, seeFrame, startWatching, watchAgain, whyFrozen } from './detect-frozen.ts';
import { type FrameSource, SourceError } from './frame-source.ts';

export interface KeepOpenEnvironment {
  readonly now: () => number;
  /** Calls back once after ms; returns how to cancel it. */
  readonly after: (ms: number, then: () => void) => () => void;
  /** False while missing pictures mean nothing: the worker still loads, or a hidden tab pauses a video. */
  readonly isWatched: () => boolean;
  /** A picture is being looked at just now: that no other is told of means nothing. */
  readonly isBusy: () => boolean;
  /** Calls back whenever a camera may have come back (devices changed, permission granted); returns how to stop it. */
  readonly onHope: (then: () => void) => () => void;
}

export interface KeepOpenCallbacks {
  readonly onStream: (stream: MediaStream) => void;
  readonly onFaults: (faults: readonly FaultReport[]) => void;
}

export interface KeptSource {
  /** Another picture has come: its digest tells a frozen camera from a live one. */
  sawFrame(digest: number): void;
  /** Opens it anew at once: after “Try again”, or with another choice. */
  reopen(): void;
  stop(): void;
}

/** A camera that came back is picked up within this, even where the browser tells of no change. */
const RETRY_MS = 2000;
const CHECK_MS = 1000;
/** Restarts of a frozen camera: at once, then ever more rarely, so that a dead one is not hammered. */
const FROZEN_RESTARTS_MS = [0, 5000, 10_000, 30_000] as const;

export const keepOpen = (
  makeSource: () => FrameSource | Promise<FrameSource>,
  environment: KeepOpenEnvironment,
  { onStream, onFaults }: KeepOpenCallbacks,
): KeptSource => {
  const { now, after, onHope } = environment;
  /** Grows with each opening: whatever an earlier one still does is no longer heard. */
  let opening = 0;
  let source: FrameSource | null = null;
  let waiting = false;
  let cancelRetry = (): void => {};
  let frozen: FrozenState | null = null;
  /** Told as a fault, and no new picture since. */
  let isFrozen = false;
  let restarts = 0;
  let restartedAt = Number.NEGATIVE_INFINITY;

  const retryAfter = (ms: number): void => {
    cancelRetry();
    cancelRetry = after(ms, open);
  };

  const open = async (): Promise<void> => {
    const mine = ++opening;
    cancelRetry();
    waiting = false;
    source?.close();
    source = null;
    try {
      const made = await makeSource();
      if (mine !== opening) return;
      source = made;
      const stream = await made.open();
      if (mine !== opening) {
        made.close();
        return;
      }
      const track = stream.getVideoTracks()[0];
      if (!track) throw new SourceError('ended', 'the stream holds no picture');
      track.addEventListener('ended', () => {
        if (mine === opening) fail(new SourceError('ended', `${made.label} stopped`));
      });
      frozen = startWatching(now(), frozen?.frozenDigest ?? null);
      if (!isFrozen) onFaults([]);
      onStream(stream);
    } catch (error) {
      if (mine === opening) fail(error);
    }
  };

  const fail = (error: unknown): void => {
    source?.close();
    source = null;
    frozen = null;
    isFrozen = false;
    waiting = true;
    onFaults([faultOf(error)]);
    // A refusal stands until somebody changes their mind; asking again and again would only be a nuisance.
    const failure = error instanceof SourceError ? error.failure : 'ended';
    if (failure !== 'refused' && failure !== 'unsupported') retryAfter(RETRY_MS);
  };

  const checkFrozen = (): void => {
    if (frozen && !waiting && !environment.isWatched()) frozen = startWatching(now(), frozen.frozenDigest);
    else if (frozen && !waiting) {
      const why = whyFrozen(frozen, now(), environment.isBusy());
      if (why === null) {
        if (frozen.live) restarts = 0;
      } else {
        isFrozen = true;
        onFaults([{ code: 'camera-frozen', detail: why }]);
        const pause = FROZEN_RESTARTS_MS[Math.min(restarts, FROZEN_RESTARTS_MS.length - 1)]!;
        if (now() - restartedAt >= pause) {
          restarts += 1;
          restartedAt = now();
          frozen = watchAgain(frozen, now());
          void open();
        }
      }
    }
    cancelCheck = after(CHECK_MS, checkFrozen);
  };

  let cancelCheck = after(CHECK_MS, checkFrozen);
  const stopHoping = onHope(() => {
    if (waiting) void open();
  });
  void open();

  return {
    sawFrame(digest) {
      if (!frozen || waiting) return;
      frozen = seeFrame(frozen, digest, now());
      if (!isFrozen || whyFrozen(frozen, now()) !== null) return;
      isFrozen = false;
      onFaults([]);
    },
    reopen() {
      frozen = null;
      isFrozen = false;
      restarts = 0;
      void open();
    },
    stop() {
      opening += 1;
      cancelRetry();
      cancelCheck();
      stopHoping();
      source?.close();
      source = null;
    },
  };
};

const faultOf = (error: unknown): FaultReport => {
  const detail = error instanceof Error ? error.message : String(error);
  const failure = error instanceof SourceError ? error.failure : null;
  if (failure === 'refused') return { code: 'camera-refused', detail };
  if (failure === 'busy') return { code: 'camera-busy', detail };
  if (failure === 'unsupported') return { code: 'camera-unusable', detail };
  return { code: 'camera-unplugged', detail };
};
