/** How much each measurement speaks for a drawing: written by models/training/fit-drawing.ts. */
/** For whole lines, in the order of drawingFeatures. */
export const DRAWING_WEIGHTS = {
  bias: -0.546,
  weights: [
    -1.3199, -2.239, -5.3033, -0.367, -0.6409, 3.4631, 2.8804, -1.3348, 2.4066, 1.6805, -1.9185, 1.3999, -0.7849,
    -0.7883,
  ],
};

/** For groups of ink within a line, in the order of opinionFeatures and markFeatures. */
export const CLUSTER_WEIGHTS = {
  bias: 9.0882,
  opinionWeights: [-5.2509, 3.5248],
  markWeights: [-2.5152, 2.2723, 1.5679, 2.7764, -1.8295, 2.6996, -1.972, -1.1136, -1.2495],
  /** More than this the ink alone never spoke for a drawing. */
  marksAtMost: 8,
  /** Beyond these odds hardly any word was ever seen. */
  sure: 3.6476,
};
