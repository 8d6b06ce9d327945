/**
 * Brings what the server holds of a canvas to what this camera sees of it, after each join: a server that lost its memory
 * is told everything again, and what an earlier page left behind is withdrawn.
 * In: the server's snapshot and the page's own. Out: the observation that turns the one into the other. Canvas mm.
 */
import type {
  Bytes,
  CanvasStroke,
  Observation,
  ObservedLine,
  ObservedStroke,
  Snapshot,
} from '../../server/protocol.ts';

/** Null when both hold the same strokes and lines. */
export const reconcileCanvas = (server: Snapshot, own: Snapshot, time: number): Observation | null => {
  const chunks: Uint8Array[] = [];
  let offset = 0;
  const strokes: ObservedStroke[] = [];
  const ownStrokes = new Map(own.strokes.map((stroke) => [stroke.id, stroke]));
  const serverStrokes = new Map(server.strokes.map((stroke) => [stroke.id, stroke]));
  for (const stroke of server.strokes)
    if (!ownStrokes.has(stroke.id)) strokes.push({ ...bare(stroke), state: 'withdrawn', offset: 0, count: 0 });
  for (const stroke of own.strokes) {
    const known = serverStrokes.get(stroke.id);
    if (known && known.state === stroke.state && sameBytes(known.points, stroke.points)) continue;
    const bytes = bytesOf(stroke.points);
    const count = bytes.byteLength / 8;
    strokes.push({ ...bare(stroke), state: stroke.state, offset, count });
    chunks.push(bytes);
    offset += count;
  }
  const lines: ObservedLine[] = [];
  const ownLines = new Map(own.lines.map((line) => [line.id, line]));
  const serverLines = new Map(server.lines.map((line) => [line.id, line]));
  for (const line of server.lines) if (!ownLines.has(line.id)) lines.push({ ...line, state: 'withdrawn' });
  for (const line of own.lines) {
    const known = serverLines.get(line.id);
    if (!known || known.revision !== line.revision || known.state !== line.state || known.text !== line.text)
      lines.push(line);
  }
  if (strokes.length === 0 && lines.length === 0) return null;
  const paper = own.paper ?? { kind: 'absent', reason: 'the camera page has just opened' };
  return { type: 'observation', time, paper, strokes, points: joined(chunks, offset * 8), lines };
};

const bare = (stroke: CanvasStroke): Pick<ObservedStroke, 'id' | 'widthMm' | 'time'> => ({
  id: stroke.id,
  widthMm: stroke.widthMm,
  time: stroke.time,
});

const bytesOf = (data: Bytes): Uint8Array => (data instanceof Uint8Array ? data : new Uint8Array(data));

const sameBytes = (left: Bytes, right: Bytes): boolean => {
  const a = bytesOf(left);
  const b = bytesOf(right);
  return a.byteLength === b.byteLength && a.every((value, i) => value === b[i]);
};

const joined = (chunks: readonly Uint8Array[], length: number): ArrayBuffer => {
  const out = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.byteLength;
  }
  return out.buffer;
};
