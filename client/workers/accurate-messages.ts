/** What the vision worker and the accurate network's worker say to each other. Lines and logits only; buffers are transferred. */
import type { InkLine, Logits } from '../reading/recognise.ts';
import type { Backend } from './load-ort.ts';

export type ToAccurate =
  | { readonly type: 'load'; readonly modelsUrl: string; readonly ortUrl: string; readonly model: string }
  | { readonly type: 'read'; readonly ticket: number; readonly lines: readonly InkLine[] };

export type FromAccurate =
  | {
      readonly type: 'ready';
      readonly backend: Backend;
      readonly height: number;
      readonly stride: number;
      readonly classes: number;
    }
  /** It cannot be used: `code` is that of a ModelError, null for anything else. */
  | { readonly type: 'failed'; readonly code: 'model-missing' | 'model-corrupt' | null; readonly detail: string }
  | { readonly type: 'logits'; readonly ticket: number; readonly logits: readonly Logits[] }
  | { readonly type: 'refused'; readonly ticket: number; readonly detail: string };
