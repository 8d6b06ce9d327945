/** Which messages of a sender's epoch the server already has: each is taken once and in order. */

export type Verdict = 'next' | 'duplicate' | { readonly gapAfter: number };

export interface DeliveryOrder {
  /** At join: a sender that is unknown, as after a restart of the server, goes on from where it says. Gives the last number taken. */
  join(sender: string, epoch: string, resumeFrom: number): number;
  /** Judges `seq`, and takes it where it is the next one. */
  take(sender: string, epoch: string, seq: number): Verdict;
}

/** Epochs remembered: far more pages than can be waiting to reconnect. The longest silent one is forgotten first. */
const EPOCH_LIMIT = 2_000;

export const createDeliveryOrder = (): DeliveryOrder => {
  const last = new Map<string, number>();
  const key = (sender: string, epoch: string): string => JSON.stringify([sender, epoch]);
  const remember = (k: string, seq: number): void => {
    last.delete(k);
    last.set(k, seq);
    if (last.size > EPOCH_LIMIT) last.delete(last.keys().next().value!);
  };
  return {
    join: (sender, epoch, resumeFrom) => {
      const k = key(sender, epoch);
      const seq = Math.max(last.get(k) ?? 0, resumeFrom - 1);
      remember(k, seq);
      return seq;
    },
    take: (sender, epoch, seq) => {
      const k = key(sender, epoch);
      const known = last.get(k) ?? 0;
      if (seq <= known) return 'duplicate';
      if (seq > known + 1) return { gapAfter: known };
      remember(k, seq);
      return 'next';
    },
  };
};
