/** How much each measurement speaks for a drawing: written by models/training/fit-drawing.ts. */
/** For whole lines, in the order of drawingFeatures. */
export const DRAWING_WEIGHTS = {
  bias: -1.6696,
  weights: [
    -1.7556, -2.6332, -5.4785, -0.8231, -0.3997, -5.4024, 1.2092, -1.2856, 2.8035, 1.76, 0.1155, 2.5559, -0.869,
    -2.2144,
  ],
};

/** For groups of ink within a line, in the order of opinionFeatures and markFeatures. */
export const CLUSTER_WEIGHTS = {
  bias: 13.6129,
  opinionWeights: [-5.8674, 3.1318],
  markWeights: [-2.6891, 2.6942, 0.9519, 3.5418, -2.1706, 3.2388, -1.6261, -2.2011, -1.8298],
  /** More than this the ink alone never spoke for a drawing. */
  marksAtMost: 3.6038,
  /** Beyond these odds hardly any word was ever seen. */
  sure: 2.6497,
};
