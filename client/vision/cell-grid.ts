/**
 * A coarse grid of square cells laid over the canvas raster: what is smooth (paper tone, ambient light, occlusion) is kept a cell,
 * what is fine (ink) a pixel. Frame: canvas raster px.
 */
export interface CellGrid {
  /** Raster size, px. */
  readonly width: number;
  readonly height: number;
  /** Side of a cell, px; the last column and row take what is left over. */
  readonly cell: number;
  readonly columns: number;
  readonly rows: number;
}

export const layCells = (width: number, height: number, cell: number): CellGrid => ({
  width,
  height,
  cell,
  columns: Math.max(1, Math.round(width / cell)),
  rows: Math.max(1, Math.round(height / cell)),
});

/** First px and px after the last of cell column (or row) `i` of `count` over `length` px. */
export const cellSpan = (i: number, count: number, cell: number, length: number): readonly [number, number] => [
  i * cell,
  i === count - 1 ? length : (i + 1) * cell,
];

/** Calls `visit(y, line)` for each raster row with the cells' values interpolated bilinearly along it; `line` is reused. */
export const interpolateRows = (
  grid: CellGrid,
  values: Float32Array,
  visit: (y: number, line: Float32Array) => void,
): void => {
  const { width, height, cell, columns, rows } = grid;
  const line = new Float32Array(width);
  const across = new Float32Array(columns);
  /** First px of the stretch that lies between cell centres c and c + 1; one more closes the last. */
  const from = new Uint16Array(columns + 1).fill(width);
  const share = new Float32Array(width);
  for (let x = width - 1; x >= 0; x--) {
    const g = Math.min(columns - 1, Math.max(0, (x + 0.5) / cell - 0.5));
    const left = Math.min(Math.max(0, columns - 2), Math.floor(g));
    share[x] = columns > 1 ? g - left : 0;
    from[left] = x;
  }
  for (let y = 0; y < height; y++) {
    const g = Math.min(rows - 1, Math.max(0, (y + 0.5) / cell - 0.5));
    const top = Math.min(Math.max(0, rows - 2), Math.floor(g));
    const f = rows > 1 ? g - top : 0;
    const bottom = Math.min(rows - 1, top + 1);
    for (let c = 0; c < columns; c++)
      across[c] = values[top * columns + c]! * (1 - f) + values[bottom * columns + c]! * f;
    if (columns === 1) line.fill(across[0]!);
    else
      for (let c = 0; c < columns - 1; c++) {
        const a = across[c]!;
        const rise = across[c + 1]! - a;
        for (let x = from[c]!, end = from[c + 1]!; x < end; x++) line[x] = a + rise * share[x]!;
      }
    visit(y, line);
  }
};

/** Marks every cell within `reach` cells of a marked one (square neighbourhood). */
export const dilateCells = (grid: CellGrid, marked: Uint8Array, reach: number): Uint8Array => {
  const { columns, rows } = grid;
  const out = new Uint8Array(marked.length);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      if (marked[r * columns + c] === 0) continue;
      for (let y = Math.max(0, r - reach); y <= Math.min(rows - 1, r + reach); y++)
        for (let x = Math.max(0, c - reach); x <= Math.min(columns - 1, c + reach); x++) out[y * columns + x] = 1;
    }
  return out;
};
