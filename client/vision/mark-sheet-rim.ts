/**
 * What shows beyond a curled or bowed edge of the sheet (desk, shadow) is dark and reaches the raster's border: it is marked as covered.
 * Frame: canvas raster. Method: flood from the border through dark pixels, no deeper than a bow reaches.
 */

/** Sheets bow inwards by up to 8 mm on the photographs at hand. */
const RIM_MM = 10;

/** Sets 255 in `covered` for dark pixels joined to the raster's border. `darkness` 0…1, `dark` = what counts as dark. */
export const markSheetRim = (
  width: number,
  height: number,
  pxPerMm: number,
  darkness: Float32Array,
  dark: number,
  covered: Uint8Array,
): void => {
  const rim = Math.max(3, Math.round(RIM_MM * pxPerMm));
  const seen = new Uint8Array(width * height);
  const stack: number[] = [];
  const push = (i: number): void => {
    if (seen[i] !== 0 || darkness[i]! <= dark) return;
    seen[i] = 1;
    stack.push(i);
  };
  for (let x = 0; x < width; x++) {
    push(x);
    push((height - 1) * width + x);
  }
  for (let y = 0; y < height; y++) {
    push(y * width);
    push(y * width + width - 1);
  }
  for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
    covered[i] = 255;
    const x = i % width;
    const y = (i - x) / width;
    if (Math.min(x, width - 1 - x, y, height - 1 - y) >= rim) continue;
    if (x > 0) push(i - 1);
    if (x < width - 1) push(i + 1);
    if (y > 0) push(i - width);
    if (y < height - 1) push(i + width);
  }
};

/**
 * The rim of a hand lies in cells that are mostly paper: dark pixels joined to a covered place are covered too, as far as `near` (nonzero) reaches.
 * A stroke that runs under the hand is covered there as well, and keeps what was last seen.
 */
export const spreadCover = (
  width: number,
  height: number,
  darkness: Float32Array,
  dark: number,
  near: Uint8Array,
  covered: Uint8Array,
): void => {
  const stack: number[] = [];
  for (let y = 1; y < height - 1; y++)
    for (let x = 1, i = y * width + 1; x < width - 1; x++, i++) {
      if (near[i] === 0 || covered[i] !== 0 || darkness[i]! <= dark) continue;
      if (covered[i - 1] !== 0 || covered[i + 1] !== 0 || covered[i - width] !== 0 || covered[i + width] !== 0)
        stack.push(i);
    }
  for (const i of stack) covered[i] = 255;
  for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
    const x = i % width;
    const y = (i - x) / width;
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
        const j = v * width + u;
        if (near[j] === 0 || covered[j] !== 0 || darkness[j]! <= dark) continue;
        covered[j] = 255;
        stack.push(j);
      }
  }
};
