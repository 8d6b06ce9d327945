/**
 * Where the writing stands in its crop and how tall it is, from robust moments of its stroke crossings: crop margins do not matter.
 */
export interface Rows {
  /** Row of the writing's centre at the crop's middle column, and its standard deviation, in work px. */
  readonly centre: number;
  readonly sigma: number;
  /** Stroke crossings of a typical row in the core of the writing. */
  readonly crossings: number;
}

/** Robust moments of the stroke crossings over the levelled rows; null where there is no stroke. */
export function measureRows(strokes: Uint8Array, w: number, h: number, slope: number): Rows | null {
  const counts = new Float32Array(h);
  const previous = new Uint8Array(h);
  for (let x = 0; x < w; x++) {
    const shift = Math.round(slope * (x - (w - 1) / 2));
    for (let y = Math.max(0, -shift); y < Math.min(h, h - shift); y++) {
      const inked = strokes[(y + shift) * w + x]!;
      if (inked && !previous[y]!) counts[y]!++;
      previous[y] = inked;
    }
  }
  let from = 0;
  let to = h - 1;
  let centre = 0;
  let sigma = 0;
  for (let round = 0; round < 6; round++) {
    let sum = 0;
    let first = 0;
    let second = 0;
    for (let y = from; y <= to; y++) {
      sum += counts[y]!;
      first += counts[y]! * y;
      second += counts[y]! * y * y;
    }
    if (sum === 0) return null;
    centre = first / sum;
    sigma = Math.sqrt(Math.max(0.5, second / sum - centre * centre));
    // What lies beyond two and a quarter deviations is tall loops and the neighbours' ends: they must not set the scale.
    from = Math.max(0, Math.floor(centre - 2.25 * sigma));
    to = Math.min(h - 1, Math.ceil(centre + 2.25 * sigma));
  }
  sigma = Math.max(sigma, h / 30);
  const core: number[] = [];
  for (let y = Math.max(0, Math.round(centre - sigma)); y <= Math.min(h - 1, centre + sigma); y++)
    core.push(counts[y]!);
  core.sort((p, q) => q - p);
  const top = core.slice(0, Math.max(1, core.length >> 1));
  return { centre, sigma, crossings: top.reduce((p, q) => p + q, 0) / top.length };
}
