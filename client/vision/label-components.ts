/**
 * Connected components of a mask, 8-connected, by runs and union-find (He, Chao and Suzuki, 2008).
 * In: a mask, nonzero = set. Out: a label a pixel (0 = none) and each component's bounds. Frame: the mask's raster px.
 */
export interface Component {
  /** Its number in `labels`, from 1. */
  readonly label: number;
  readonly area: number;
  /** Inclusive bounds, px. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface LabelledMask {
  readonly labels: Int32Array;
  readonly components: readonly Component[];
}

export const labelComponents = (mask: Uint8Array, width: number, height: number): LabelledMask => {
  const rows: number[] = [];
  const froms: number[] = [];
  const tos: number[] = [];
  const parent: number[] = [];
  const root = (i: number): number => {
    let r = i;
    while (parent[r]! !== r) r = parent[r]!;
    while (parent[i]! !== r) {
      const next = parent[i]!;
      parent[i] = r;
      i = next;
    }
    return r;
  };
  let aboveFrom = 0;
  let aboveTo = 0;
  for (let y = 0; y < height; y++) {
    const start = froms.length;
    let above = aboveFrom;
    for (let x = 0, i = y * width; x < width; x++) {
      if (mask[i + x] === 0) continue;
      const from = x;
      while (x < width && mask[i + x] !== 0) x++;
      const to = x - 1;
      const id = froms.length;
      rows.push(y);
      froms.push(from);
      tos.push(to);
      parent.push(id);
      while (above < aboveTo && tos[above]! < from - 1) above++;
      for (let a = above; a < aboveTo && froms[a]! <= to + 1; a++) {
        const ra = root(a);
        const ri = root(id);
        if (ra !== ri) parent[Math.max(ra, ri)] = Math.min(ra, ri);
      }
    }
    aboveFrom = start;
    aboveTo = froms.length;
  }
  const labels = new Int32Array(width * height);
  const numberOf = new Int32Array(froms.length);
  const components: { label: number; area: number; left: number; top: number; right: number; bottom: number }[] = [];
  for (let i = 0; i < froms.length; i++) {
    const r = root(i);
    if (numberOf[r] === 0) {
      components.push({ label: components.length + 1, area: 0, left: width, top: rows[i]!, right: 0, bottom: 0 });
      numberOf[r] = components.length;
    }
    const label = numberOf[r]!;
    const c = components[label - 1]!;
    c.area += tos[i]! - froms[i]! + 1;
    c.left = Math.min(c.left, froms[i]!);
    c.right = Math.max(c.right, tos[i]!);
    c.bottom = rows[i]!;
    labels.fill(label, rows[i]! * width + froms[i]!, rows[i]! * width + tos[i]! + 1);
  }
  return { labels, components };
};
