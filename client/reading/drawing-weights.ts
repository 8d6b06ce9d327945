/** How much each measurement speaks for a drawing: written by models/training/fit-drawing.ts. */
/** For whole lines, in the order of drawingFeatures. */
export const DRAWING_WEIGHTS = {
  bias: -2.8941,
  weights: [
    -0.7175, -1.867, -4.2166, -0.5607, -0.8003, 4.9481, 2.4529, -0.9598, 2.4258, 2.0489, -0.7665, 1.8091, -0.6842,
    -1.2564,
  ],
};

/** For groups of ink within a line, in the order of opinionFeatures and markFeatures. */
export const CLUSTER_WEIGHTS = {
  bias: 10.9916,
  opinionWeights: [-5.2827, 2.9629],
  markWeights: [-2.5804, 2.5996, 1.4508, 2.8189, -2.4458, 3.0054, -1.9111, -1.5804, -1.5456],
  /** More than this the ink alone never spoke for a drawing. */
  marksAtMost: 4.8817,
  /** Beyond these odds hardly any word was ever seen. */
  sure: 3.4996,
};
