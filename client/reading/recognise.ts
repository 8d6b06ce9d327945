/**
 * Runs the reading network over normalised lines: ink maps in, logits per line out.
 * Lines are padded with blank paper on the right to a few fixed widths, so that a GPU meets few shapes, and lines of one
 * width go in one batch. The session is passed in as a plain function: this file knows no ONNX Runtime.
 */

/** 48 rows (LINE_HEIGHT) of ink, row-major, 0 = paper … 255 = ink. */
export interface InkLine {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Raw scores [frames, classes], row-major, before any softmax. Frame t covers ink columns [t·stride, (t + 1)·stride). */
export interface Logits {
  readonly frames: number;
  readonly classes: number;
  readonly data: Float32Array;
}

/** One pass of the network: input [batch, 1, height, width] with 0 … 1 (1 = ink), output [batch, frames, classes]. */
export type RunNetwork = (
  input: Float32Array,
  shape: { readonly batch: number; readonly height: number; readonly width: number },
) => Promise<Logits>;

export interface Network {
  readonly run: RunNetwork;
  readonly height: number;
  /** Ink columns a frame. */
  readonly stride: number;
  readonly classes: number;
}

/** Widths are rounded up to a multiple of this: 25 shapes up to the widest line, at most 63 columns of waste. */
export const WIDTH_BUCKET = 64;
/** Bounds the memory of a pass; more brings nothing on one WASM thread. */
const MAX_BATCH = 4;

/** The logits of every line, in the order given, without the padding's frames. Throws RangeError on a line of another height. */
export async function recognise(network: Network, lines: readonly InkLine[]): Promise<Logits[]> {
  const results: Logits[] = new Array(lines.length);
  for (const { width, indices } of planBatches(lines, network.height)) {
    const size = network.height * width;
    const input = new Float32Array(indices.length * size);
    indices.forEach((index, at) => {
      writeInk(input.subarray(at * size, (at + 1) * size), width, lines[index]!);
    });
    const output = await network.run(input, { batch: indices.length, height: network.height, width });
    const perLine = output.frames * output.classes;
    indices.forEach((index, at) => {
      const frames = Math.min(output.frames, Math.max(1, Math.ceil(lines[index]!.width / network.stride)));
      const [from, to] = [at * perLine, at * perLine + frames * output.classes];
      // A line that is alone keeps what the network gave; of a batch, none holds the others' memory.
      const data = indices.length === 1 ? output.data.subarray(from, to) : output.data.slice(from, to);
      results[index] = { frames, classes: output.classes, data };
    });
  }
  return results;
}

/** The padded width of a line. */
export const bucketWidth = (width: number): number => Math.max(1, Math.ceil(width / WIDTH_BUCKET)) * WIDTH_BUCKET;

function planBatches(lines: readonly InkLine[], height: number): { width: number; indices: number[] }[] {
  const batches: { width: number; indices: number[] }[] = [];
  const open = new Map<number, number[]>();
  lines.forEach((line, index) => {
    if (line.height !== height || line.data.length !== line.width * line.height)
      throw new RangeError(
        `a line must be ${height} rows of ink, found ${line.width}×${line.height} with ${line.data.length} bytes`,
      );
    const width = bucketWidth(line.width);
    const batch = open.get(width);
    if (batch !== undefined && batch.length < MAX_BATCH) batch.push(index);
    else {
      const indices = [index];
      open.set(width, indices);
      batches.push({ width, indices });
    }
  });
  return batches;
}

/** The share of full ink that each byte means. */
const SHARES = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

function writeInk(target: Float32Array, width: number, { width: inked, height, data }: InkLine): void {
  for (let y = 0; y < height; y++)
    for (let at = y * inked, end = at + inked, to = y * width; at < end; at++, to++) target[to] = SHARES[data[at]!]!;
}
