/**
 * "line-1" as plainly as it can be written, for tests: every step looks at every pixel, one at a time, in the order in which sums are rounded.
 * normalise-line.ts must give the same, bit for bit, since that is what the networks have learnt. Boxes and ruled lines are erased by the
 * files that do so there.
 */
import { eraseBoxSides } from '../../../client/reading/normalise/erase-box-sides.ts';
import { eraseRules } from '../../../client/reading/normalise/erase-rules.ts';
import type { GreyImage } from '../../../client/vision/grey-image.ts';

interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}
/** Whether there is stroke at (x, y); there is none beyond the plane. */
type Strokes = (x: number, y: number) => boolean;
interface Size {
  readonly w: number;
  readonly h: number;
}

const clamp = (low: number, high: number, x: number): number => Math.min(high, Math.max(low, x));
const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);

/** Which source pixels reduced pixel `i` covers, and how much of each, in shares. */
function coverOf(i: number, limit: number, shrink: number): { readonly at: number; readonly share: number }[] {
  const [start, end] = [i / shrink, Math.min(limit, (i + 1) / shrink)];
  const low = Math.min(limit - 1, Math.floor(start));
  const cover = range(low, Math.max(low, Math.min(limit - 1, Math.ceil(end) - 1))).map((at) => ({
    at,
    size: Math.max(1e-6, Math.min(end, at + 1) - Math.max(start, at)),
  }));
  const total = cover.reduce((sum, { size }) => sum + size, 0);
  return cover.map(({ at, size }) => ({ at, share: size / total }));
}

export function shrinkPlainly({ width: w, height: h, data }: GreyImage, shrink: number): Plane {
  if (shrink >= 1) return { width: w, height: h, data: Float32Array.from(data) };
  const [width, height] = [Math.max(1, Math.round(w * shrink)), Math.max(1, Math.round(h * shrink))];
  const out = new Float32Array(width * height);
  const across = range(0, width - 1).map((x) => coverOf(x, w, shrink));
  for (let y = 0; y < height; y++) {
    const row = new Float32Array(w);
    for (const { at, share } of coverOf(y, h, shrink))
      for (let x = 0; x < w; x++) row[x] = row[x]! + share * data[at * w + x]!;
    for (let x = 0; x < width; x++)
      out[y * width + x] = across[x]!.reduce((sum, { at, share }) => sum + share * row[at]!, 0);
  }
  return { width, height, data: out };
}

export function flattenPlainly({ width: w, height: h, data }: Plane): Plane {
  const cell = Math.max(8, Math.ceil(h / 3));
  const [columns, rows] = [Math.max(1, Math.ceil(w / cell)), Math.max(1, Math.ceil(h / cell))];
  const tone = (q: number, r: number): number => {
    const greys: number[] = [];
    for (let y = r * cell; y < Math.min(h, (r + 1) * cell); y++)
      for (let x = q * cell; x < Math.min(w, (q + 1) * cell); x++) greys.push(Math.floor(data[y * w + x]!));
    // The greatest grey that a fifth of the cell reaches.
    return greys.sort((a, b) => b - a)[Math.ceil(0.2 * greys.length) - 1]!;
  };
  const around = (cells: number[][], q: number, r: number): number[] =>
    range(Math.max(0, r - 1), Math.min(rows - 1, r + 1)).flatMap((dr) =>
      range(Math.max(0, q - 1), Math.min(columns - 1, q + 1)).map((dq) => cells[dr]![dq]!),
    );
  const tones = range(0, rows - 1).map((r) => range(0, columns - 1).map((q) => tone(q, r)));
  const spread = tones.map((row, r) => row.map((_, q) => Math.max(...around(tones, q, r))));
  const smooth = spread.map((row, r) =>
    row.map((_, q) => {
      const near = around(spread, q, r);
      return Math.fround(near.reduce((sum, one) => sum + one, 0) / near.length);
    }),
  );
  const out = data.map((grey, i) => {
    const gx = clamp(0, columns - 1, ((i % w) + 0.5) / cell - 0.5);
    const gy = clamp(0, rows - 1, (Math.floor(i / w) + 0.5) / cell - 0.5);
    const [q, r] = [Math.floor(gx), Math.floor(gy)];
    const [fx, fy] = [gx - q, gy - r];
    const [above, below] = [r, Math.min(rows - 1, r + 1)].map(
      (row) => smooth[row]![q]! * (1 - fx) + smooth[row]![Math.min(columns - 1, q + 1)]! * fx,
    );
    return Math.max(0, 1 - grey / Math.max(8, above! * (1 - fy) + below! * fy));
  });
  return { width: w, height: h, data: out };
}

export function stretchPlainly({ width, height, data }: Plane): Plane {
  const steps = Array.from(data, (ink) => Math.min(511, Math.floor(ink * 512))).sort((a, b) => a - b);
  const quantile = (share: number, from: number): number => {
    const counted = steps.filter((step) => step >= from);
    return counted.length === 0 ? 1 : (counted[Math.max(1, Math.ceil(share * counted.length)) - 1]! + 0.5) / 512;
  };
  const paper = quantile(0.5, 0);
  const floor = Math.max(0.02, paper + 2.5 * (paper - quantile(0.16, 0) + 0.003));
  const firm = quantile(0.7, Math.min(510, Math.ceil(floor * 512)));
  const low = Math.max(floor, 0.14 * firm);
  const span = Math.max(0.02, 0.9 * firm - low);
  return { width, height, data: data.map((ink) => (ink > low ? Math.min(1, (ink - low) / span) : 0)) };
}

/** The greatest of 2 · `steps` + 1 scores, the middle one where it is among several, then a parabola. */
function peak(score: (at: number) => number, limit: number, steps: number): number {
  if (limit <= 0) return 0;
  const scores = range(-steps, steps).map((i) => score((i * limit) / steps));
  const most = Math.max(...scores);
  const best = scores[steps] === most ? steps : scores.indexOf(most);
  const [before, top, after] = [scores[best - 1] ?? scores[best]!, scores[best]!, scores[best + 1] ?? scores[best]!];
  const bend = before - 2 * top + after;
  return ((best - steps + (bend < 0 ? clamp(-0.5, 0.5, (before - after) / (2 * bend)) : 0)) * limit) / steps;
}

export const slopePlainly = (strokes: Strokes, { w, h }: Size): number => {
  // How much ink each row has in each block of eight columns.
  const blocks = range(0, Math.ceil(w / 8) - 1).map((q) =>
    range(0, h - 1).map((y) => range(q * 8, q * 8 + 7).filter((x) => strokes(x, y)).length),
  );
  const score = (slope: number): number => {
    const profile = new Map<number, number>();
    const add = (y: number, ink: number): void => void profile.set(y, Math.fround((profile.get(y) ?? 0) + ink));
    blocks.forEach((block, q) => {
      const shift = slope * (q * 8 + 4 - w / 2);
      const whole = Math.floor(shift);
      block.forEach((ink, y) => {
        add(y - whole, ink * (1 - (shift - whole)));
        add(y - whole - 1, ink * (shift - whole));
      });
    });
    return range(0, h - 1).reduce((sum, y) => sum + (profile.get(y) ?? 0) ** 2, 0) * (1 - 5 * slope * slope);
  };
  return peak(score, Math.min(0.2, Math.max(0, (w / h - 1.2) * 0.04)), 16);
};

export const slantPlainly = (strokes: Strokes, { w, h }: Size): number => {
  const [width, height] = [w >> 1, h >> 1];
  const squares = range(0, width - 1).map((x) =>
    range(0, height - 1).map((y) => [0, 1, 2, 3].some((k) => strokes(2 * x + (k & 1), 2 * y + (k >> 1)))),
  );
  return peak(
    (slant) => {
      let sum = 0;
      for (let x = -height; x < width + height; x++)
        for (let y = 0, run = 0; y <= height; y++) {
          if (y < height && squares[x - Math.round(slant * (y - height / 2))]?.[y] === true) run++;
          else {
            sum += run * run;
            run = 0;
          }
        }
      return sum * (1 - 0.1 * slant * slant);
    },
    0.9,
    9,
  );
};

export interface Rows {
  readonly centre: number;
  readonly sigma: number;
  readonly crossings: number;
}

export function rowsPlainly(strokes: Strokes, { w, h }: Size, slope: number): Rows | null {
  const counts = range(0, h - 1).map((y) => {
    // Columns in which the level is outside the crop are passed over.
    const seen = range(0, w - 1)
      .map((x) => ({ x, at: y + Math.round(slope * (x - (w - 1) / 2)) }))
      .filter(({ at }) => at >= 0 && at < h)
      .map(({ x, at }) => strokes(x, at));
    return seen.filter((here, i) => here && !(seen[i - 1] ?? false)).length;
  });
  let [from, to, centre, sigma] = [0, h - 1, 0, 0];
  for (let round = 0; round < 6; round++) {
    const rows = range(from, to);
    const sum = rows.reduce((p, y) => p + counts[y]!, 0);
    if (sum === 0) return null;
    centre = rows.reduce((p, y) => p + counts[y]! * y, 0) / sum;
    sigma = Math.sqrt(Math.max(0.5, rows.reduce((p, y) => p + counts[y]! * y * y, 0) / sum - centre * centre));
    from = Math.max(0, Math.floor(centre - 2.25 * sigma));
    to = Math.min(h - 1, Math.ceil(centre + 2.25 * sigma));
  }
  sigma = Math.max(sigma, h / 30);
  const core = range(Math.max(0, Math.round(centre - sigma)), Math.floor(Math.min(h - 1, centre + sigma)));
  const most = core.map((y) => counts[y]!).sort((p, q) => q - p);
  const top = most.slice(0, Math.max(1, most.length >> 1));
  return { centre, sigma, crossings: top.reduce((p, q) => p + q, 0) / top.length };
}

function layOutPlainly(strokes: Strokes, { w, h }: Size, slope: number, slant: number, rows: Rows) {
  const columns = new Set<number>();
  let coreInk = 0;
  for (let x = 0; x < w; x++) {
    const level = rows.centre + slope * (x - (w - 1) / 2);
    for (let y = 0; y < h; y++) {
      if (!strokes(x, y) || y < Math.ceil(level - 3.2 * rows.sigma) || y > Math.floor(level + 3.2 * rows.sigma))
        continue;
      columns.add(clamp(-h, w + h - 1, Math.round(x + slant * (y - level))));
      if (Math.abs(y - level) <= rows.sigma) coreInk++;
    }
  }
  const [first, last] = columns.size === 0 ? [w + h - 1, w + h - 1] : [Math.min(...columns), Math.max(...columns)];
  const reach = Math.max(2, Math.round(rows.sigma * 1.2));
  const near = range(first, last).filter((x) => range(x - reach, x).some((one) => columns.has(one))).length;
  const scaleY = 6.6 / rows.sigma;
  const share = Math.min(0.7, coreInk / Math.max(1, near * (2 * rows.sigma + 1)));
  const density = rows.crossings / Math.max(1, near * scaleY) / (1 - share) ** 1.2;
  const stretch = clamp(0.8, 1.7, (density / 0.15) ** (rows.crossings / (rows.crossings + 4)));
  const inked = last - first + 1;
  const scaleX = Math.min(scaleY * stretch, (1600 - 12) / inked);
  return { scaleX, scaleY, left: first - 6 / scaleX, width: clamp(24, 1600, Math.ceil(inked * scaleX) + 12) };
}

export interface AffineMap {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export function samplePlainly({ width: w, height: h, data }: Plane, width: number, map: AffineMap): Uint8Array {
  const taps = map.a > 1.2 || map.e > 1.2 ? [-0.25, 0.25] : [0];
  const out = new Float32Array(width * 48);
  for (const dv of taps)
    for (const du of taps)
      for (let v = 0; v < 48; v++) {
        let x = map.a * du + map.b * (v + dv) + map.c;
        let y = map.d * du + map.e * (v + dv) + map.f;
        // Summed from step to step, as rounding is part of what was learnt.
        for (let u = 0; u < width; u++, x += map.a, y += map.d) {
          if (!(x >= 0 && y >= 0 && x < w - 1 && y < h - 1)) continue;
          const [x0, y0] = [Math.floor(x), Math.floor(y)];
          const [top, bottom] = [y0, y0 + 1].map((row) => {
            const left = data[row * w + x0]!;
            return left + (data[row * w + x0 + 1]! - left) * (x - x0);
          });
          out[v * width + u]! += (1 / taps.length ** 2) * (top! + (bottom! - top!) * (y - y0));
        }
      }
  const firmOnes = Array.from(out)
    .filter((ink) => ink > 0.2)
    .map((ink) => Math.min(255, Math.floor(ink * 255)));
  let firm = 255;
  for (let sum = 0; firm > 64 && sum < firmOnes.length * 0.25; firm--)
    sum += firmOnes.filter((ink) => ink === firm).length;
  const gain = 255 * Math.min(3, 255 / firm);
  return Uint8Array.from(out, (ink) => Math.min(255, Math.round(ink * gain)));
}

/** The ink map of a crop and the map of the work plane under it; null for a crop without ink. */
export function normalisePlainly(crop: GreyImage): { width: number; data: Uint8Array; map: AffineMap } | null {
  const shrink = Math.min(1, 64 / crop.height);
  const ink = stretchPlainly(flattenPlainly(shrinkPlainly(crop, shrink)));
  const visible = { ...ink, data: ink.data.slice() };
  const ruleSlope = eraseRules(ink, visible);
  eraseBoxSides(ink, visible);
  const size = { w: ink.width, h: ink.height };
  const strokes: Strokes = (x, y) => x >= 0 && y >= 0 && x < size.w && y < size.h && ink.data[y * size.w + x]! > 0.4;
  const slope = size.w < 4 * size.h && ruleSlope !== null ? ruleSlope : slopePlainly(strokes, size);
  const rows = rowsPlainly(strokes, size, slope);
  if (rows === null) return null;
  const slant = slantPlainly(strokes, size);
  const { scaleX, scaleY, left, width } = layOutPlainly(strokes, size, slope, slant, rows);
  const [a, b, e] = [1 / scaleX, -slant / scaleY, 1 / scaleY];
  const c = left - b * 23.5;
  const f = rows.centre - e * 23.5 + slope * (c - (size.w - 1) / 2);
  const map = { a, b, c, d: slope * a, e: e + slope * b, f };
  return { width, data: samplePlainly(visible, width, map), map };
}
