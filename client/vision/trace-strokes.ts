/**
 * Ink becomes strokes: polylines as a pen would have drawn them, with ids that stay while their ink stays.
 * In: ink maps on the canvas raster. Out: strokes in canvas mm. Method: skeleton of each connected component, joined through junctions by
 * good continuation, centred on the ink, simplified; directed by the birth of their ink. Only components whose ink changed are traced again.
 */
import type { InkMaps, TracedStroke } from './ink.ts';
import { type Component, labelComponents } from './label-components.ts';
import { traceComponent } from './trace-component.ts';

/** Specks below this are paper and noise, mm²: a full stop of a fine pen has about 0.15. */
const MIN_AREA_MM2 = 0.1;
const MIN_AREA_PX = 3;
/** A small component (mm²) with less than this share of the usual ink's darkness is a crease or a stain. */
const STAIN_MM2 = 6;
const STAIN_SHARE = 0.45;
/** A stroke is committed when this share of its component's ink is settled. */
const COMMITTED_SHARE = 0.9;
/** An old and a new stroke are the same if this share of the shorter one's points lies on the other. */
const SAME_SHARE = 0.5;

interface KnownStroke extends TracedStroke {
  /** Raster pixels of its path, before simplification. */
  readonly path: Int32Array;
}

interface KnownComponent {
  readonly key: string;
  readonly strokes: readonly KnownStroke[];
}

export interface TraceState {
  /** Raster that the paths lie on, px; of another raster nothing is continued. */
  readonly width: number;
  readonly height: number;
  readonly components: ReadonlyMap<string, KnownComponent>;
  readonly nextId: number;
}

export const startTrace = (): TraceState => ({ width: 0, height: 0, components: new Map(), nextId: 1 });

export interface TraceResult {
  readonly state: TraceState;
  /** All strokes that exist now, in writing order, and those withdrawn in this step. */
  readonly strokes: readonly TracedStroke[];
  /** Ids of strokes that are new, moved, changed their state or were withdrawn in this step. */
  readonly changed: ReadonlySet<string>;
  /** Component number at each ink pixel. */
  readonly labels: Int32Array;
  /** For each component label, the ids of its strokes. Empty for specks. */
  readonly componentOf: ReadonlyMap<number, readonly string[]>;
  readonly components: readonly Component[];
  /** Raster pixels of each current stroke's path, by id. */
  readonly pathOf: ReadonlyMap<string, Int32Array>;
}

/** One frame. `prefix` begins every id (an epoch), so that ids of two pages never meet. */
export const traceStrokes = (before: TraceState, maps: InkMaps, prefix = 's'): TraceResult => {
  const { width, height, data, pxPerMm } = maps.mask;
  const { labels, components } = labelComponents(data, width, height);
  const keys = keysOf(labels, components.length, maps);
  const isSameRaster = before.width === width && before.height === height;
  const usual = usualInk(maps);
  const stainArea = Math.max(MIN_AREA_PX, STAIN_MM2 * pxPerMm * pxPerMm);
  const minArea = Math.max(MIN_AREA_PX, MIN_AREA_MM2 * pxPerMm * pxPerMm);

  const next = new Map<string, KnownComponent>();
  const fresh: { component: Component; key: string; strokes: Omit<KnownStroke, 'id'>[] }[] = [];
  const componentOf = new Map<number, readonly string[]>();
  const changed = new Set<string>();
  for (const component of components) {
    const { shape, settledShare, meanInk } = keys[component.label]!;
    if (component.area < minArea || (component.area < stainArea && meanInk < STAIN_SHARE * usual)) {
      componentOf.set(component.label, []);
      continue;
    }
    const state = settledShare >= COMMITTED_SHARE ? 'committed' : 'tentative';
    const known = isSameRaster ? before.components.get(shape) : undefined;
    if (known) {
      const strokes = known.strokes.map((s) => (s.state === state ? s : { ...s, state }) satisfies KnownStroke);
      strokes.forEach((s, i) => {
        if (s !== known.strokes[i]) changed.add(s.id);
      });
      next.set(shape, { key: shape, strokes });
      componentOf.set(
        component.label,
        strokes.map((s) => s.id),
      );
    } else {
      const strokes = traceComponent(component, labels, maps).map((t) => ({ ...t, state }) as const);
      fresh.push({ component, key: shape, strokes });
    }
  }

  const gone = [...before.components.values()]
    .filter((c) => !isSameRaster || !next.has(c.key))
    .flatMap((c) => c.strokes);
  let { nextId } = before;
  const ids = inheritIds(
    isSameRaster ? gone : [],
    fresh.flatMap((f) => f.strokes),
  );
  const kept = new Set<string>();
  let at = 0;
  for (const { component, key, strokes } of fresh) {
    const named = strokes.map((s): KnownStroke => {
      const id = ids[at++] ?? `${prefix}${nextId++}`;
      kept.add(id);
      changed.add(id);
      return { ...s, id };
    });
    next.set(key, { key, strokes: named });
    componentOf.set(
      component.label,
      named.map((s) => s.id),
    );
  }
  const withdrawn = gone.filter((s) => !kept.has(s.id)).map((s): TracedStroke => ({ ...s, state: 'withdrawn' }));
  for (const s of withdrawn) changed.add(s.id);
  const current = [...next.values()].flatMap((c) => c.strokes);
  current.sort((a, b) => a.time - b.time || a.points[0]! - b.points[0]!);
  return {
    state: { width, height, components: next, nextId },
    strokes: [...current, ...withdrawn],
    changed,
    labels,
    componentOf,
    components,
    pathOf: new Map(current.map((s) => [s.id, s.path])),
  };
};

/** The median darkness of all ink, 0…255. */
const usualInk = ({ ink, mask }: InkMaps): number => {
  const bins = new Uint32Array(256);
  let count = 0;
  for (let i = 0; i < mask.data.length; i++) {
    if (mask.data[i] === 0) continue;
    bins[ink.data[i]!]!++;
    count++;
  }
  let level = 0;
  for (let sum = bins[0]!; level < 255 && sum < count / 2; ) sum += bins[++level]!;
  return level;
};

/** A key for each component that changes with any of its pixels, and the share of them that is settled. Index = label. */
const keysOf = (
  labels: Int32Array,
  count: number,
  maps: InkMaps,
): readonly { shape: string; settledShare: number; meanInk: number }[] => {
  const settled = maps.settled.data;
  const ink = maps.ink.data;
  const inkSum = new Float64Array(count + 1);
  const sumA = new Uint32Array(count + 1);
  const sumB = new Uint32Array(count + 1);
  const area = new Uint32Array(count + 1);
  const firm = new Uint32Array(count + 1);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label === 0) continue;
    const mixed = Math.imul(i ^ (i >>> 15), 0x2c1b3c6d);
    sumA[label] = sumA[label]! + mixed;
    sumB[label] = sumB[label]! ^ Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
    area[label]!++;
    inkSum[label] = inkSum[label]! + ink[i]!;
    if (settled[i] !== 0) firm[label]!++;
  }
  return Array.from(area, (a, label) => ({
    shape: `${a}.${sumA[label]!.toString(36)}.${sumB[label]!.toString(36)}`,
    settledShare: a === 0 ? 0 : firm[label]! / a,
    meanInk: a === 0 ? 0 : inkSum[label]! / a,
  }));
};

/** For each new stroke the id of the old stroke that it continues, or undefined. Greedy on the number of shared path pixels. */
const inheritIds = (
  old: readonly KnownStroke[],
  fresh: readonly { readonly path: Int32Array }[],
): (string | undefined)[] => {
  const ids: (string | undefined)[] = fresh.map(() => undefined);
  if (old.length === 0 || fresh.length === 0) return ids;
  const ownersOf = new Map<number, number[]>();
  fresh.forEach((stroke, index) => {
    for (const pixel of stroke.path) {
      const owners = ownersOf.get(pixel);
      if (owners) owners.push(index);
      else ownersOf.set(pixel, [index]);
    }
  });
  const pairs: { old: number; fresh: number; shared: number }[] = [];
  old.forEach((stroke, oldIndex) => {
    const shared = new Map<number, number>();
    for (const pixel of stroke.path)
      for (const owner of ownersOf.get(pixel) ?? []) shared.set(owner, (shared.get(owner) ?? 0) + 1);
    for (const [index, count] of shared)
      if (count >= SAME_SHARE * Math.min(stroke.path.length, fresh[index]!.path.length))
        pairs.push({ old: oldIndex, fresh: index, shared: count });
  });
  pairs.sort((a, b) => b.shared - a.shared || a.old - b.old || a.fresh - b.fresh);
  const taken = new Set<number>();
  for (const pair of pairs) {
    if (taken.has(pair.old) || ids[pair.fresh] !== undefined) continue;
    taken.add(pair.old);
    ids[pair.fresh] = old[pair.old]!.id;
  }
  return ids;
};
