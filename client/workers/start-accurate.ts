/**
 * The vision worker's end of the accurate network: starts its thread once there is something for it to do, hands it lines, and
 * says in one line why it cannot be used. Without it the fast network reads alone.
 */
import type { InkLine, Logits } from '../reading/recognise.ts';
import type { FromAccurate, ToAccurate } from './accurate-messages.ts';
import type { AccurateNetwork } from './second-look.ts';

/** The end of a thread as this file uses it; a Worker is one. */
export interface Thread {
  postMessage(message: ToAccurate, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: { readonly data: FromAccurate }) => void): void;
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
}

export interface AccuratePlace {
  readonly modelsUrl: string;
  readonly ortUrl: string;
  /** Name in models/manifest.json. */
  readonly model: string;
  /** What the fast network gives: the other must give the same shape. */
  readonly expected: { readonly height: number; readonly stride: number; readonly classes: number };
}

export interface AccurateTrouble {
  /** model-corrupt is a fault that somebody must mend; anything else only means that lines are read once. */
  readonly code: 'model-missing' | 'model-corrupt' | null;
  /** One line. */
  readonly detail: string;
}

export interface StartedAccurate extends AccurateNetwork {
  /** True until it turned out that it cannot be used. */
  readonly isOfUse: () => boolean;
}

export const startAccurate = (
  thread: Thread,
  { modelsUrl, ortUrl, model, expected }: AccuratePlace,
  onTrouble: (trouble: AccurateTrouble) => void,
): StartedAccurate => {
  const open = new Map<number, { resolve: (logits: readonly Logits[]) => void; reject: (error: Error) => void }>();
  let tickets = 0;
  let ofUse = true;

  const giveUp = (trouble: AccurateTrouble): void => {
    if (!ofUse) return;
    ofUse = false;
    onTrouble({ ...trouble, detail: `Doubtful lines are read once only: ${trouble.detail}` });
    for (const { reject } of open.values()) reject(new Error(trouble.detail));
    open.clear();
  };
  const settle = (
    ticket: number,
  ): { resolve: (logits: readonly Logits[]) => void; reject: (error: Error) => void } | undefined => {
    const found = open.get(ticket);
    open.delete(ticket);
    return found;
  };

  thread.addEventListener('message', ({ data }) => {
    switch (data.type) {
      case 'ready': {
        const { height, stride, classes } = data;
        if (height !== expected.height || stride !== expected.stride || classes !== expected.classes)
          giveUp({
            code: 'model-corrupt',
            detail:
              `${model}: expected lines of ${expected.height} rows, ${expected.stride} columns a frame and ${expected.classes} classes, ` +
              `as the fast network has, found ${height}, ${stride} and ${classes}`,
          });
        break;
      }
      case 'failed':
        giveUp({ code: data.code, detail: data.detail });
        break;
      case 'logits':
        settle(data.ticket)?.resolve(data.logits);
        break;
      case 'refused':
        settle(data.ticket)?.reject(new Error(data.detail));
    }
  });
  thread.addEventListener('error', ({ message }) => {
    giveUp({ code: null, detail: message || 'its worker could not be loaded' });
  });
  thread.postMessage({ type: 'load', modelsUrl, ortUrl, model }, []);

  return {
    isOfUse: () => ofUse,
    read: (lines: readonly InkLine[]) =>
      new Promise((resolve, reject) => {
        if (!ofUse) {
          reject(new Error('the accurate network cannot be used'));
          return;
        }
        const ticket = ++tickets;
        open.set(ticket, { resolve, reject });
        // Copies: the fast reading's previews still look at the lines.
        const sent = lines.map(({ width, height, data }) => ({ width, height, data: data.slice() }));
        thread.postMessage(
          { type: 'read', ticket, lines: sent },
          sent.map(({ data }) => data.buffer),
        );
      }),
  };
};
