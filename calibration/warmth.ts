/** Error as warmth: one scale for the wall and for the wizard's plan. mm in, sRGB out; right is a cool blue-grey that is still seen in a lit room, off is light, then fault. */

/** Ends of the scale, mm: the first that all errors stay below. */
const SCALES = [0.5, 1, 2, 5, 10, 20, 50];
const WARMTH = [
  [0, [64, 104, 112]],
  [0.35, [150, 128, 84]],
  [0.7, [255, 208, 138]],
  [1, [255, 122, 89]],
] as const;

/** `errors` in mm; null where nothing was measured. */
export const scaleEnd = (errors: readonly (number | null)[]): number => {
  const most = Math.max(0, ...errors.map((e) => e ?? 0));
  return SCALES.find((end) => most <= end) ?? most;
};

/** `share` of the scale, 0 … 1, as a CSS colour. */
export const warmthOf = (share: number): string => {
  const s = Math.min(1, Math.max(0, share));
  const above = Math.max(
    1,
    WARMTH.findIndex(([at]) => at >= s),
  );
  const [from, low] = WARMTH[above - 1]!;
  const [to, high] = WARMTH[above]!;
  const t = (s - from) / (to - from);
  return `rgb(${low.map((v, i) => Math.round(v + (high[i]! - v) * t)).join(' ')})`;
};
