/**
 * Where ink came from: the affine map from the ink map back to source px.
 */
/** Maps (u, v) of the ink map to source px: x = a·u + b·v + c, y = d·u + e·v + f (pixel centres at integers). */
export interface LineToSource {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}
