/** How much each measurement speaks for a drawing: written by models/training/fit-drawing.ts. */
/** For whole lines, in the order of saidFeatures and inkFeatures. */
export const DRAWING_WEIGHTS = {
  bias: -1.1253,
  saidWeights: [-2.5699, -1.3056, -3.6089, -0.6792, -0.7956, -3.4573, 0.9768],
  inkWeights: [-1.724, 2.4933, 2.109, 0.0868, 2.5671, -0.7898, -1.9057],
  /** More than this the ink alone never spoke for a drawing. */
  inkAtMost: 11.3136,
};

/** For groups of ink within a line, in the order of opinionFeatures and markFeatures. */
export const CLUSTER_WEIGHTS = {
  bias: 11.0747,
  opinionWeights: [-5.7071, 2.1856],
  markWeights: [-2.9322, 2.7526, 1.5291, 2.5043, -0.3283, 3.4557, -2.0572, -2.4875, -1.4339],
  /** More than this the ink alone never spoke for a drawing. */
  marksAtMost: 5.5842,
  /** Beyond these odds hardly any word was ever seen. */
  sure: 1.9791,
};
