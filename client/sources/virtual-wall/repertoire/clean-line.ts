/**
 * Scan of one handwritten line → ink alone: paper white out, printed rules out, neighbours' fragments and specks out, trimmed.
 * Frame: px of the scan, which the result keeps up to the trim. Rules are found as near-horizontal lines that most columns share, and
 * are taken out where nothing crosses them (after Cao, Prasad & Natarajan, "A stroke regeneration method for cleaning rule-lines", 2009).
 */
import { labelComponents } from '../label-components.ts';

export interface GreyScan {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}
export interface CleanLine {
  readonly width: number;
  readonly height: number;
  /** Ink, 0 = none … 255 = full. */
  readonly coverage: Uint8Array;
  /** Height in px of the band that holds the bodies of the letters. */
  readonly xHeight: number;
}

/** Ink above this share counts as ink for shape. */
const SOLID = 90;
/** A rule runs through at least this share of the columns. */
const RULE_SHARE = 0.5;
/** Rules of these scans rise or fall by at most this share of the line's length, and are at most so thick. */
const MAX_RULE_SLOPE = 0.025;
const MAX_RULE_PX = 6;
/** Where strokes lie along a rule they are darker than it by this factor and amount. */
const INK_OVER_RULE = 1.3;
const INK_OVER_RULE_LEVELS = 25;
const INK_SHARE = 0.45;
/** One below the writing, one above, one that is torn in two. */
const MOST_RULES = 3;
/** A piece of rule that was left is flatter than a dot. */
const REMNANT_ASPECT = 2.2;
const SPECK_PX = 14;
const TRIM_PX = 3;

export const cleanLine = (scan: GreyScan): CleanLine => {
  const { width, height } = scan;
  const coverage = coverageOf(scan);
  const rules: Rule[] = [];
  while (rules.length < MOST_RULES) {
    const rule = removeRule(coverage, width, height);
    if (rule === null) break;
    rules.push(rule);
  }
  removeStrays(coverage, width, height, rules);
  return trim(coverage, width, height);
};

/** Paper to 0; what is as dark as INK_SHARE of the ink, or darker, to 255: a wall is written on with a marker, not a ballpoint. */
const coverageOf = ({ data }: GreyScan): Uint8Array => {
  const bins = new Int32Array(256);
  for (const v of data) bins[v]!++;
  let paper = 255;
  for (let seen = 0; seen < data.length / 2; paper--) seen += bins[paper]!;
  const limit = paper - 50;
  let inked = 0;
  for (let v = 0; v < limit; v++) inked += bins[v]!;
  let ink = 0;
  for (let seen = bins[0]!; seen < inked * INK_SHARE; ) seen += bins[++ink]!;
  const white = paper - 22;
  return Uint8Array.from(data, (v) =>
    Math.round(Math.min(1, Math.max(0, (white - v) / Math.max(30, white - ink))) * 255),
  );
};

/** A line y = level + slope · (x − width / 2). */
interface Rule {
  readonly level: number;
  readonly slope: number;
}

/** Takes the strongest rule out and says where it was; null when there is none. */
const removeRule = (coverage: Uint8Array, width: number, height: number): Rule | null => {
  const faint = 40;
  let best = { share: 0, y: 0, slope: 0 };
  for (let slope = -MAX_RULE_SLOPE; slope <= MAX_RULE_SLOPE + 1e-9; slope += MAX_RULE_SLOPE / 12)
    for (let y = 2; y < height - 2; y++) {
      let on = 0;
      for (let x = 0; x < width; x += 2) {
        const row = Math.round(y + slope * (x - width / 2));
        if (row < 0 || row >= height) continue;
        if (coverage[row * width + x]! > faint) on++;
      }
      const share = on / Math.ceil(width / 2);
      if (share > best.share) best = { share, y, slope };
    }
  if (best.share < RULE_SHARE) return null;
  const runs: { x: number; top: number; bottom: number; dark: number }[] = [];
  for (let x = 0; x < width; x++) {
    const level = best.y + best.slope * (x - width / 2);
    // The run of ink that this column has at the rule; a long one is a stroke that crosses.
    const hit = [0, -1, 1, -2, 2]
      .map((dy) => Math.round(level) + dy)
      .find((row) => (coverage[row * width + x] ?? 0) > faint);
    if (hit === undefined || hit < 0 || hit >= height) continue;
    let top = hit;
    let bottom = hit;
    while (top > 0 && coverage[(top - 1) * width + x]! > faint) top--;
    while (bottom < height - 1 && coverage[(bottom + 1) * width + x]! > faint) bottom++;
    let dark = 0;
    for (let y = top; y <= bottom; y++) dark = Math.max(dark, coverage[y * width + x]!);
    if (bottom - top + 1 <= MAX_RULE_PX) runs.push({ x, top, bottom, dark });
  }
  const usual = runs.map((run) => run.dark).sort((a, b) => a - b)[runs.length >> 1] ?? 0;
  const remove: number[] = [];
  for (const { x, top, bottom, dark } of runs)
    if (dark < Math.min(250, usual * INK_OVER_RULE + INK_OVER_RULE_LEVELS))
      for (let y = Math.max(0, top - 1); y <= Math.min(height - 1, bottom + 1); y++) remove.push(y * width + x);
  for (const i of remove) coverage[i] = 0;
  return { level: best.y, slope: best.slope };
};

/** Takes out specks, pieces of rules, and pieces of the lines above and below: what touches the crop's top or bottom without reaching the letters' bodies. */
const removeStrays = (coverage: Uint8Array, width: number, height: number, rules: readonly Rule[]): void => {
  const body = bodyOf(coverage, width, height);
  const { labels, components } = labelComponents(coverage, width, height, 60);
  const drop = components.map((c) => {
    const reachesBody = c.bottom >= body.top && c.top <= body.bottom;
    const onEdge = c.top <= 1 || c.bottom >= height - 2;
    const flat = c.bottom - c.top < 5 && c.right - c.left > 2.5 * (c.bottom - c.top + 1) && !reachesBody;
    const middle = (c.top + c.bottom) / 2;
    const onRule = rules.some((r) => Math.abs(r.level + r.slope * ((c.left + c.right - width) / 2) - middle) < 5);
    const remnant =
      onRule && c.bottom - c.top < MAX_RULE_PX && c.right - c.left > REMNANT_ASPECT * (c.bottom - c.top + 1);
    return (
      remnant ||
      c.size < SPECK_PX ||
      (onEdge && !reachesBody) ||
      (flat && c.top < body.top - 0.9 * (body.bottom - body.top))
    );
  });
  for (let i = 0; i < coverage.length; i++) {
    const label = labels[i]!;
    if (label === 0) coverage[i] = coverage[i]! > 0 && touchesKept(labels, drop, i, width) ? coverage[i]! : 0;
    else if (drop[label - 1]) coverage[i] = 0;
  }
};

/** Faint pixels stay where they soften the edge of ink that stays. */
const touchesKept = (labels: Int32Array, drop: readonly boolean[], i: number, width: number): boolean => {
  for (const j of [i - 1, i + 1, i - width, i + width]) {
    const label = labels[j] ?? 0;
    if (label > 0 && !drop[label - 1]) return true;
  }
  return false;
};

/** Rows that hold the bodies of the letters: where the ink of a row is at least 45 % of the fullest (smoothed). */
const bodyOf = (coverage: Uint8Array, width: number, height: number): { top: number; bottom: number } => {
  const rows = new Float64Array(height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (coverage[y * width + x]! > SOLID) rows[y]!++;
  const smooth = rows.map((_, y) => [-2, -1, 0, 1, 2].reduce((sum, d) => sum + (rows[y + d] ?? 0), 0));
  const peak = smooth.indexOf(Math.max(...smooth));
  const limit = 0.45 * smooth[peak]!;
  let top = peak;
  let bottom = peak;
  while (top > 0 && smooth[top - 1]! >= limit) top--;
  while (bottom < height - 1 && smooth[bottom + 1]! >= limit) bottom++;
  return { top, bottom };
};

const trim = (coverage: Uint8Array, width: number, height: number): CleanLine => {
  let x0 = width;
  let x1 = -1;
  let y0 = height;
  let y1 = -1;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (coverage[y * width + x]! > 0) {
        x0 = Math.min(x0, x);
        x1 = Math.max(x1, x);
        y0 = Math.min(y0, y);
        y1 = Math.max(y1, y);
      }
  x0 = Math.max(0, x0 - TRIM_PX);
  y0 = Math.max(0, y0 - TRIM_PX);
  x1 = Math.min(width - 1, x1 + TRIM_PX);
  y1 = Math.min(height - 1, y1 + TRIM_PX);
  const body = bodyOf(coverage, width, height);
  const out = new Uint8Array((x1 - x0 + 1) * (y1 - y0 + 1));
  for (let y = y0; y <= y1; y++)
    out.set(coverage.subarray(y * width + x0, y * width + x1 + 1), (y - y0) * (x1 - x0 + 1));
  return { width: x1 - x0 + 1, height: y1 - y0 + 1, coverage: out, xHeight: body.bottom - body.top + 1 };
};
