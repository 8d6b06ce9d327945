/** How much each measurement speaks for a drawing: written by models/training/fit-drawing.ts. */
/** For whole lines, in the order of drawingFeatures. */
export const DRAWING_WEIGHTS = {
  bias: -1.9556,
  weights: [
    -2.3441, -1.8181, -4.4118, -0.7807, -0.224, -1.593, 1.8728, -1.2782, 2.6422, 1.547, 0.1211, 2.5672, -0.9155,
    -1.8544,
  ],
};

/** For groups of ink within a line, in the order of opinionFeatures and markFeatures. */
export const CLUSTER_WEIGHTS = {
  bias: 12.1178,
  opinionWeights: [-5.8488, 3.0758],
  markWeights: [-2.2975, 2.4713, 1.0227, 3.9944, -1.6364, 3.4088, -1.9563, -1.9028, -1.7735],
  /** More than this the ink alone never spoke for a drawing. */
  marksAtMost: 5.0536,
  /** Beyond these odds hardly any word was ever seen. */
  sure: 3.1108,
};
