/**
 * The line that was written last on a canvas, laid out to be shown: canvas mm → px of a picture of the given size, upright as it
 * was written, left-aligned, resting on the picture's bottom. Pure.
 */
import { floatsOf, type ObservedLine, type Snapshot } from '../../server/protocol.ts';

export interface ShownLine {
  readonly id: string;
  /** Changes when the line's ink or text does. */
  readonly key: string;
  readonly text: string;
  /** Each stroke as x, y pairs in px, in the order they were written. */
  readonly strokes: readonly Float32Array[];
}

/** Less is a dot or a first stroke, and no line to look at yet: mm across. */
const LEAST_WIDTH_MM = 15;
/** A short word is not blown up beyond this: px a mm. */
const MOST_PX_PER_MM = 5;

/** Committed lines only: what is still being made out would flicker. null: there is none, or it has no strokes to show. */
export const latestLine = (canvas: Snapshot, picture: { width: number; height: number }): ShownLine | null => {
  const strokesById = new Map(canvas.strokes.map((s) => [s.id, s]));
  let latest: ObservedLine | null = null;
  let latestTime = Number.NEGATIVE_INFINITY;
  for (const line of canvas.lines) {
    if (line.state !== 'committed' || line.box.width < LEAST_WIDTH_MM) continue;
    const time = Math.max(...line.strokes.map((id) => strokesById.get(id)?.time ?? Number.NEGATIVE_INFINITY));
    if (time >= latestTime && time > Number.NEGATIVE_INFINITY) [latest, latestTime] = [line, time];
  }
  if (!latest) return null;
  const strokes = latest.strokes
    .flatMap((id) => strokesById.get(id) ?? [])
    .sort((a, b) => a.time - b.time)
    .map((s) => floatsOf(s.points))
    .filter((points) => points.length >= 4);
  if (strokes.length === 0) return null;
  const { left, top, width, height } = boundsOf(strokes);
  const scale = Math.min(picture.width / Math.max(width, 1), picture.height / Math.max(height, 1), MOST_PX_PER_MM);
  const lift = picture.height - height * scale;
  return {
    id: latest.id,
    key: `${latest.id} ${latest.text} ${strokes.length}`,
    text: latest.kind === 'text' ? latest.text : '',
    strokes: strokes.map((points) =>
      points.map((value, i) => (i % 2 === 0 ? (value - left) * scale : (value - top) * scale + lift)),
    ),
  };
};

const boundsOf = (strokes: readonly Float32Array[]): { left: number; top: number; width: number; height: number } => {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const points of strokes)
    for (let i = 0; i + 1 < points.length; i += 2) {
      left = Math.min(left, points[i]!);
      right = Math.max(right, points[i]!);
      top = Math.min(top, points[i + 1]!);
      bottom = Math.max(bottom, points[i + 1]!);
    }
  return { left, top, width: right - left, height: bottom - top };
};
