/**
 * Finds printed ruling: long, thin, straight lines across most of the sheet, along or across it, and the pixels that can be erased without
 * breaking the letters that cross them. Frame: canvas raster. Method: long thin runs of ink, chained end to end along a straight line.
 */

/** A run of ink this long and thin is part of a rule or of a very flat stroke. */
const RUN_MM = 5;
const THIN_MM = 1.3;
/** Runs join over gaps that a letter or a fold leaves. */
const GAP_MM = 14;
/** A rule covers this share of the sheet's width (or height), and its runs most of its own length. */
const SHEET_SHARE = 0.5;
const OWN_SHARE = 0.55;
/** Rules lie along the sheet: the steepest that is looked for. */
const STEEPEST = 0.05;
/** Looked for again when the ink has changed by this share. */
const RECHECK_SHARE = 0.02;

export interface RuleMap {
  /** Nonzero: this pixel is a rule's alone. */
  readonly erase: Uint8Array;
  /** Ink pixels when it was last looked for. */
  readonly checkedInk: number;
}

interface Run {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/** `before` is returned unchanged while the ink is nearly the same. */
export const findRules = (
  before: RuleMap,
  mask: Uint8Array,
  width: number,
  height: number,
  pxPerMm: number,
): RuleMap => {
  let ink = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) ink++;
  if (Math.abs(ink - before.checkedInk) <= RECHECK_SHARE * before.checkedInk) return before;
  const erase = new Uint8Array(mask.length);
  markAlong(mask, erase, width, height, width, 1, pxPerMm);
  markAlong(mask, erase, height, width, 1, width, pxPerMm);
  return { erase, checkedInk: ink };
};

/** One direction: `length` px along the rule, `across` px over it; index = row × rowStep + position × step. */
const markAlong = (
  mask: Uint8Array,
  erase: Uint8Array,
  length: number,
  across: number,
  rowStep: number,
  step: number,
  pxPerMm: number,
): void => {
  const thin = Math.max(2, Math.round(THIN_MM * pxPerMm));
  const shortest = Math.max(6, Math.round(RUN_MM * pxPerMm));
  const runs: Run[] = [];
  for (let row = 0; row < across; row++) {
    let from = -1;
    for (let x = 0; x <= length; x++) {
      const inked = x < length && mask[row * rowStep + x * step] !== 0;
      if (inked && from < 0) from = x;
      if (!inked && from >= 0) {
        if (x - from >= shortest) runs.push({ row, from, to: x - 1 });
        from = -1;
      }
    }
  }
  if (runs.length === 0) return;
  for (const chain of chainRuns(runs, GAP_MM * pxPerMm)) {
    const columns = new Uint8Array(length);
    let first = length;
    let last = 0;
    for (const run of chain) {
      columns.fill(1, run.from, run.to + 1);
      first = Math.min(first, run.from);
      last = Math.max(last, run.to);
    }
    let inked = 0;
    for (const c of columns) inked += c;
    if (last - first < SHEET_SHARE * length || inked < OWN_SHARE * (last - first)) continue;
    eraseChain(mask, erase, chain, { first, last, length, across, rowStep, step, thin });
  }
};

/** Groups runs that continue one another: near in row, overlapping or with a small gap. */
const chainRuns = (runs: readonly Run[], gap: number): Run[][] => {
  const parent = runs.map((_, i) => i);
  const root = (i: number): number => {
    let r = i;
    while (parent[r] !== r) r = parent[r]!;
    parent[i] = r;
    return r;
  };
  // Runs are sorted by row, so only the next few rows need looking at.
  for (let i = 0; i < runs.length; i++)
    for (let j = i + 1; j < runs.length; j++) {
      const a = runs[i]!;
      const b = runs[j]!;
      const apart = Math.max(0, Math.max(a.from, b.from) - Math.min(a.to, b.to));
      if (b.row - a.row > 1 + STEEPEST * gap) break;
      if (apart > gap || b.row - a.row > 1 + STEEPEST * apart) continue;
      parent[root(j)] = root(i);
    }
  const groups = new Map<number, Run[]>();
  runs.forEach((run, i) => {
    const r = root(i);
    const group = groups.get(r);
    if (group) group.push(run);
    else groups.set(r, [run]);
  });
  return [...groups.values()];
};

interface Lane {
  readonly first: number;
  readonly last: number;
  readonly length: number;
  readonly across: number;
  readonly rowStep: number;
  readonly step: number;
  readonly thin: number;
}

const eraseChain = (mask: Uint8Array, erase: Uint8Array, chain: readonly Run[], lane: Lane): void => {
  const { first, last, length, across, rowStep, step, thin } = lane;
  // Centre row of the rule at each position, straight between runs.
  const sum = new Float64Array(length);
  const count = new Uint16Array(length);
  for (const run of chain)
    for (let x = run.from; x <= run.to; x++) {
      sum[x]! += run.row;
      count[x]!++;
    }
  let known = first;
  let previous = sum[first]! / Math.max(1, count[first]!);
  const centre = new Float32Array(length);
  for (let x = first; x <= last; x++) {
    if (count[x] === 0) continue;
    const here = sum[x]! / count[x]!;
    for (let t = known; t <= x; t++) centre[t] = previous + ((here - previous) * (t - known)) / Math.max(1, x - known);
    known = x;
    previous = here;
  }
  const spans: { x: number; top: number; bottom: number }[] = [];
  const heights: number[] = [];
  for (let x = first; x <= last; x++) {
    const near = Math.round(centre[x]!);
    let at = -1;
    for (const t of [near, near - 1, near + 1, near - 2, near + 2])
      if (at < 0 && t >= 0 && t < across && mask[t * rowStep + x * step] !== 0) at = t;
    if (at < 0) continue;
    let top = at;
    let bottom = at;
    while (top > 0 && mask[(top - 1) * rowStep + x * step] !== 0) top--;
    while (bottom < across - 1 && mask[(bottom + 1) * rowStep + x * step] !== 0) bottom++;
    spans.push({ x, top, bottom });
    heights.push(bottom - top + 1);
  }
  heights.sort((a, b) => a - b);
  const thickness = heights[Math.floor(heights.length * 0.4)] ?? 0;
  // A thick band is a marker's line or an edge, not ruling.
  if (thickness === 0 || thickness > thin) return;
  for (const { x, top, bottom } of spans) {
    // Where a letter crosses, the run is higher than the rule: the crossing stays whole.
    if (bottom - top + 1 > thickness + 2) continue;
    // One px more on each side takes the rule's blurred rim out of the crop.
    for (let t = Math.max(0, top - 1); t <= Math.min(across - 1, bottom + 1); t++) erase[t * rowStep + x * step] = 1;
  }
};
