/**
 * Text or drawing: whether what was decoded is writing at all.
 * The network is trained to say nothing about doodles, arrows and frames; what it says of other drawings is unsure and
 * sparse. In: one decoded line and its width in ink columns.
 */
import type { Decoded } from './decode-ctc.ts';

/** Characters a hundred ink columns below which a shape is no writing: writing is normalised to about 8. */
const SPARSE = 1.5;
/** Mean log probability of the characters below which a sparse or short decoding is a guess (e^-0.9 ≈ 0.4). */
const UNSURE_MEAN = -0.9;
/** Below this even a dense decoding is a guess (e^-1.6 ≈ 0.2). */
const HOPELESS_MEAN = -1.6;

/** Null for text; for a drawing, how sure that is (0.5 … 1). */
export function tellDrawing(decoded: Decoded, width: number): { readonly confidence: number } | null {
  const { length, mean } = decoded.features;
  if (length === 0) return { confidence: Math.max(0.5, Math.exp(decoded.features.network)) };
  const density = (100 * length) / Math.max(1, width);
  if (mean < HOPELESS_MEAN || ((density < SPARSE || length < 3) && mean < UNSURE_MEAN))
    return { confidence: Math.max(0.5, 1 - Math.exp(mean)) };
  return null;
}
