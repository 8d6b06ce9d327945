/** What the vision worker and the accurate network's worker say to each other. Lines and readings only; nothing here is a picture. */
import type { FirstLook } from '../reading/read-again.ts';
import type { LineReading } from '../reading/reading.ts';

export type ToAccurate =
  /** `model`: the fast one, whose cascade names the accurate one. */
  | { readonly type: 'load'; readonly modelsUrl: string; readonly ortUrl: string; readonly model: string }
  /** The user's own words, as plain text. */
  | { readonly type: 'vocabulary'; readonly text: string }
  | { readonly type: 'read'; readonly ticket: number; readonly lines: readonly FirstLook[] };

export type FromAccurate =
  /** The network is loaded. */
  | { readonly type: 'ready' }
  /** It cannot be used: `code` is that of a ModelError, null for anything else. */
  | { readonly type: 'failed'; readonly code: 'model-missing' | 'model-corrupt' | null; readonly detail: string }
  | { readonly type: 'readings'; readonly ticket: number; readonly readings: readonly LineReading[] }
  | { readonly type: 'refused'; readonly ticket: number; readonly detail: string };
