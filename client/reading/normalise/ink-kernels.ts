/**
 * The loops over all pixels of a line as one WebAssembly module with one memory, opened when the first line comes. Every stage that uses
 * them has the same in JavaScript, for runtimes without 128-bit vectors, and a test holds both to the same bits.
 */
import { openKernels, type Room } from '../open-kernels.ts';
import { type AddSamples, addSamples, type ToBytes, toBytes } from './sample-kernels.ts';
import { type WeighColumns, type WeighRows, weighColumns, weighRows } from './shrink-kernels.ts';
import { type FlattenRow, flattenRow, type Stretch, stretch } from './tone-kernels.ts';

export interface InkKernels {
  readonly weighRows: WeighRows;
  readonly weighColumns: WeighColumns;
  readonly flattenRow: FlattenRow;
  readonly stretch: Stretch;
  readonly addSamples: AddSamples;
  readonly toBytes: ToBytes;
  readonly room: Room;
}

let opened: InkKernels | null | undefined;

/** null where the runtime has no 128-bit vectors. */
export function inkKernels(): InkKernels | null {
  if (opened === undefined) opened = open();
  return opened;
}

function open(): InkKernels | null {
  const found = openKernels([weighRows, weighColumns, flattenRow, stretch, addSamples, toBytes]);
  return found && { ...(found.exports as Omit<InkKernels, 'room'>), room: found.room };
}
