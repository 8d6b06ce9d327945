/** How much each measurement speaks for a drawing: written by models/training/fit-drawing.ts. */
/** For whole lines, in the order of saidFeatures and inkFeatures. */
export const DRAWING_WEIGHTS = {
  bias: -0.4398,
  saidWeights: [-2.9236, -2.0909, -4.193, -0.6265, -0.1032, -4.5022, 1.8772],
  inkWeights: [-1.6084, 2.8486, 1.8998, 0.1502, 2.7976, -0.8847, -2.085],
  /** More than this the ink alone never spoke for a drawing. */
  inkAtMost: 12.3681,
};

/** For groups of ink within a line, in the order of opinionFeatures and markFeatures. */
export const CLUSTER_WEIGHTS = {
  bias: 10.971,
  opinionWeights: [-5.8799, 2.8936],
  markWeights: [-3.0861, 3.05, 1.2189, 4.1103, -1.814, 3.6864, -2.1562, -1.7532, -1.6043],
  /** More than this the ink alone never spoke for a drawing. */
  marksAtMost: 7.1696,
  /** Beyond these odds hardly any word was ever seen. */
  sure: 2.7465,
};
