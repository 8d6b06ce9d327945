/**
 * THE wire contract: version, payloads, envelope, who may send and who is told what, and the events. What the payloads are made of
 * stands in wire/, one file a subject; everybody imports from here. Imports nothing from Node, so that pages and server share it.
 * Frames: strokes, lines and boxes are canvas mm; the paper's quad is camera px. Times are the sender's monotonic ms;
 * `offset` added to them gives the server's clock.
 */
import { z } from 'zod';
import { calibrationMessageSchema } from './wire/calibration.ts';
import { type Fault, faultMessageSchema } from './wire/faults.ts';
import { beatSchema, cueSchema, patternSchema, projectedSchema } from './wire/light.ts';
import { observationSchema } from './wire/observation.ts';
import type { PackedSnapshot } from './wire/snapshot.ts';
import { finite, id, name } from './wire/values.ts';

export {
  type CalibrationCommand,
  type CalibrationMessage,
  type CalibrationProgress,
  type CalibrationState,
  type CalibrationVerdict,
  type CameraFacts,
  COMMANDS,
  type Drift,
  type Latency,
  ofProjector,
  type ProjectorFacts,
  type WireTrouble,
} from './wire/calibration.ts';
export { FAULTS, type Fault, type FaultCode, type FaultMessage } from './wire/faults.ts';
export {
  type Cue,
  PATTERN_HOLDS_MS,
  PATTERN_REPEAT_MS,
  type Pattern,
  type Projected,
} from './wire/light.ts';
export {
  type LineStyle,
  lineSchema,
  type Observation,
  type ObservedLine,
  type ObservedPaper,
  type ObservedStroke,
} from './wire/observation.ts';
export {
  type CanvasStroke,
  emptySnapshot,
  foldMessage,
  foldObservation,
  type PackedSnapshot,
  packSnapshot,
  packStrokes,
  type Snapshot,
  unpackSnapshot,
} from './wire/snapshot.ts';
export { type Bytes, byteLengthOf, floatsOf } from './wire/values.ts';

/** 2: patterns carry what the projector draws, calibration messages what the wizard needs. */
export const PROTOCOL_VERSION = 2;

export const payloadSchema = z.discriminatedUnion('type', [
  observationSchema,
  projectedSchema,
  beatSchema,
  patternSchema,
  cueSchema,
  calibrationMessageSchema,
  faultMessageSchema,
]);
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
  beat: ['projector'],
  pattern: ['calibration', 'camera'],
  cue: EVERYONE,
  calibration: ['calibration', 'projector', 'camera', 'wall'],
  fault: EVERYONE,
};
/** Who is told what; a landing page has no use for four pictures a second. */
export const RECEIVES: Readonly<Record<Payload['type'], readonly Role[]>> = {
  observation: ['projector', 'wall', 'calibration', 'landing'],
  projected: ['camera', 'wall', 'calibration'],
  beat: ['camera'],
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
