/** How good confidences are: expected calibration error over ten bins of equal mass, and the area under the ROC curve against "right". */

export interface Judged {
  readonly confidence: number;
  readonly right: boolean;
}

const BINS = 10;

/** ece: 0 is perfect. auroc: 0.5 is chance, null where all lines are right or all wrong. */
export function scoreConfidence(judged: readonly Judged[]): { readonly ece: number; readonly auroc: number | null } {
  const sorted = [...judged].sort((a, b) => a.confidence - b.confidence);
  let ece = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const from = Math.floor((bin * sorted.length) / BINS);
    const part = sorted.slice(from, Math.floor(((bin + 1) * sorted.length) / BINS));
    if (part.length === 0) continue;
    const promised = part.reduce((sum, { confidence }) => sum + confidence, 0);
    const right = part.filter((line) => line.right).length;
    ece += Math.abs(promised - right) / sorted.length;
  }
  return { ece, auroc: areaUnderCurve(sorted) };
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
