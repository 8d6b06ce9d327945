/**
 * Turns a skeleton into pen strokes: chains between ends and junctions, joined through each junction along the straightest way on
 * (Gestalt good continuation). In: a thinned raster with a border of zeros. Out: pixel paths, each an array of raster indices in order.
 */

/** How far from a junction a chain's direction is taken, in stroke widths. */
const LOOK_AHEAD = 1.6;
/** Two chains are one stroke if it bends by no more than this at the junction (cosine of the angle between their outward directions). */
const STRAIGHT = -0.35;
/** A chain between two junctions this short, in stroke widths, is the middle of an X. */
const BRIDGE = 0.8;

interface Chain {
  readonly pixels: number[];
  /** Junction at its first and last pixel; −1 = a free end. */
  readonly ends: [number, number];
  alive: boolean;
}

/** `strokeWidth` in px: spurs shorter than half of it are dropped, bridges shorter than it are taken into their junction. */
export const linkSkeleton = (raster: Uint8Array, width: number, strokeWidth: number): number[][] => {
  const around = [-width, 1, width, -1, -width + 1, width + 1, width - 1, -width - 1];
  const skeleton: number[] = [];
  for (let i = 0; i < raster.length; i++) if (raster[i] !== 0) skeleton.push(i);
  if (skeleton.length === 0) return [];
  const neighbours = (i: number): number[] => around.map((d) => i + d).filter((j) => raster[j] !== 0);

  // Junctions: clusters of touching pixels with three or more neighbours.
  const junctionOf = new Map<number, number>();
  let junctions = 0;
  for (const i of skeleton) {
    if (junctionOf.has(i) || neighbours(i).length < 3) continue;
    const id = junctions++;
    const queue = [i];
    junctionOf.set(i, id);
    for (let j = queue.pop(); j !== undefined; j = queue.pop())
      for (const k of neighbours(j))
        if (!junctionOf.has(k) && neighbours(k).length >= 3) {
          junctionOf.set(k, id);
          queue.push(k);
        }
  }
  const chains = walkChains(skeleton, junctionOf, neighbours);
  const find = collapseBridges(chains, junctions, strokeWidth);
  // A free end this close to a junction is a burr of the thinning.
  for (const chain of chains)
    if (chain.alive && chain.ends[0] < 0 !== chain.ends[1] < 0 && chain.pixels.length < strokeWidth * 0.6)
      chain.alive = false;
  return joinChains(
    chains.filter((c) => c.alive),
    find,
    width,
    Math.max(3, Math.round(strokeWidth * LOOK_AHEAD)),
  );
};

/** Paths of the pixels between junctions; a path's first and last pixel is the junction pixel that it touches, if any. */
const walkChains = (
  skeleton: readonly number[],
  junctionOf: ReadonlyMap<number, number>,
  neighbours: (i: number) => number[],
): Chain[] => {
  const used = new Set<number>();
  const chains: Chain[] = [];
  const plain = (i: number): number[] => neighbours(i).filter((k) => !junctionOf.has(k));
  const walk = (start: number): number[] => {
    const path = [start];
    used.add(start);
    for (let at: number | undefined = start; at !== undefined; ) {
      at = plain(at).find((k) => !used.has(k));
      if (at !== undefined) {
        used.add(at);
        path.push(at);
      }
    }
    return path;
  };
  const junctionAt = (i: number, not: number): number =>
    neighbours(i).find((k) => junctionOf.has(k) && junctionOf.get(k) !== not) ?? -1;
  for (const i of skeleton) {
    if (junctionOf.has(i) || used.has(i) || plain(i).length > 1) continue;
    const path = walk(i);
    const before = junctionAt(path[0]!, -1);
    const beforeId = before < 0 ? -1 : junctionOf.get(before)!;
    // A path of one pixel must not end twice in the junction it starts from.
    const after = junctionAt(path.at(-1)!, path.length === 1 ? beforeId : -1);
    const pixels = [...(before < 0 ? [] : [before]), ...path, ...(after < 0 ? [] : [after])];
    chains.push({ pixels, ends: [beforeId, after < 0 ? -1 : junctionOf.get(after)!], alive: true });
  }
  for (const i of skeleton) {
    if (junctionOf.has(i) || used.has(i)) continue;
    const ring = walk(i);
    chains.push({ pixels: [...ring, i], ends: [-1, -1], alive: true });
  }
  // A component that is one junction cluster only (a dot).
  if (chains.length === 0) chains.push({ pixels: [skeleton[skeleton.length >> 1]!], ends: [-1, -1], alive: true });
  return chains;
};

/** An X thins into two Ys with a short bridge: the bridge's junctions become one. Returns the junction that each one belongs to. */
const collapseBridges = (chains: readonly Chain[], junctions: number, strokeWidth: number): ((j: number) => number) => {
  const parent = Array.from({ length: junctions }, (_, i) => i);
  const find = (j: number): number => {
    let r = j;
    while (parent[r] !== r) r = parent[r]!;
    return r;
  };
  const merged = new Set<number>();
  const bridges = chains.filter((c) => c.ends[0] >= 0 && c.ends[1] >= 0 && c.pixels.length - 2 <= strokeWidth * BRIDGE);
  for (const chain of bridges.sort((p, q) => p.pixels.length - q.pixels.length)) {
    const [a, b] = chain.ends;
    // A short loop back to the same junction is the eye of a small letter: it stays. Two junctions make one X, never a third.
    if (a === b || merged.has(a) || merged.has(b)) continue;
    merged.add(a).add(b);
    parent[a] = b;
    chain.alive = false;
  }
  return find;
};

interface End {
  readonly chain: number;
  readonly end: 0 | 1;
  readonly dx: number;
  readonly dy: number;
}

const joinChains = (
  chains: readonly Chain[],
  find: (junction: number) => number,
  width: number,
  ahead: number,
): number[][] => {
  const at = new Map<number, End[]>();
  chains.forEach((chain, index) => {
    for (const end of [0, 1] as const) {
      const junction = chain.ends[end];
      if (junction < 0) continue;
      const { pixels } = chain;
      const near = end === 0 ? pixels[0]! : pixels.at(-1)!;
      const reach = Math.min(ahead, pixels.length - 1);
      const far = end === 0 ? pixels[reach]! : pixels[pixels.length - 1 - reach]!;
      const dx = (far % width) - (near % width);
      const dy = Math.floor(far / width) - Math.floor(near / width);
      const length = Math.hypot(dx, dy) || 1;
      const key = find(junction);
      const list = at.get(key) ?? [];
      list.push({ chain: index, end, dx: dx / length, dy: dy / length });
      at.set(key, list);
    }
  });
  // mate[2·chain + end] = the chain end that continues it.
  const mate = new Int32Array(chains.length * 2).fill(-1);
  for (const ends of at.values()) {
    const pairs: { a: End; b: End; cosine: number }[] = [];
    for (let i = 0; i < ends.length; i++)
      for (let j = i + 1; j < ends.length; j++) {
        const cosine = ends[i]!.dx * ends[j]!.dx + ends[i]!.dy * ends[j]!.dy;
        if (cosine < STRAIGHT) pairs.push({ a: ends[i]!, b: ends[j]!, cosine });
      }
    pairs.sort((p, q) => p.cosine - q.cosine);
    for (const { a, b } of pairs) {
      const ka = a.chain * 2 + a.end;
      const kb = b.chain * 2 + b.end;
      if (mate[ka]! >= 0 || mate[kb]! >= 0) continue;
      mate[ka] = kb;
      mate[kb] = ka;
    }
  }
  const done = new Uint8Array(chains.length);
  const paths: number[][] = [];
  const follow = (start: number, startEnd: 0 | 1): void => {
    const path: number[] = [];
    let chain = start;
    let enter: number = startEnd;
    while (done[chain] === 0) {
      done[chain] = 1;
      const { pixels } = chains[chain]!;
      const ordered = enter === 0 ? pixels : [...pixels].reverse();
      for (const p of ordered) if (path.at(-1) !== p) path.push(p);
      const next = mate[chain * 2 + (1 - enter)]!;
      if (next < 0) break;
      chain = next >> 1;
      enter = next & 1;
    }
    paths.push(path);
  };
  for (let c = 0; c < chains.length; c++)
    for (const end of [0, 1] as const) if (done[c] === 0 && mate[c * 2 + end]! < 0) follow(c, end);
  for (let c = 0; c < chains.length; c++) if (done[c] === 0) follow(c, 0);
  return paths;
};
