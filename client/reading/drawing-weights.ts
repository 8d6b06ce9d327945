/** How much each measurement speaks for a drawing: written by models/training/fit-drawing.ts. */
/** For whole lines, in the order of saidFeatures and inkFeatures. */
export const DRAWING_WEIGHTS = {
  bias: -1.5537,
  saidWeights: [-2.4376, -2.0428, -5.0594, -0.6135, 0.3731, -2.2013, 1.4543],
  inkWeights: [-1.2485, 2.807, 1.829, -0.3514, 2.5205, -1.3161, -2.0096],
  /** More than this the ink alone never spoke for a drawing. */
  inkAtMost: 11.9783,
};

/** For groups of ink within a line, in the order of opinionFeatures and markFeatures. */
export const CLUSTER_WEIGHTS = {
  bias: 11.4787,
  opinionWeights: [-5.7853, 2.6523],
  markWeights: [-2.946, 2.8981, 1.254, 3.6032, -1.1222, 3.5388, -2.2278, -1.7832, -1.6894],
  /** More than this the ink alone never spoke for a drawing. */
  marksAtMost: 6.3148,
  /** Beyond these odds hardly any word was ever seen. */
  sure: 2.1427,
};
