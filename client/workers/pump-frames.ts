/**
 * Reads a stream of camera pictures and keeps only the newest: a pipeline that is slower than the camera then always sees the
 * present, and not a queue. In: a stream of VideoFrame. Out: the newest, one at a time; whoever takes one closes it.
 */
export interface FramePump {
  /** The newest picture that nobody has taken, as soon as there is one; null when the stream has ended or was stopped. */
  take(): Promise<VideoFrame | null>;
  /** Ends it and frees what was not taken. */
  stop(): void;
}

type Closable = Pick<VideoFrame, 'close'>;

/** `onFirst` is called once, when the first picture arrives, whether or not somebody waits for it. */
export const pumpFrames = (frames: ReadableStream<VideoFrame>, onFirst: () => void): FramePump => {
  const reader = frames.getReader();
  let newest: VideoFrame | null = null;
  let ended = false;
  let first = true;
  let wake: (() => void) | null = null;

  const notify = (): void => {
    wake?.();
    wake = null;
  };

  const pump = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || ended) {
        (value as Closable | undefined)?.close();
        break;
      }
      if (first) onFirst();
      first = false;
      newest?.close();
      newest = value;
      notify();
    }
  };
  const finish = (): void => {
    ended = true;
    notify();
  };
  pump().then(finish, finish);

  return {
    async take() {
      while (newest === null && !ended)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      const taken = newest;
      newest = null;
      if (!ended) return taken;
      taken?.close();
      return null;
    },
    stop() {
      ended = true;
      newest?.close();
      newest = null;
      reader.cancel().catch(() => {});
      notify();
    },
  };
};
