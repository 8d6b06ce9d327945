/**
 * Text or drawing: whether what was decoded is writing at all.
 * The network is trained to say nothing about doodles, arrows and frames; what it says of other drawings is unsure and
 * sparse. In: one decoded line and its width in ink columns.
 */
import type { Decoded } from './decode-ctc.ts';

/** Characters a hundred ink columns below which a shape is no common writing: that is normalised to about 8. */
const SPARSE = 2.5;
/** Mean log probability of the characters below which a sparse decoding is a guess. Of 514 dev lines one is sparse at all. */
const SPARSE_MEAN = -0.4;
/** Characters up to which a decoding is short: a ring reads as o, a stroke as l. */
const SHORT = 3;
/** The same for a short one. */
const SHORT_MEAN = -0.7;
/** Below this any decoding is a guess (e^-1.35 ≈ 0.26): no dev line of a legible hand, a sixth of the doodles. */
const HOPELESS_MEAN = -1.35;

/** Null for text; for a drawing, how sure that is (0.5 … 1). */
export function tellDrawing(decoded: Decoded, width: number): { readonly confidence: number } | null {
  const { length, mean } = decoded.features;
  if (length === 0) return { confidence: Math.max(0.5, Math.exp(decoded.features.network)) };
  const density = (100 * length) / Math.max(1, width);
  if (mean < HOPELESS_MEAN || (density < SPARSE && mean < SPARSE_MEAN) || (length <= SHORT && mean < SHORT_MEAN))
    return { confidence: Math.max(0.5, 1 - Math.exp(mean)) };
  return null;
}
