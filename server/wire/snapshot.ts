/** What a canvas holds: all that a late joiner needs, how it travels, and what each message leaves of it. Frame: canvas mm. */
import { type CalibrationMessage, type CalibrationState, foldCalibration, NOTHING_CALIBRATED } from './calibration.ts';
import type { Observation, ObservedLine, ObservedPaper } from './observation.ts';
import type { Bytes } from './values.ts';

/** A stroke with its own points: float32 x, y pairs in canvas mm. */
export interface CanvasStroke {
  readonly id: string;
  readonly state: 'tentative' | 'committed';
  readonly points: Bytes;
  readonly widthMm: number;
  /** When its ink was first seen, ms of the server's clock: the sender's may be long gone. */
  readonly time: number;
}
/** All that a late joiner needs; plain data, ordered by first appearance. */
export interface Snapshot extends CalibrationState {
  readonly canvas: string;
  readonly paper: ObservedPaper | null;
  readonly strokes: readonly CanvasStroke[];
  readonly lines: readonly ObservedLine[];
}
/** A snapshot on the wire: all points in one attachment, since Socket.IO sends each attachment as a frame of its own. */
export interface PackedSnapshot extends Omit<Snapshot, 'strokes'> {
  readonly strokes: readonly (Omit<CanvasStroke, 'points'> & { readonly offset: number; readonly count: number })[];
  readonly points: Bytes;
}

export const emptySnapshot = (canvas: string): Snapshot => ({
  canvas,
  paper: null,
  strokes: [],
  lines: [],
  ...NOTHING_CALIBRATED,
});

/** Lays polylines end to end; `offset` and `count` are in points of 8 bytes, as in an observation. */
export const packStrokes = <S extends { readonly points: Bytes }>(
  strokes: readonly S[],
): { strokes: (Omit<S, 'points'> & { offset: number; count: number })[]; points: Uint8Array } => {
  const points = new Uint8Array(strokes.reduce((sum, s) => sum + s.points.byteLength, 0));
  let at = 0;
  const packed = strokes.map(({ points: own, ...rest }) => {
    points.set(new Uint8Array(own), at);
    const placed = { ...rest, offset: at / 8, count: own.byteLength / 8 };
    at += own.byteLength;
    return placed;
  });
  return { strokes: packed, points };
};

/** One polyline's own copy of its bytes. */
const pointsAt = (all: Bytes, offset: number, count: number): Uint8Array =>
  new Uint8Array((all instanceof Uint8Array ? all : new Uint8Array(all)).subarray(offset * 8, (offset + count) * 8));

export const packSnapshot = (snapshot: Snapshot): PackedSnapshot => ({ ...snapshot, ...packStrokes(snapshot.strokes) });

export const unpackSnapshot = ({ points, ...packed }: PackedSnapshot): Snapshot => ({
  ...packed,
  strokes: packed.strokes.map(({ offset, count, ...s }) => ({ ...s, points: pointsAt(points, offset, count) })),
});

/**
 * The canvas after one observation. Withdrawn strokes and lines leave it; a line's older revision never replaces a newer one.
 * `offset`: what to add to the sender's clock for the server's (the message's own `offset`).
 */
export const foldObservation = (before: Snapshot, o: Observation, offset = 0): Snapshot => {
  const strokes = new Map(o.complete ? [] : before.strokes.map((s) => [s.id, s]));
  for (const s of o.strokes) {
    if (s.state === 'withdrawn') strokes.delete(s.id);
    else
      strokes.set(s.id, {
        id: s.id,
        state: s.state,
        points: pointsAt(o.points, s.offset, s.count),
        widthMm: s.widthMm,
        time: s.time + offset,
      });
  }
  const lines = new Map(o.complete ? [] : before.lines.map((l) => [l.id, l]));
  for (const l of o.lines) {
    const known = lines.get(l.id);
    if (known && known.revision > l.revision) continue;
    if (l.state === 'withdrawn') lines.delete(l.id);
    else lines.set(l.id, l);
  }
  return { ...before, paper: o.paper, strokes: [...strokes.values()], lines: [...lines.values()] };
};

/** The canvas after any relayed message: observations and what is said of calibration change it. */
export const foldMessage = (
  before: Snapshot,
  payload: Observation | CalibrationMessage | { readonly type: 'projected' | 'beat' | 'pattern' | 'cue' | 'fault' },
  offset = 0,
): Snapshot => {
  if (payload.type === 'observation') return foldObservation(before, payload, offset);
  return payload.type === 'calibration' ? foldCalibration(before, payload) : before;
};
