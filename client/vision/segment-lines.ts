/**
 * Strokes become lines of writing, each with the crop that is read. In: ink maps and traced strokes (canvas raster). Out: line regions (canvas mm)
 * in reading order. Ids stay while a line keeps some of its strokes; a revision is added only when a line's own ink changes.
 */
import { canvasPoint } from '../../calibration/frames.ts';
import { assignInk } from './assign-ink.ts';
import { countChanged, type Footprint } from './compare-line-ink.ts';
import { type Bounds, cropLine } from './crop-line.ts';
import { findSeams, seamAt } from './find-seams.ts';
import { fitBaseline } from './fit-baseline.ts';
import { groupBlocks } from './group-blocks.ts';
import type { InkMaps, LineRegion } from './ink.ts';
import { mergeSeams } from './merge-seams.ts';
import type { TraceResult } from './trace-strokes.ts';

/** Ink that comes or goes by less than this is noise: a fine full stop has about 0.15 mm². */
const CHANGED_MM2 = 0.1;
const CHANGED_PX = 3;
/** What is smaller in both directions is a dot: a stroke, but no line to be read. */
const SMALLEST_MM = 1.5;
/** A line is settled when this share of its ink is. */
const SETTLED_SHARE = 0.92;

interface KnownLine {
  readonly region: LineRegion;
  readonly footprint: Footprint;
}

export interface LineState {
  readonly lines: readonly KnownLine[];
  readonly nextId: number;
}

export const startLines = (): LineState => ({ lines: [], nextId: 1 });

export interface LineResult {
  readonly state: LineState;
  readonly lines: readonly LineRegion[];
  /** Lines to be read (again): new, of a new revision, or settled since the last frame. */
  readonly dirty: ReadonlySet<string>;
  /** Ids of lines that were there in the last frame and are no more. */
  readonly withdrawn: readonly string[];
}

/** One frame. `prefix` begins every id, so that ids of two pages never meet. */
export const segmentLines = (before: LineState, maps: InkMaps, traced: TraceResult, prefix = 'l'): LineResult => {
  // Rims settle after the strokes that they belong to, so a line may ripen in a frame in which no stroke changed.
  const ripened = before.lines.some(({ region, footprint }) => !region.settled && isSettled(footprint, maps));
  if (traced.changed.size === 0 && !ripened)
    return { state: before, lines: before.lines.map((l) => l.region), dirty: new Set(), withdrawn: [] };
  const found = layOutLines(maps, traced);
  const known = matchLines(before.lines, found);
  let { nextId } = before;
  const dirty = new Set<string>();
  const lines = found.map((f, i): KnownLine => {
    const old = known[i];
    const least = Math.max(CHANGED_PX, CHANGED_MM2 * maps.ink.pxPerMm ** 2);
    const changed = !old || countChanged(old.footprint, f.footprint) >= least;
    if (old && !changed) {
      if (f.region.settled === old.region.settled)
        return { ...old, region: { ...old.region, strokes: f.region.strokes } };
      const region = { ...f.region, id: old.region.id, revision: old.region.revision };
      // The crop of settled ink is steadier than that of its first frame: it is read once more.
      if (region.settled) dirty.add(region.id);
      return { region, footprint: f.footprint };
    }
    const id = old ? old.region.id : `${prefix}${nextId++}`;
    dirty.add(id);
    return { region: { ...f.region, id, revision: old ? old.region.revision + 1 : 1 }, footprint: f.footprint };
  });
  const now = new Set(lines.map((l) => l.region.id));
  const withdrawn = before.lines.map((l) => l.region.id).filter((id) => !now.has(id));
  return { state: { lines, nextId }, lines: lines.map((l) => l.region), dirty, withdrawn };
};

const layOutLines = (maps: InkMaps, traced: TraceResult): KnownLine[] => {
  const { labels, components, componentOf, pathOf } = traced;
  const { width } = maps.mask;
  const { pxPerMm } = maps.mask;
  const inked = components.filter((c) => (componentOf.get(c.label)?.length ?? 0) > 0);
  const { blocks, marks } = groupBlocks(inked, pxPerMm);
  const seams = mergeSeams(blocks.flatMap((block) => findSeams(block, labels, width)));
  const letters = blocks.flatMap((b) => b.members);
  const pathsOf = (label: number): Int32Array[] => (componentOf.get(label) ?? []).map((id) => pathOf.get(id)!);
  const { owner, lines, letterHeights, seams: lineSeams } = assignInk(letters, marks, seams, labels, width, pathsOf);

  const bounds = boundsOf(owner, lines, width);
  const strokesOf: string[][] = Array.from({ length: lines }, () => []);
  for (const c of inked)
    for (const id of componentOf.get(c.label)!) {
      const line = mostCommon(pathOf.get(id)!, owner);
      if (line > 0) strokesOf[line - 1]!.push(id);
    }
  const found: (KnownLine & { order: number })[] = [];
  for (let line = 1; line <= lines; line++) {
    const b = bounds[line - 1];
    if (!b || strokesOf[line - 1]!.length === 0) continue;
    if (Math.max(b.right - b.left, b.bottom - b.top) + 1 < SMALLEST_MM * pxPerMm) continue;
    const footprint = footprintOf(owner, line, b, width);
    const { crop, origin } = cropLine(maps.ink, owner, line, b);
    const { intercept, slope } = fitBaseline(crop, letterHeights[line - 1]!);
    const mm = (x: number, y: number) => canvasPoint((x + 0.5) / pxPerMm, (y + 0.5) / pxPerMm);
    const at = (x: number): number => origin.y + intercept + slope * (x - origin.x);
    const seam = lineSeams[line - 1];
    found.push({
      footprint,
      order: seam ? seamAt(seam, (b.left + b.right) / 2) : (b.top + b.bottom) / 2,
      region: {
        id: '',
        revision: 0,
        settled: isSettled(footprint, maps),
        box: {
          x: b.left / pxPerMm,
          y: b.top / pxPerMm,
          width: (b.right - b.left + 1) / pxPerMm,
          height: (b.bottom - b.top + 1) / pxPerMm,
        },
        baseline: [mm(b.left, at(b.left)), mm(b.right, at(b.right))],
        strokes: strokesOf[line - 1]!,
        crop,
        cropOrigin: origin,
      },
    });
  }
  return inReadingOrder(found);
};

/** Top to bottom; lines that stand beside each other left to right. */
const inReadingOrder = (found: readonly (KnownLine & { order: number })[]): KnownLine[] => {
  const left = [...found].sort((a, b) => a.order - b.order);
  const out: KnownLine[] = [];
  while (left.length > 0) {
    const first = left[0]!;
    const half = 0.5 * first.footprint.height;
    const beside = left.filter((l) => Math.abs(l.order - first.order) < Math.min(half, 0.5 * l.footprint.height));
    const row = beside.includes(first) ? beside : [first];
    row.sort((a, b) => a.footprint.left - b.footprint.left);
    for (const l of row) {
      out.push(l);
      left.splice(left.indexOf(l), 1);
    }
  }
  return out;
};

const boundsOf = (owner: Int32Array, lines: number, width: number): (Bounds | undefined)[] => {
  const out: ({ left: number; top: number; right: number; bottom: number } | undefined)[] = Array.from({
    length: lines,
  });
  for (let i = 0; i < owner.length; i++) {
    const line = owner[i]!;
    if (line === 0) continue;
    const x = i % width;
    const y = (i - x) / width;
    const b = out[line - 1];
    if (!b) out[line - 1] = { left: x, top: y, right: x, bottom: y };
    else {
      if (x < b.left) b.left = x;
      if (x > b.right) b.right = x;
      if (y > b.bottom) b.bottom = y;
    }
  }
  return out;
};

const mostCommon = (path: Int32Array, owner: Int32Array): number => {
  const counts = new Map<number, number>();
  for (const p of path) counts.set(owner[p]!, (counts.get(owner[p]!) ?? 0) + 1);
  let best = 0;
  let most = 0;
  for (const [line, count] of counts)
    if (count > most) {
      most = count;
      best = line;
    }
  return best;
};

const footprintOf = (owner: Int32Array, line: number, b: Bounds, rasterWidth: number): Footprint => {
  const width = b.right - b.left + 1;
  const height = b.bottom - b.top + 1;
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) if (owner[(y + b.top) * rasterWidth + x + b.left] === line) data[y * width + x] = 1;
  return { left: b.left, top: b.top, width, height, data };
};

const isSettled = (f: Footprint, { settled }: InkMaps): boolean =>
  settledShare(f, settled.data, settled.width) >= SETTLED_SHARE;

const settledShare = (f: Footprint, settled: Uint8Array, rasterWidth: number): number => {
  let ink = 0;
  let firm = 0;
  for (let y = 0; y < f.height; y++)
    for (let x = 0; x < f.width; x++) {
      if (f.data[y * f.width + x] === 0) continue;
      ink++;
      if (settled[(y + f.top) * rasterWidth + x + f.left] !== 0) firm++;
    }
  return ink === 0 ? 0 : firm / ink;
};

/** For each line found, the known line that shares most strokes with it; each known line is used once. */
const matchLines = (known: readonly KnownLine[], found: readonly KnownLine[]): (KnownLine | undefined)[] => {
  const lineOf = new Map<string, number>();
  known.forEach((k, i) => {
    for (const id of k.region.strokes) lineOf.set(id, i);
  });
  const pairs: { known: number; found: number; shared: number }[] = [];
  found.forEach((f, index) => {
    const shared = new Map<number, number>();
    for (const id of f.region.strokes) {
      const k = lineOf.get(id);
      if (k !== undefined) shared.set(k, (shared.get(k) ?? 0) + 1);
    }
    for (const [k, count] of shared) pairs.push({ known: k, found: index, shared: count });
  });
  pairs.sort((a, b) => b.shared - a.shared || a.known - b.known || a.found - b.found);
  const out: (KnownLine | undefined)[] = found.map(() => undefined);
  const used = new Set<number>();
  for (const p of pairs) {
    if (used.has(p.known) || out[p.found]) continue;
    used.add(p.known);
    out[p.found] = known[p.known];
  }
  return out;
};
