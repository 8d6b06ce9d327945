/**
 * The wire contract, alone and whole: version, event maps, payload schemas and the types they give, and what an observation
 * means (`foldObservation`). Imports nothing from Node, so that pages and server share it.
 * Frames: strokes, lines and boxes are canvas mm; the paper's quad is camera px. Times are the sender's monotonic ms;
 * `offset` added to them gives the server's clock.
 */
import { z } from 'zod';
import { calibrationSchema } from '../calibration/record.ts';

export const PROTOCOL_VERSION = 1;

// ---------------------------------------------------------------------------------------------- building blocks
const finite = z.number().refine(Number.isFinite, 'must be a finite number');
const name = z
  .string()
  .regex(/^(?!\.)[\p{L}\p{N}_.-]{1,64}$/u, 'must be 1 to 64 letters, digits, "_", "." or "-", no "." in front');
const id = z.string().min(1).max(64);
const unit = finite.min(0).max(1);
const point = z.object({ x: finite, y: finite });
const quad = z.tuple([point, point, point, point]);
const size = z.object({ width: finite.positive(), height: finite.positive() });
const box = z.object({ x: finite, y: finite, width: finite.min(0), height: finite.min(0) });
const sheet = z.object({ widthMm: finite.positive(), heightMm: finite.positive() });

/** Bytes as Socket.IO delivers them: ArrayBuffer in a browser, Buffer (a Uint8Array) in Node. */
export type Bytes = ArrayBuffer | Uint8Array;
const bytes = z.custom<Bytes>((v) => v instanceof ArrayBuffer || v instanceof Uint8Array, 'must be binary');

/** The float32 numbers in `data`, copied so that alignment never matters. Throws RangeError on a length that is no multiple of 4. */
export const floatsOf = (data: Bytes): Float32Array => {
  // A Buffer's own slice() would share its pool; a new Uint8Array copies exactly these bytes.
  return new Float32Array(new Uint8Array(data).buffer);
};

export const byteLengthOf = (data: Bytes): number => data.byteLength;

// ---------------------------------------------------------------------------------------------- faults
/** Every fault there is: the short code that the projector's border shows, what it means, what to do. */
export const FAULTS = {
  'camera-refused': {
    short: 'C1',
    title: 'The camera was refused',
    remedy: 'Allow the camera in the browser’s address bar, then press “Try again”.',
  },
  'camera-unplugged': {
    short: 'C2',
    title: 'The camera is gone',
    remedy: 'Plug the camera in again; the page picks it up by itself.',
  },
  'camera-frozen': {
    short: 'C3',
    title: 'The camera sends the same picture',
    remedy: 'Check the cable and other programs that use the camera; the page restarts it by itself.',
  },
  'camera-taken-over': {
    short: 'C4',
    title: 'Another camera page owns this canvas',
    remedy: 'Press “Take over” here if this page should see the canvas.',
  },
  'no-camera': {
    short: 'C5',
    title: 'No camera page is connected',
    remedy: 'Open the camera page, or the virtual wall.',
  },
  'camera-busy': {
    short: 'C6',
    title: 'The camera is used by another program',
    remedy: 'Close other programs and pages that use it; the page tries again by itself.',
  },
  'camera-unusable': {
    short: 'C7',
    title: 'This source cannot be shown',
    remedy: 'See below what is missing; choose another file or browser, then press “Try again”.',
  },
  'no-paper': {
    short: 'P1',
    title: 'No paper in view',
    remedy: 'Point the camera at the whole sheet, or drag the corners by hand.',
  },
  'vision-failed': {
    short: 'V1',
    title: 'A picture could not be analysed',
    remedy: 'The next frame is tried by itself; if this stays, reload the camera page.',
  },
  'model-corrupt': {
    short: 'M1',
    title: 'The reading model is not the one that was shipped',
    remedy: 'Restore the file named below (git checkout or npm install); reading starts by itself.',
  },
  'model-missing': {
    short: 'M2',
    title: 'The reading model cannot be loaded',
    remedy: 'Check that the server serves the models folder; reading starts by itself.',
  },
  'reading-on-wasm': {
    short: 'M3',
    title: 'Reading runs on WASM',
    remedy: 'WebGPU is not available in this browser; reading is right but slower.',
  },
  'calibration-corrupt': {
    short: 'K1',
    title: 'The calibration file cannot be used',
    remedy: 'Repair or delete the file named below; the wall is dark until then.',
  },
  'calibration-missing': {
    short: 'K2',
    title: 'The projector is not aligned',
    remedy: 'Drag the four corners on the projector page to the paper’s corners.',
  },
  'context-changed': {
    short: 'K3',
    title: 'The calibration was made for another raster',
    remedy: 'Set the projector back to the size named below, or align it again.',
  },
  'server-unreachable': {
    short: 'S1',
    title: 'The server cannot be reached',
    remedy: 'Start it with npm start; the page joins again by itself.',
  },
  'version-mismatch': {
    short: 'S3',
    title: 'This page and the server speak different versions',
    remedy: 'Reload the page; if that does not help, restart the server with npm start.',
  },
  'storage-failed': {
    short: 'S2',
    title: 'The server cannot write to its folder',
    remedy: 'Check the disk and the rights of the folder named below.',
  },
  'graphics-lost': {
    short: 'G1',
    title: 'The graphics context was lost',
    remedy: 'The page restores it by itself; if it stays dark, reload the page.',
  },
} as const satisfies Record<string, { short: string; title: string; remedy: string }>;
export type FaultCode = keyof typeof FAULTS;

const faultSchema = z.object({
  code: z.enum(Object.keys(FAULTS) as [FaultCode, ...FaultCode[]]),
  /** notice: works, but know it. fault: something is not working. */
  severity: z.enum(['notice', 'fault']),
  /** ISO 8601, the reporter's wall clock. */
  since: z.string().max(40),
  /** What exactly: a path, a device name, a number. May be empty. */
  detail: z.string().max(600),
});
/** A fault is a value: code, since when, detail; title and remedy stand in FAULTS. */
export type Fault = z.infer<typeof faultSchema>;

// ---------------------------------------------------------------------------------------------- observation
const strokeSchema = z.object({
  id,
  state: z.enum(['tentative', 'committed', 'withdrawn']),
  /** Index of the first point of this polyline in `points`, and how many points (2 floats each: x, y in canvas mm). */
  offset: z.number().int().min(0),
  count: z.number().int().min(0).max(20_000),
  widthMm: finite.min(0).max(50),
  /** When its ink was first seen, sender's monotonic ms. */
  time: finite,
});

const styleSchema = z.object({
  /** Degrees from upright, positive leaning right. */
  slantDegrees: finite.min(-90).max(90),
  xHeightMm: finite.min(0),
  strokeWidthMm: finite.min(0),
  /** Mean white gap between neighbouring strokes, mm. */
  spacingMm: finite.min(0),
  /** Mean absolute turning, radians a mm. */
  curvature: finite.min(0),
});

export const lineSchema = z.object({
  id,
  revision: z.number().int().min(0),
  state: z.enum(['tentative', 'committed', 'withdrawn']),
  kind: z.enum(['text', 'drawing']),
  text: z.string().max(400),
  confidence: unit,
  alternatives: z.array(z.object({ text: z.string().max(400), probability: unit })).max(10),
  characters: z.array(z.object({ character: z.string().max(4), box })).max(400),
  baseline: z.tuple([point, point]),
  box,
  style: styleSchema,
  strokes: z.array(id).max(2000),
});

const paperSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('found'), quad, cameraSize: size, sheet, source: z.enum(['detected', 'manual']) }),
  z.object({ kind: z.literal('absent'), reason: z.string().max(200) }),
]);

/** What changed since the sender's previous observation: only strokes and lines that are new or different are listed. */
const observationSchema = z
  .object({
    type: z.literal('observation'),
    time: finite,
    /** Everything is listed, and what is not listed is gone: a new page's first observation, or one after the server forgot. Set by the link. */
    complete: z.boolean().optional(),
    paper: paperSchema,
    strokes: z.array(strokeSchema).max(20_000),
    /** Float32 x, y pairs in canvas mm of all polylines. */
    points: bytes,
    lines: z.array(lineSchema).max(2000),
  })
  .superRefine((o, context) => {
    const total = byteLengthOf(o.points) / 8;
    if (!Number.isInteger(total))
      context.addIssue({ code: 'custom', message: 'points must hold whole x, y pairs of float32' });
    for (const s of o.strokes)
      if (s.offset + s.count > total)
        context.addIssue({
          code: 'custom',
          message: `stroke ${s.id} reaches past the points (${s.offset}+${s.count} of ${total})`,
        });
  });

const projectedSchema = z
  .object({
    type: z.literal('projected'),
    projector: name,
    frameId: z.number().int().min(0),
    time: finite,
    width: z.number().int().min(1).max(640),
    height: z.number().int().min(1).max(640),
    /** RGB, 3 bytes a pixel, row-major, sRGB-coded as sent to the projector, covering its whole raster. */
    picture: bytes,
  })
  .refine((p) => byteLengthOf(p.picture) === p.width * p.height * 3, 'picture must be width × height × 3 bytes');

const patternSchema = z.object({
  type: z.literal('pattern'),
  projector: name,
  patternId: z.number().int().min(0),
  pattern: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('none') }),
    z.object({ kind: z.literal('white'), level: unit }),
    z.object({ kind: z.literal('grid'), pitchMm: finite.positive() }),
    z.object({
      kind: z.literal('gray-code'),
      axis: z.enum(['column', 'row']),
      bit: z.number().int().min(0).max(15),
      inverse: z.boolean(),
    }),
    z.object({
      kind: z.literal('phase'),
      axis: z.enum(['column', 'row']),
      periodPx: finite.positive(),
      step: z.number().int().min(0).max(15),
      steps: z.number().int().min(3).max(16),
    }),
  ]),
});

const cueSchema = z.object({
  type: z.literal('cue'),
  cue: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('blackout'), on: z.boolean() }),
    z.object({ kind: z.literal('clear') }),
    z.object({ kind: z.literal('scene'), scene: z.string().max(64) }),
    z.object({ kind: z.literal('intensity'), value: unit }),
  ]),
});

const calibrationMessageSchema = z.object({
  type: z.literal('calibration'),
  calibration: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('record'), record: calibrationSchema }),
    z.object({ kind: z.literal('command'), command: z.enum(['start', 'stop', 'accept', 'redo']) }),
    z.object({ kind: z.literal('progress'), step: z.string().max(64), done: unit, note: z.string().max(200) }),
  ]),
});

/** All the faults that the sender has now; an empty list clears them. */
const faultMessageSchema = z.object({ type: z.literal('fault'), faults: z.array(faultSchema).max(40) });

export const payloadSchema = z.discriminatedUnion('type', [
  observationSchema,
  projectedSchema,
  patternSchema,
  cueSchema,
  calibrationMessageSchema,
  faultMessageSchema,
]);

export type Observation = z.infer<typeof observationSchema>;
export type ObservedStroke = z.infer<typeof strokeSchema>;
export type ObservedLine = z.infer<typeof lineSchema>;
export type LineStyle = z.infer<typeof styleSchema>;
export type ObservedPaper = z.infer<typeof paperSchema>;
export type Projected = z.infer<typeof projectedSchema>;
export type Pattern = z.infer<typeof patternSchema>;
export type Cue = z.infer<typeof cueSchema>;
export type CalibrationMessage = z.infer<typeof calibrationMessageSchema>;
export type FaultMessage = z.infer<typeof faultMessageSchema>;
export type Payload = z.infer<typeof payloadSchema>;

// ---------------------------------------------------------------------------------------------- envelope and join
/** What stands around every payload: read first, so that a refused payload still counts in its sender's order. */
export const envelopeSchema = z.object({
  /** Stable for one page (kept in sessionStorage). */
  sender: id,
  /** New at each page load. */
  epoch: id,
  /** 1, 2, 3 … within one epoch. */
  seq: z.number().int().min(1),
  canvas: name,
  /** Sender's monotonic ms when it was sent, and what to add for the server's clock. */
  at: finite,
  offset: finite,
});
export const messageSchema = envelopeSchema.extend({ payload: payloadSchema });
export type Message = z.infer<typeof messageSchema>;
/** A message as the server relays it: stamped with its own clock and with who sent it. */
export type Relayed = Message & { readonly receivedAt: number; readonly client: string };

export const ROLES = ['camera', 'projector', 'calibration', 'wall', 'landing', 'status'] as const;
export type Role = (typeof ROLES)[number];

const EVERYONE: readonly Role[] = ROLES;
/** Who may send what; anything else is refused with `wrong-role`. */
export const MAY_SEND: Readonly<Record<Payload['type'], readonly Role[]>> = {
  observation: ['camera'],
  projected: ['projector'],
  pattern: ['calibration', 'camera'],
  cue: EVERYONE,
  calibration: ['calibration', 'projector', 'camera', 'wall'],
  fault: EVERYONE,
};
/** Who is told what; a landing page has no use for four pictures a second. */
export const RECEIVES: Readonly<Record<Payload['type'], readonly Role[]>> = {
  observation: ['projector', 'wall', 'calibration', 'landing'],
  projected: ['camera', 'wall', 'calibration'],
  pattern: ['projector', 'camera', 'wall', 'calibration'],
  cue: ['projector', 'camera', 'wall', 'calibration'],
  calibration: ['projector', 'camera', 'wall', 'calibration', 'landing'],
  fault: ['projector', 'camera', 'wall', 'calibration'],
};

export const joinSchema = z.object({
  version: z.number().int(),
  role: z.enum(ROLES),
  canvas: name,
  name,
  sender: id,
  epoch: id,
  /** Take the canvas from the camera that owns it. */
  takeOver: z.boolean().default(false),
  /** The lowest seq that this epoch may still send: a server that restarted, and so knows nothing of the sender, goes on from there. */
  resumeFrom: z.number().int().min(1).default(1),
});
export type Join = z.input<typeof joinSchema>;

export type RefusalCode =
  | 'version-mismatch'
  | 'malformed'
  | 'canvas-owned'
  | 'taken-over'
  | 'not-joined'
  | 'out-of-order'
  | 'wrong-role';
export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly reason: string;
  /** With `out-of-order`: the last seq the server has, so that the sender goes on after it. */
  readonly lastSeq?: number;
}
export type JoinAnswer =
  | {
      readonly ok: true;
      /** The joiner's own id in `presence`. */
      readonly client: string;
      /** New at each start of the server: a change says that it forgot all that was not stored. */
      readonly serverRun: string;
      readonly serverTime: number;
      /** Last seq the server has of this sender and epoch. */
      readonly lastSeq: number;
      readonly snapshot: PackedSnapshot;
    }
  | Refusal;
export type MessageAnswer = { readonly ok: true; readonly seq: number } | Refusal;

export interface ClientInfo {
  readonly id: string;
  readonly role: Role;
  readonly canvas: string;
  readonly name: string;
  /** ms, the server's clock. */
  readonly joinedAt: number;
  readonly faults: readonly Fault[];
}

export interface ClientToServer {
  join: (join: Join, answer: (answer: JoinAnswer) => void) => void;
  message: (message: Message, answer: (answer: MessageAnswer) => void) => void;
  /** Answered at once with the server's clock in ms: the sender halves the round trip for its offset. */
  clock: (answer: (serverTime: number) => void) => void;
}
export interface ServerToClient {
  message: (message: Relayed) => void;
  presence: (clients: ClientInfo[]) => void;
  /** The server's own faults that concern this canvas; at join and whenever they change. */
  faults: (faults: Fault[]) => void;
  /** The canvas was taken over, or the session is no longer wanted. */
  refused: (refusal: Refusal) => void;
}

// ---------------------------------------------------------------------------------------------- what a canvas holds
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
export interface Snapshot {
  readonly canvas: string;
  readonly paper: ObservedPaper | null;
  readonly strokes: readonly CanvasStroke[];
  readonly lines: readonly ObservedLine[];
  readonly calibrations: readonly z.infer<typeof calibrationSchema>[];
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
  calibrations: [],
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

/** The canvas after any relayed message: observations and accepted calibrations change it. */
export const foldMessage = (before: Snapshot, payload: Payload, offset = 0): Snapshot => {
  if (payload.type === 'observation') return foldObservation(before, payload, offset);
  if (payload.type === 'calibration' && payload.calibration.kind === 'record') {
    const { record } = payload.calibration;
    return {
      ...before,
      calibrations: [...before.calibrations.filter((c) => c.projector !== record.projector), record],
    };
  }
  return before;
};
