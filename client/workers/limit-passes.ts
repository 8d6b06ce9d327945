/**
 * A network whose passes end: a GPU whose driver hangs never answers, and whoever waits for it would read nothing for months.
 * The pass that never came is an error like any other; what to read on then is decided by choose-network.ts.
 */
import type { Network } from '../reading/recognise.ts';

/** A pass takes 5 to 30 ms, the first one, which compiles its shaders, some seconds on a slow machine. */
export const LONGEST_PASS_MS = 20_000;

export const limitPasses = (network: Network, limitMs: number = LONGEST_PASS_MS): Network => ({
  ...network,
  run: (input, shape) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer within ${limitMs / 1000} s`)), limitMs);
      network
        .run(input, shape)
        .then(resolve, reject)
        .finally(() => clearTimeout(timer));
    }),
});
