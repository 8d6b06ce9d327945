/**
 * Gathers components into blocks of writing of one size, so that a title and small print beside it are each cut into lines by their own scale.
 * In: components in raster px. Out: blocks with their letters' usual height; marks (dots, accents, specks) are left for later.
 */
import type { Component } from './label-components.ts';

export interface Block {
  readonly members: readonly Component[];
  /** Usual height of a letter or a joined word, px: 1.3 to 2.5 x-heights. */
  readonly letterHeight: number;
}

/** Members of a block are no farther apart than this, in heights of the smaller one. */
const GAP_ACROSS = 2.2;
const GAP_DOWN = 1;
/** Words that stand side by side may be farther apart. */
const GAP_BESIDE = 4;
const BESIDE_OVERLAP = 0.4;
/** Components of one block differ in height by less than this. */
const HEIGHT_RATIO = 4.5;
/** A component lower and narrower than these shares of the usual height around it is a mark: dots, accents, dashes. */
const MARK_SHARE = 0.42;
const MARK_WIDTH = 1;
/** How far around a component its usual height is looked for, in its own heights; marks are small, so at least this many mm. */
const NEIGHBOURHOOD_MM = 30;

/** Of a component or of several, raster px; both ends are in it. */
export type Box = Pick<Component, 'left' | 'right' | 'top' | 'bottom'>;

export const heightOf = (c: Box): number => c.bottom - c.top + 1;
export const widthOf = (c: Box): number => c.right - c.left + 1;

export const groupBlocks = (
  components: readonly Component[],
  pxPerMm: number,
): { blocks: Block[]; marks: Component[] } => {
  const sorted = [...components].sort((a, b) => a.left - b.left);
  const marks: Component[] = [];
  const letters: Component[] = [];
  for (const c of sorted) (isMark(c, sorted, pxPerMm) ? marks : letters).push(c);
  // Nothing but dots: they are all there is.
  if (letters.length === 0) letters.push(...marks.splice(0));

  const parent = letters.map((_, i) => i);
  const root = (i: number): number => {
    let r = i;
    while (parent[r] !== r) r = parent[r]!;
    parent[i] = r;
    return r;
  };
  const tallest = Math.max(0, ...letters.map(heightOf));
  for (let i = 0; i < letters.length; i++)
    for (let j = i + 1; j < letters.length; j++) {
      const a = letters[i]!;
      const b = letters[j]!;
      if (b.left - a.right > GAP_BESIDE * tallest) continue;
      // A dash is low but belongs to letters of its own width.
      const ha = Math.max(heightOf(a), 0.6 * Math.min(widthOf(a), heightOf(b)));
      const hb = Math.max(heightOf(b), 0.6 * Math.min(widthOf(b), heightOf(a)));
      const h = Math.min(ha, hb);
      if (Math.max(ha, hb) > HEIGHT_RATIO * h) continue;
      const across = Math.max(0, b.left - a.right, a.left - b.right);
      const down = Math.max(0, b.top - a.bottom, a.top - b.bottom);
      const beside =
        Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > BESIDE_OVERLAP * Math.min(heightOf(a), heightOf(b));
      if (across <= (beside ? GAP_BESIDE : GAP_ACROSS) * h && down <= GAP_DOWN * h) parent[root(j)] = root(i);
    }
  const groups = new Map<number, Component[]>();
  letters.forEach((c, i) => {
    const r = root(i);
    const group = groups.get(r);
    if (group) group.push(c);
    else groups.set(r, [c]);
  });
  return {
    blocks: [...groups.values()].map((members) => ({ members, letterHeight: usualHeight(members) })),
    marks,
  };
};

/** Median height, each component counted by its width: joined words say more than single letters. */
export const usualHeight = (members: readonly Component[]): number => {
  const order = [...members].sort((a, b) => heightOf(a) - heightOf(b));
  const total = order.reduce((sum, c) => sum + widthOf(c), 0);
  let sum = 0;
  for (const c of order) {
    sum += widthOf(c);
    if (sum >= total / 2) return heightOf(c);
  }
  return 1;
};

const isMark = (c: Component, sortedByLeft: readonly Component[], pxPerMm: number): boolean => {
  const reach = Math.max(NEIGHBOURHOOD_MM * pxPerMm, 3 * heightOf(c));
  const around = sortedByLeft.filter(
    (o) =>
      o.left < c.right + reach &&
      o.right > c.left - reach &&
      o.top < c.bottom + reach / 2 &&
      o.bottom > c.top - reach / 2,
  );
  const usual = usualHeight(around);
  return heightOf(c) < MARK_SHARE * usual && widthOf(c) < MARK_WIDTH * usual;
};
