/**
 * Polylines cut into the segments that the GPU draws as soft round-ended lines. A segment's light depends on distance alone and
 * segments are joined by maximum, so tight letters have neither beads at joints nor spikes in bends.
 * Frame: whatever the points are in (canvas mm for ink, petal units for figures).
 */
export interface CutStroke {
  /** x, y pairs. */
  readonly points: Float32Array;
  /** Values of this stroke's points, one array a channel. */
  readonly channels: readonly ArrayLike<number>[];
}

export interface Segments {
  readonly count: number;
  /** x, y of the start, x, y of the end. */
  readonly ends: Float32Array;
  /** One array a channel: value at the start, value at the end. */
  readonly channels: readonly Float32Array[];
}

/** `stride`: points that one segment spans; the last point is always reached. */
export const cutSegments = (strokes: readonly CutStroke[], channelCount: number, stride = 1): Segments => {
  const count = strokes.reduce((sum, s) => sum + Math.max(0, Math.ceil((s.points.length / 2 - 1) / stride)), 0);
  const ends = new Float32Array(count * 4);
  const channels = Array.from({ length: channelCount }, () => new Float32Array(count * 2));
  let at = 0;
  for (const { points, channels: values } of strokes) {
    const last = points.length / 2 - 1;
    for (let i = 0; i < last; i += stride) {
      const j = Math.min(last, i + stride);
      ends.set([points[i * 2]!, points[i * 2 + 1]!, points[j * 2]!, points[j * 2 + 1]!], at * 4);
      for (let c = 0; c < channelCount; c++) channels[c]!.set([values[c]![i]!, values[c]![j]!], at * 2);
      at++;
    }
  }
  return { count, ends, channels };
};
