/** How much each measurement speaks for a drawing: written by models/training/fit-drawing.ts, in the order of drawingFeatures. */
export const DRAWING_WEIGHTS: { readonly bias: number; readonly weights: readonly number[] } = {
  bias: -0.8901,
  weights: [
    -0.7876, -2.4571, -5.3051, -0.4972, -0.7295, 4.0925, 2.851, -1.3001, 2.3322, 1.7401, -1.751, 1.328, -0.8289,
    -0.9885,
  ],
};
