/**
 * The vision worker's end of the accurate network: starts its thread, hands it doubtful lines, and says in one line why it cannot
 * be used. Without it the fast network reads alone.
 */
import type { FirstLook } from '../reading/read-again.ts';
import type { LineReading } from '../reading/reading.ts';
import type { FromAccurate, ToAccurate } from './accurate-messages.ts';
import type { SecondReader } from './second-look.ts';

/** The end of a thread as this file uses it; a Worker is one. */
export interface Thread {
  postMessage(message: ToAccurate): void;
  addEventListener(type: 'message', listener: (event: { readonly data: FromAccurate }) => void): void;
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
}

export interface AccuratePlace {
  readonly modelsUrl: string;
  readonly ortUrl: string;
  /** Name of the fast model, whose cascade names the accurate one. */
  readonly model: string;
}

export interface AccurateTrouble {
  /** model-corrupt is a fault that somebody must mend; anything else only means that lines are read once. */
  readonly code: 'model-missing' | 'model-corrupt' | null;
  /** One line. */
  readonly detail: string;
}

export interface StartedAccurate extends SecondReader {
  useVocabulary(text: string): void;
}

interface Question {
  readonly resolve: (readings: readonly LineReading[]) => void;
  readonly reject: (error: Error) => void;
}

/** The thread has died or could not load its files: another may answer. */
export class AccurateGone extends Error {
  override readonly name = 'AccurateGone';
}

/** `onTrouble` is told at most once, `onReady` when the network is loaded. Questions are refused with AccurateGone after trouble. */
export const startAccurate = (
  thread: Thread,
  place: AccuratePlace,
  onTrouble: (trouble: AccurateTrouble) => void,
  onReady: () => void,
): StartedAccurate => {
  const open = new Map<number, Question>();
  let tickets = 0;
  let ofUse = true;

  const giveUp = (code: AccurateTrouble['code'], why: string): void => {
    if (!ofUse) return;
    ofUse = false;
    onTrouble({ code, detail: `Doubtful lines are read once only: ${why}` });
    for (const { reject } of open.values()) reject(new AccurateGone(why));
    open.clear();
  };
  const take = (ticket: number): Question | undefined => {
    const question = open.get(ticket);
    open.delete(ticket);
    return question;
  };

  thread.addEventListener('message', ({ data }) => {
    switch (data.type) {
      case 'ready':
        if (ofUse) onReady();
        break;
      case 'failed':
        giveUp(data.code, data.detail);
        break;
      case 'readings':
        take(data.ticket)?.resolve(data.readings);
        break;
      case 'refused':
        take(data.ticket)?.reject(new Error(data.detail));
    }
  });
  thread.addEventListener('error', ({ message }) => giveUp(null, message || 'its worker could not be loaded'));
  thread.postMessage({ type: 'load', ...place });

  return {
    useVocabulary: (text) => thread.postMessage({ type: 'vocabulary', text }),
    read: (lines: readonly FirstLook[]) =>
      new Promise((resolve, reject) => {
        if (!ofUse) {
          reject(new AccurateGone('the accurate network cannot be used'));
          return;
        }
        const ticket = ++tickets;
        open.set(ticket, { resolve, reject });
        // Only what it needs: each line is copied on its way.
        const sent = lines.map(({ line, logits, text, confidence, prior }) => ({
          line,
          logits,
          text,
          confidence,
          prior,
        }));
        thread.postMessage({ type: 'read', ticket, lines: sent });
      }),
  };
};
