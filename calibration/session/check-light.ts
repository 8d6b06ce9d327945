/**
 * Is there light enough, not too much, and does it stay? In: captures of white and black (begin and end) in blocks; out: troubles. All in linear light
 * as the camera codes it; frame: blocks of camera px.
 */

import type { Capture } from './capture-shot.ts';
import type { Trouble } from './contract.ts';
import { BLOCK_PX, gridOf, medianOf } from './light-grid.ts';
import type { LitBlocks } from './lit-blocks.ts';
import { troubleOf } from './troubles.ts';

/** White over black on a block, linear: less is 6 of 255 at mid grey and drowns in a camera's noise. */
const LEAST_LIGHT = 0.02;
/** Shares of the paper that may be darker before it is said, and before the run is refused. */
const DARK_WARNS = 0.01;
const DARK_BLOCKS = 0.05;
/** Clipped px: the same. */
const CLIPPED_FROM = 254;
/** Mean linear light of a block in which px are clipped by their noise. */
const CLIPPED_LIGHT = 0.9;
const CLIPPED_WARNS = 0.02;
const CLIPPED_BLOCKS = 0.15;
/** Share by which held light may change: flicker that is averaged over three pictures and mains' own wavering stay below. */
const EXPOSURE_CHANGE = 0.025;
/** The same between begin and end; lamps warm up, the sun moves. */
const RUN_CHANGE = 0.05;
const BALANCE_CHANGE = 0.04;
/** Bands of brightness between pictures of the same white, share of its light. */
const FLICKER_WARNS = 0.04;

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

/** On the paper, or on all that is lit where no paper is known. */
export const checkLevels = (
  white: Capture,
  black: Capture,
  blocks: LitBlocks,
  size: { width: number; height: number },
): Trouble[] => {
  const looked = blocks.paper.length > 0 ? blocks.paper : blocks.lit;
  const name = blocks.paper.length > 0 ? 'the paper' : 'the lit wall';
  const isLit = new Set(blocks.lit);
  const within = looked.filter((block) => isLit.has(block));
  const troubles: Trouble[] = [];
  const outside = 1 - blocks.paperInRaster;
  if (outside > DARK_WARNS)
    troubles.push(
      troubleOf('raster-not-seen', `the projector’s light misses ${percent(outside)} of ${name} (good: none)`, 'warns'),
    );
  const dark =
    within.filter((block) => white.grid[block]! - black.grid[block]! < LEAST_LIGHT).length / Math.max(1, within.length);
  if (dark > DARK_WARNS)
    troubles.push(
      troubleOf(
        'too-dark',
        `${percent(dark)} of ${name} sends back too little light to measure by (good: below ${percent(DARK_WARNS)})`,
        dark > DARK_BLOCKS ? 'blocks' : 'warns',
      ),
    );
  const clipped = clippedShare(white.luma, within, size);
  if (clipped > CLIPPED_WARNS)
    troubles.push(
      troubleOf(
        'over-exposed',
        `${percent(clipped)} of ${name} is clipped under white light (good: below ${percent(CLIPPED_WARNS)})`,
        clipped > CLIPPED_BLOCKS ? 'blocks' : 'warns',
      ),
    );
  return troubles;
};

const clippedShare = (luma: Uint8Array, blocks: readonly number[], size: { width: number; height: number }): number => {
  const { columns } = gridOf(size);
  let clipped = 0;
  for (const block of blocks) {
    const x0 = (block % columns) * BLOCK_PX;
    const y0 = Math.floor(block / columns) * BLOCK_PX;
    for (let y = y0; y < y0 + BLOCK_PX; y++)
      for (let x = x0; x < x0 + BLOCK_PX; x++) if (luma[y * size.width + x]! >= CLIPPED_FROM) clipped++;
  }
  return clipped / Math.max(1, blocks.length * BLOCK_PX * BLOCK_PX);
};

/** Median over the lit blocks: somebody who walks in covers fewer than half. */
const changeOf = (blocks: readonly number[], from: (block: number) => number, to: (block: number) => number): number =>
  medianOf(blocks.filter((block) => from(block) > LEAST_LIGHT / 2).map((block) => to(block) / from(block) - 1));

/** Black or white that is held must stay as it is. */
export const checkHeld = (held: Capture, blocks: LitBlocks): Trouble[] => {
  // What is clipped cannot change: blocks that are not tell.
  const tellable = blocks.lit.filter((b) => Math.max(held.firstGrid[b]!, held.lastGrid[b]!) < CLIPPED_LIGHT);
  const change = changeOf(
    tellable,
    (b) => held.firstGrid[b]!,
    (b) => held.lastGrid[b]!,
  );
  if (!(Math.abs(change) > EXPOSURE_CHANGE)) return [];
  return [
    troubleOf(
      'auto-exposure',
      `the brightness of a ${held.shot.purpose} that did not change went ${change > 0 ? 'up' : 'down'} by ${percent(Math.abs(change))} in 0.3 s (good: below ${percent(EXPOSURE_CHANGE)})`,
    ),
  ];
};

/** The projector's own light, white less black, at the end as at the beginning; and the same white. */
export const checkLightAtEnd = (
  white: Capture,
  black: Capture,
  whiteAgain: Capture,
  blackAgain: Capture,
  colourBefore: Capture | null,
  blocks: LitBlocks,
): Trouble[] => {
  const troubles: Trouble[] = [];
  const change = changeOf(
    blocks.lit,
    (b) => white.grid[b]! - black.grid[b]!,
    (b) => whiteAgain.grid[b]! - blackAgain.grid[b]!,
  );
  if (Math.abs(change) > RUN_CHANGE)
    troubles.push(
      troubleOf(
        'auto-exposure',
        `the projector’s light ${change > 0 ? 'rose' : 'fell'} by ${percent(Math.abs(change))} in the run (good: below ${percent(RUN_CHANGE)})`,
      ),
    );
  // Black after white, where black came after markers before: what follows the picture's brightness gives itself away.
  const darkChange = changeOf(
    blocks.lit,
    (b) => black.grid[b]!,
    (b) => blackAgain.grid[b]!,
  );
  if (Math.abs(darkChange) > RUN_CHANGE && troubles.length === 0)
    troubles.push(
      troubleOf(
        'auto-exposure',
        `the picture of black ${darkChange > 0 ? 'rose' : 'fell'} by ${percent(Math.abs(darkChange))} in the run (good: below ${percent(RUN_CHANGE)})`,
      ),
    );
  const before = colourBefore?.rgb ?? null;
  const after = whiteAgain.rgb;
  if (before !== null && after !== null) {
    const [redBefore, blueBefore] = balanceOf(before);
    const [redAfter, blueAfter] = balanceOf(after);
    const shift = Math.max(Math.abs(redAfter / redBefore - 1), Math.abs(blueAfter / blueBefore - 1));
    if (shift > BALANCE_CHANGE)
      troubles.push(
        troubleOf(
          'auto-exposure',
          `the white balance shifted by ${percent(shift)} in the run (good: below ${percent(BALANCE_CHANGE)})`,
        ),
      );
  }
  return troubles;
};

/** Red and blue over green, codes, from every 101st px that is neither dark nor clipped. */
const balanceOf = (rgb: Uint8Array): readonly [number, number] => {
  const sums = [0, 0, 0];
  for (let o = 0; o < rgb.length; o += 303) {
    const [r, g, b] = [rgb[o]!, rgb[o + 1]!, rgb[o + 2]!];
    if (Math.min(r, g, b) < 40 || Math.max(r, g, b) > 250) continue;
    sums[0]! += r;
    sums[1]! += g;
    sums[2]! += b;
  }
  return sums[1]! > 0 ? [sums[0]! / sums[1]!, sums[2]! / sums[1]!] : [1, 1];
};

/** Bands: rows of blocks whose light differs from picture to picture of the same white. `grids`: three pictures or more, one after the other. */
export const checkFlicker = (grids: readonly Float32Array[], blocks: LitBlocks, columns: number): Trouble[] => {
  if (grids.length < 2) return [];
  const rows = new Map<number, number[]>();
  for (const block of blocks.lit)
    rows.set(Math.floor(block / columns), [...(rows.get(Math.floor(block / columns)) ?? []), block]);
  let largest = 0;
  for (const members of rows.values()) {
    if (members.length < 4) continue;
    const levels = grids.map((grid) => members.reduce((sum, block) => sum + grid[block]!, 0) / members.length);
    const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
    const spread = (Math.max(...levels) - Math.min(...levels)) / 2 / mean;
    largest = Math.max(largest, spread);
  }
  return largest > FLICKER_WARNS
    ? [
        troubleOf(
          'flicker',
          `room light flickers by ±${percent(largest)} in the picture (good: below ${percent(FLICKER_WARNS)})`,
          'warns',
        ),
      ]
    : [];
};
