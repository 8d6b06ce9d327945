/**
 * Polylines to ribbons: two vertices a point, joined by mitres, so that a shader can give them width and a soft edge.
 * Frame: whatever the points are in (canvas mm for ink, petal units for figures). One ribbon never overlaps itself at a joint,
 * so additive light has no beads.
 */

/** A mitre longer than this is cut: hairpins would throw spikes. */
const MITRE_LIMIT = 1.6;

export interface RibbonStroke {
  readonly points: Float32Array;
  /** Values of this stroke's points, one array a channel, each as long as the points are many. */
  readonly channels: readonly ArrayLike<number>[];
}

export interface Ribbon {
  /** x, y of the centre line, two vertices a point. */
  readonly centre: Float32Array;
  /** Mitred unit normal, towards this vertex' side. */
  readonly normal: Float32Array;
  /** x: −1 or 1 across; y: 0 at the stroke's ends, 1 from `taper` of its points on. */
  readonly across: Float32Array;
  /** One array a channel, two equal values a point. */
  readonly channels: readonly Float32Array[];
  readonly index: Uint32Array;
}

/** `taper`: points over which a ribbon's ends come to a point. */
export const buildRibbon = (strokes: readonly RibbonStroke[], channelCount: number, taper = 2): Ribbon => {
  const total = strokes.reduce((sum, s) => sum + s.points.length / 2, 0);
  const segments = strokes.reduce((sum, s) => sum + Math.max(0, s.points.length / 2 - 1), 0);
  const centre = new Float32Array(total * 4);
  const normal = new Float32Array(total * 4);
  const across = new Float32Array(total * 4);
  const channels = Array.from({ length: channelCount }, () => new Float32Array(total * 2));
  const index = new Uint32Array(segments * 6);
  let vertex = 0;
  let corner = 0;
  for (const { points, channels: values } of strokes) {
    const count = points.length / 2;
    for (let i = 0; i < count; i++) {
      const [nx, ny] = mitre(points, i, count);
      const fromEnd = Math.min(i, count - 1 - i);
      for (const side of [-1, 1]) {
        centre.set([points[i * 2]!, points[i * 2 + 1]!], vertex * 2);
        normal.set([nx * side, ny * side], vertex * 2);
        across.set([side, Math.min(1, fromEnd / taper)], vertex * 2);
        for (let c = 0; c < channelCount; c++) channels[c]![vertex] = values[c]![i]!;
        vertex++;
      }
      if (i === 0) continue;
      index.set([vertex - 4, vertex - 3, vertex - 2, vertex - 2, vertex - 3, vertex - 1], corner);
      corner += 6;
    }
  }
  return { centre, normal, across, channels, index };
};

const direction = (points: Float32Array, from: number, to: number): readonly [number, number] => {
  const dx = points[to * 2]! - points[from * 2]!;
  const dy = points[to * 2 + 1]! - points[from * 2 + 1]!;
  const length = Math.hypot(dx, dy);
  return length > 0 ? [dx / length, dy / length] : [1, 0];
};

const mitre = (points: Float32Array, i: number, count: number): readonly [number, number] => {
  if (count < 2) return [0, 1];
  const before = direction(points, Math.max(0, i - 1), Math.max(1, i));
  const after = direction(points, Math.min(i, count - 2), Math.min(i + 1, count - 1));
  const tx = before[0] + after[0];
  const ty = before[1] + after[1];
  const length = Math.hypot(tx, ty);
  if (length < 1e-3) return [-after[1], after[0]];
  const stretch = Math.min(MITRE_LIMIT, 2 / length);
  return [(-ty / length) * stretch, (tx / length) * stretch];
};
