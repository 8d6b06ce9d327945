/**
 * Connected components (8-neighbourhood) of a raster above a threshold, by flood fill. Frame: px of the raster given.
 * Labels are 1, 2, 3 … in scan order; 0 is background.
 */
export interface Component {
  /** Inclusive. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Pixels. */
  readonly size: number;
}

export const labelComponents = (
  data: Uint8Array,
  width: number,
  height: number,
  threshold: number,
): { readonly labels: Int32Array; readonly components: readonly Component[] } => {
  const labels = new Int32Array(width * height);
  const stack = new Int32Array(width * height);
  const components: Component[] = [];
  for (let start = 0; start < labels.length; start++) {
    if (labels[start]! !== 0 || data[start]! < threshold) continue;
    const label = components.length + 1;
    let left = width;
    let right = 0;
    let top = height;
    let bottom = 0;
    let size = 0;
    let depth = 1;
    stack[0] = start;
    labels[start] = label;
    while (depth > 0) {
      const i = stack[--depth]!;
      const x = i % width;
      const y = (i - x) / width;
      size++;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const j = v * width + u;
          if (labels[j]! !== 0 || data[j]! < threshold) continue;
          labels[j] = label;
          stack[depth++] = j;
        }
    }
    components.push({ left, right, top, bottom, size });
  }
  return { labels, components };
};
