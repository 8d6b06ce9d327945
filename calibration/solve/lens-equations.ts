/**
 * Residuals and normal equations of a homography behind a radial lens, in units of half the picture's diagonal about its centre.
 * Unknowns: h0 … h7 (h8 = 1), k1, k2. Frames: camera px as delivered → projector px, both scaled.
 */
import { straightScale } from '../lens.ts';

export const PARAMETERS = 10;

export interface ScaledPoints {
  readonly count: number;
  /** (seen − centre) / unitPx */
  readonly camera: Float64Array;
  /** projector px / unitPx */
  readonly projector: Float64Array;
  readonly confidence: Float32Array;
}

/** Measured minus mapped, x and y of each point. */
export const residualsOf = ({ count, camera, projector }: ScaledPoints, theta: Float64Array): Float64Array => {
  const residuals = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    const scale = straightScale(theta[8]!, theta[9]!, Math.hypot(camera[2 * i]!, camera[2 * i + 1]!));
    const x = camera[2 * i]! * scale;
    const y = camera[2 * i + 1]! * scale;
    const w = theta[6]! * x + theta[7]! * y + 1;
    residuals[2 * i] = projector[2 * i]! - (theta[0]! * x + theta[1]! * y + theta[2]!) / w;
    residuals[2 * i + 1] = projector[2 * i + 1]! - (theta[3]! * x + theta[4]! * y + theta[5]!) / w;
  }
  return residuals;
};

/** JᵀWJ (lower half) and JᵀWr with Tukey's weights of the given reach times each point's confidence. */
export const lensNormalEquations = (
  { count, camera, confidence }: ScaledPoints,
  theta: Float64Array,
  residuals: Float64Array,
  reach: number,
): { readonly a: Float64Array; readonly b: Float64Array } => {
  const a = new Float64Array(PARAMETERS * PARAMETERS);
  const b = new Float64Array(PARAMETERS);
  const ju = new Float64Array(PARAMETERS);
  const jv = new Float64Array(PARAMETERS);
  const [h0, h1, h2, h3, h4, h5, h6, h7, k1, k2] = theta as unknown as number[] as [
    ...[number, number, number, number, number],
    ...[number, number, number, number, number],
  ];
  for (let i = 0; i < count; i++) {
    const ru = residuals[2 * i]!;
    const rv = residuals[2 * i + 1]!;
    const inside = 1 - (ru * ru + rv * rv) / (reach * reach);
    if (inside <= 0) continue;
    const weight = inside * inside * confidence[i]!;
    const seen = Math.hypot(camera[2 * i]!, camera[2 * i + 1]!);
    const scale = straightScale(k1, k2, seen);
    const x = camera[2 * i]! * scale;
    const y = camera[2 * i + 1]! * scale;
    const w = h6 * x + h7 * y + 1;
    const u = (h0 * x + h1 * y + h2) / w;
    const v = (h3 * x + h4 * y + h5) / w;
    ju[0] = jv[3] = x / w;
    ju[1] = jv[4] = y / w;
    ju[2] = jv[5] = 1 / w;
    ju[6] = (-u * x) / w;
    ju[7] = (-u * y) / w;
    jv[6] = (-v * x) / w;
    jv[7] = (-v * y) / w;
    // r·(1 + k1 r² + k2 r⁴) = seen holds r as k changes: ∂r/∂k1 = −r³ / slope, and the point moves along its radius.
    const r2 = x * x + y * y;
    const slope = 1 + r2 * (3 * k1 + 5 * k2 * r2);
    const alongU = ((h0 - u * h6) * x + (h1 - u * h7) * y) / w;
    const alongV = ((h3 - v * h6) * x + (h4 - v * h7) * y) / w;
    ju[8] = (-r2 / slope) * alongU;
    jv[8] = (-r2 / slope) * alongV;
    ju[9] = ju[8] * r2;
    jv[9] = jv[8] * r2;
    for (let r = 0; r < PARAMETERS; r++) {
      const wu = weight * ju[r]!;
      const wv = weight * jv[r]!;
      for (let c = 0; c <= r; c++) a[r * PARAMETERS + c]! += wu * ju[c]! + wv * jv[c]!;
      b[r]! += wu * ru + wv * rv;
    }
  }
  return { a, b };
};
