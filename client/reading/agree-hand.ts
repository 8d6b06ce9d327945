/**
 * How large and how slanted a line is written, with the other lines of its canvas taken into account: one line says both within a fifth, a page of
 * one hand far better. Method: mean shift (Fukunaga and Hostetler, 1975) from the line's own measure, so that lines of another size or slant
 * (a heading, another visitor) have no say. In: px of crops of one scale. Out: likewise.
 */

/** Of one line, as normalise-line.ts measures it. */
export interface Hand {
  /** Standard deviation of the rows of stroke crossings, px of the crop. */
  readonly size: number;
  /** px to the right per px upward. */
  readonly slant: number;
  /** Stroke crossings of a typical row: long lines say more. */
  readonly crossings: number;
}

/** How far one line's measure of its hand is off: a fifth of the size (as a logarithm), and of a slant of 45°. */
const SIZE_SPREAD = 0.25;
const SLANT_SPREAD = 0.2;
/** It moves little after the first few. */
const STEPS = 12;

/** `others`: of lines on the same raster; without any, the line's own measure. */
export function agreeHand(own: Hand, others: readonly Hand[]): Hand {
  if (others.length === 0) return own;
  const all = [own, ...others].filter(({ size, crossings }) => size > 0 && crossings > 0);
  let { size, slant } = own;
  for (let step = 0; step < STEPS; step++) {
    let weight = 0;
    let logs = 0;
    let slants = 0;
    for (const hand of all) {
      const larger = Math.log(hand.size / size) / SIZE_SPREAD;
      const further = (hand.slant - slant) / SLANT_SPREAD;
      const say = hand.crossings * Math.exp(-0.5 * (larger * larger + further * further));
      weight += say;
      logs += say * Math.log(hand.size);
      slants += say * hand.slant;
    }
    if (weight === 0) break;
    size = Math.exp(logs / weight);
    slant = slants / weight;
  }
  return { ...own, size, slant };
}
