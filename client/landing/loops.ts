/** The loops that children write before they write letters: a prolate cycloid, slanted, as one stroke. Pure. */

export interface LoopSize {
  readonly width: number;
  readonly height: number;
  readonly loops: number;
}

/** Points to each loop: more than the eye can tell. */
const STEPS = 28;
/** Writing leans: about 20° from upright. */
const SLANT = Math.tan((20 * Math.PI) / 180);

/** x, y pairs in px within `width` × `height`, from the left; loops shrink to the right as a tired hand's do. */
export const writeLoops = ({ width, height, loops }: LoopSize): Float32Array => {
  const total = loops * STEPS;
  const advance = width / (loops + 2.2);
  const points = new Float32Array(2 * (total + 1));
  for (let i = 0; i <= total; i++) {
    const turn = (i / STEPS) * 2 * Math.PI;
    const tired = 1 - 0.42 * (i / total) ** 1.4;
    const radius = (height / 2) * tired;
    // Up the right side of each loop and down its left, as a pen goes; the height swells a little from loop to loop.
    const swell = 1 - 0.09 * (1 + Math.sin(turn * 0.37 + 1));
    const up = radius * swell * (1 - Math.cos(turn));
    points[2 * i] = advance * (i / STEPS) + radius * 0.34 * Math.sin(turn) + up * SLANT;
    points[2 * i + 1] = height - up;
  }
  return points;
};
