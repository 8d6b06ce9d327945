/**
 * How long a picture keeps the worker from the next one: from when it was there until the worker is free again. Copying it, every stage, drawing, and
 * what of the reading runs on the same thread in between are in it; waiting for the camera, and for a GPU that reads beside, are not. Times: ms.
 */
export interface FrameClock {
  /** A picture is there. Another one before `free`: the first is not looked at. */
  taken(): void;
  /** The worker can take the next picture. */
  free(): void;
  /** Of the last picture that was done with; null before the first, and after one that was never there. */
  readonly last: number | null;
}

export const createFrameClock = (now: () => number): FrameClock => {
  let since: number | null = null;
  let last: number | null = null;
  return {
    taken: () => {
      since = now();
    },
    free: () => {
      last = since === null ? null : now() - since;
      since = null;
    },
    get last() {
      return last;
    },
  };
};
