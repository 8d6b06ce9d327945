/**
 * What a page has yet to deliver, as a value: payloads wait without a number, get their sequence number when they are first
 * sent, and stay until the server has acknowledged them. While they wait, a newer picture or fault list replaces the older
 * one and observations merge into one, so that the queue stays small however long the server is gone and nothing seen is lost.
 * Imports nothing from Node.
 */
import {
  type CalibrationMessage,
  type Observation,
  type ObservedLine,
  type ObservedStroke,
  type Payload,
  packStrokes,
  type Snapshot,
} from './protocol.ts';

export interface Sent {
  readonly seq: number;
  readonly payload: Payload;
}

export interface Outbox {
  /** Numbered, sent at least once in this epoch, not yet acknowledged; in order. */
  readonly inFlight: readonly Sent[];
  readonly waiting: readonly Payload[];
  readonly nextSeq: number;
}

export const emptyOutbox: Outbox = { inFlight: [], waiting: [], nextSeq: 1 };

/** So many may be unacknowledged at once: enough to fill a slow wireless link, few enough that the rest can still merge. */
const WINDOW = 8;
/** Cues and the like are kept one by one; more than this many can only be a loop, and the oldest go. */
const WAITING_LIMIT = 256;

/** Adds one payload behind what waits, or merges it into what waits. */
export const enqueue = (box: Outbox, payload: Payload): Outbox => {
  const at = box.waiting.findIndex((w) => replaces(w, payload));
  if (at < 0) return { ...box, waiting: [...box.waiting, payload].slice(-WAITING_LIMIT) };
  const waiting = [...box.waiting];
  const known = waiting[at]!;
  waiting[at] =
    known.type === 'observation' && payload.type === 'observation' ? mergeObservations(known, payload) : payload;
  return { ...box, waiting };
};

/** Numbers what may be sent now; the caller sends `toSend` in order. */
export const takeNext = (box: Outbox): { readonly box: Outbox; readonly toSend: readonly Sent[] } => {
  const room = Math.max(0, WINDOW - box.inFlight.length);
  const toSend = box.waiting.slice(0, room).map((payload, i) => ({ seq: box.nextSeq + i, payload }));
  return {
    box: {
      inFlight: [...box.inFlight, ...toSend],
      waiting: box.waiting.slice(room),
      nextSeq: box.nextSeq + toSend.length,
    },
    toSend,
  };
};

/** The server has everything up to `seq`. */
export const acknowledge = (box: Outbox, seq: number): Outbox => ({
  ...box,
  inFlight: box.inFlight.filter((m) => m.seq > seq),
});

/** The lowest number that may still be sent. */
export const resumeFrom = (box: Outbox): number => box.inFlight[0]?.seq ?? box.nextSeq;

/** What is true until the next; a page speaks of one projector or camera at a time. */
const NEWEST_COUNTS: ReadonlySet<CalibrationMessage['calibration']['kind']> = new Set([
  'progress',
  'trial',
  'camera',
  'projector',
  'latency',
  'drift',
]);

const replaces = (known: Payload, next: Payload): boolean => {
  if (known.type === 'projected' && next.type === 'projected') return known.projector === next.projector;
  // A picture that nobody has seen yet is not worth showing once the next is asked for.
  if (known.type === 'pattern' && next.type === 'pattern') return known.projector === next.projector;
  if (known.type === 'calibration' && next.type === 'calibration')
    return known.calibration.kind === next.calibration.kind && NEWEST_COUNTS.has(next.calibration.kind);
  return known.type === next.type && (known.type === 'observation' || known.type === 'fault');
};

/** One observation that folds to the same strokes and lines as `first` and then `second`. */
export const mergeObservations = (first: Observation, second: Observation): Observation => {
  if (second.complete) return second;
  const strokes = new Map<string, ObservedStroke & { points: Uint8Array }>();
  for (const o of [first, second])
    for (const s of o.strokes) {
      const points = new Uint8Array(o.points).subarray(s.offset * 8, (s.offset + s.count) * 8);
      // A stroke that left and came again stands where it came again.
      if (strokes.get(s.id)?.state === 'withdrawn' && s.state !== 'withdrawn') strokes.delete(s.id);
      strokes.set(s.id, { ...s, points });
    }
  const lines = new Map<string, ObservedLine>();
  for (const l of [...first.lines, ...second.lines]) {
    const known = lines.get(l.id);
    if (known && known.revision > l.revision && known.state !== 'withdrawn') continue;
    if (known?.state === 'withdrawn' && l.state !== 'withdrawn') lines.delete(l.id);
    lines.set(l.id, l);
  }
  return {
    ...second,
    ...(first.complete ? { complete: true } : {}),
    ...packStrokes([...strokes.values()]),
    lines: [...lines.values()],
  };
};

/** Everything on a camera's canvas in one observation; `time` on the camera's clock. */
export const completeObservation = (canvas: Snapshot, time: number): Observation => ({
  type: 'observation',
  complete: true,
  time,
  paper: canvas.paper ?? { kind: 'absent', reason: 'not looked yet' },
  ...packStrokes(canvas.strokes),
  lines: [...canvas.lines],
});
