/** How good confidences are: expected calibration error over ten bins of equal mass, and the area under the ROC curve against "right". */

export interface Judged {
  readonly confidence: number;
  readonly right: boolean;
}

const BINS = 10;

export interface Bin {
  readonly lines: number;
  /** Means over the bin's lines: the confidence stated, the share that is right. */
  readonly stated: number;
  readonly right: number;
}

/** Ten bins of equal mass by rising confidence; empty ones are left out. */
export function binConfidence(judged: readonly Judged[]): Bin[] {
  const sorted = [...judged].sort((a, b) => a.confidence - b.confidence);
  return Array.from({ length: BINS }, (_, bin) => {
    const from = Math.floor((bin * sorted.length) / BINS);
    const part = sorted.slice(from, Math.floor(((bin + 1) * sorted.length) / BINS));
    const lines = Math.max(1, part.length);
    const stated = part.reduce((sum, { confidence }) => sum + confidence, 0) / lines;
    return { lines: part.length, stated, right: part.filter((line) => line.right).length / lines };
  }).filter(({ lines }) => lines > 0);
}

/** ece: 0 is perfect. auroc: 0.5 is chance, null where all lines are right or all wrong. */
export function scoreConfidence(judged: readonly Judged[]): { readonly ece: number; readonly auroc: number | null } {
  const ece = binConfidence(judged).reduce(
    (sum, { lines, stated, right }) => sum + (lines * Math.abs(stated - right)) / judged.length,
    0,
  );
  return { ece, auroc: areaUnderCurve([...judged].sort((a, b) => a.confidence - b.confidence)) };
}

/** Mann and Whitney's rank sum, ties shared. `sorted` by rising confidence. */
function areaUnderCurve(sorted: readonly Judged[]): number | null {
  const right = sorted.filter((line) => line.right).length;
  const wrong = sorted.length - right;
  if (right === 0 || wrong === 0) return null;
  let ranks = 0;
  for (let i = 0; i < sorted.length; ) {
    let end = i;
    while (end < sorted.length && sorted[end]!.confidence === sorted[i]!.confidence) end++;
    const rank = (i + end + 1) / 2;
    for (; i < end; i++) if (sorted[i]!.right) ranks += rank;
  }
  return (ranks - (right * (right + 1)) / 2) / (right * wrong);
}
