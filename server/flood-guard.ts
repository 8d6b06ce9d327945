/** Tells a page that works from a loop gone wild: counts messages by the second. */

/** A camera page sends some 15 a second; hundreds for a whole second are a bug. */
export const MESSAGES_PER_SECOND_LIMIT = 1_000;

/** A function to call at each message; true = too many in this second. `now` in ms. */
export const createFloodGuard = (): ((now: number) => boolean) => {
  let second = 0;
  let count = 0;
  return (now) => {
    const current = Math.floor(now / 1000);
    count = current === second ? count + 1 : 1;
    second = current;
    return count > MESSAGES_PER_SECOND_LIMIT;
  };
};
