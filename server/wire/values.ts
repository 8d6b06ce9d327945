/** What the messages are made of: names, numbers, points, sizes and bytes, each with the bounds that every page may rely on. */
import { z } from 'zod';

export const finite = z.number().refine(Number.isFinite, 'must be a finite number');
export const name = z
  .string()
  .regex(/^(?!\.)[\p{L}\p{N}_.-]{1,64}$/u, 'must be 1 to 64 letters, digits, "_", "." or "-", no "." in front');
export const id = z.string().min(1).max(64);
export const unit = finite.min(0).max(1);
export const point = z.object({ x: finite, y: finite });
export const quad = z.tuple([point, point, point, point]);
export const size = z.object({ width: finite.positive(), height: finite.positive() });
export const box = z.object({ x: finite, y: finite, width: finite.min(0), height: finite.min(0) });
export const sheet = z.object({ widthMm: finite.positive(), heightMm: finite.positive() });

/** Bytes as Socket.IO delivers them: ArrayBuffer in a browser, Buffer (a Uint8Array) in Node. */
export type Bytes = ArrayBuffer | Uint8Array;
export const bytes = z.custom<Bytes>((v) => v instanceof ArrayBuffer || v instanceof Uint8Array, 'must be binary');

/** The float32 numbers in `data`, copied so that alignment never matters. Throws RangeError on a length that is no multiple of 4. */
export const floatsOf = (data: Bytes): Float32Array => {
  // A Buffer's own slice() would share its pool; a new Uint8Array copies exactly these bytes.
  return new Float32Array(new Uint8Array(data).buffer);
};

export const byteLengthOf = (data: Bytes): number => data.byteLength;
