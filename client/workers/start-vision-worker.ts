/** The page's end of the vision worker: starts it, hands it a camera track's pictures, and starts it anew when it dies. */
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts';

/** Missing from TypeScript's DOM types (MediaStreamTrack Insertable Media Processing, section 2). */
declare class MediaStreamTrackProcessor {
  constructor(init: { track: MediaStreamTrack; maxBufferSize?: number });
  readonly readable: ReadableStream<VideoFrame>;
}

export interface VisionWorker {
  /** The pictures of `track` from now on; null = none. */
  feed(track: MediaStreamTrack | null): void;
  send(message: Exclude<ToWorker, { type: 'start' | 'stop' }>): void;
  stop(): void;
}

/** A worker that dies at once (a chunk that the server did not deliver) must not be restarted in a tight circle. */
const RESTART_MS = 2000;

export const startVisionWorker = (
  settings: () => WorkerSettings,
  onMessage: (message: FromWorker) => void,
  /** It died of `reason`; a new one is on its way. */
  onDeath: (reason: string) => void,
): VisionWorker => {
  let track: MediaStreamTrack | null = null;
  let worker = make();
  let stopped = false;

  function make(): Worker {
    const made = new Worker(new URL('./vision-worker.ts', import.meta.url), { type: 'module', name: 'vision' });
    made.addEventListener('message', (event: MessageEvent<FromWorker>) => onMessage(event.data));
    made.addEventListener('error', (event) => {
      event.preventDefault();
      made.terminate();
      if (stopped || worker !== made) return;
      onDeath(event.message || 'the vision worker could not be loaded');
      setTimeout(() => {
        if (stopped) return;
        worker = make();
        start();
      }, RESTART_MS);
    });
    made.postMessage({ type: 'settings', settings: settings() } satisfies ToWorker);
    return made;
  }

  function start(): void {
    if (!track) return;
    // One picture of buffer: what the worker has no time for is dropped here, so that it always sees the newest.
    const { readable } = new MediaStreamTrackProcessor({ track, maxBufferSize: 1 });
    const message: ToWorker = {
      type: 'start',
      frames: readable,
      settings: settings(),
      timeOrigin: performance.timeOrigin,
    };
    worker.postMessage(message, [readable]);
  }

  return {
    feed(next) {
      track = next;
      if (next) start();
      else worker.postMessage({ type: 'stop' } satisfies ToWorker);
    },
    send: (message) => worker.postMessage(message),
    stop() {
      stopped = true;
      worker.terminate();
    },
  };
};
