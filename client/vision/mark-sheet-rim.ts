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
