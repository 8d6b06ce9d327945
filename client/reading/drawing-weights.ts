/** How much each measurement speaks for a drawing: written by models/training/fit-drawing.ts. */
export interface Weights {
  readonly bias: number;
  readonly weights: readonly number[];
}

/** For whole lines, in the order of drawingFeatures. */
export const DRAWING_WEIGHTS: Weights = {
  bias: -0.546,
  weights: [
    -1.3199, -2.239, -5.3033, -0.367, -0.6409, 3.4631, 2.8804, -1.3348, 2.4066, 1.6805, -1.9185, 1.3999, -0.7849,
    -0.7883,
  ],
};

/** For groups of ink within a line, in the order of clusterFeatures; beyond the odds of `sure` hardly any word was ever seen. */
export const CLUSTER_WEIGHTS: Weights & { readonly sure: number } = {
  bias: 9.0882,
  weights: [-5.2509, 3.5248, -2.5152, 2.2723, 1.5679, 2.7764, -1.8295, 2.6996, -1.972, -1.1136, -1.2495],
  sure: 3.6476,
};
