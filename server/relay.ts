/**
 * The relay: lets pages join a canvas, judges every message (well formed, in order, from who may send it), folds it into the
 * canvas and passes it on to those who need it. Refuses with a reason, counts what it refuses, and never relays it.
 * Holds no file and no clock of its own: what is accepted is handed to `onAccepted`.
 */
import type { Server, Socket } from 'socket.io';
import type { ZodError } from 'zod';
import { type CanvasState, newCanvas } from './canvas-state.ts';
import { createDeliveryOrder } from './delivery-order.ts';
import { createFloodGuard, MESSAGES_PER_SECOND_LIMIT } from './flood-guard.ts';
import {
  type ClientInfo,
  type ClientToServer,
  envelopeSchema,
  type Fault,
  foldMessage,
  type JoinAnswer,
  joinSchema,
  MAY_SEND,
  type Message,
  type MessageAnswer,
  messageSchema,
  PROTOCOL_VERSION,
  packSnapshot,
  RECEIVES,
  type Refusal,
  type RefusalCode,
  type Role,
  type ServerToClient,
} from './protocol.ts';

export type RelayServer = Server<ClientToServer, ServerToClient>;
type RelaySocket = Socket<ClientToServer, ServerToClient>;

export interface Counters {
  messages: number;
  malformed: number;
  duplicates: number;
  outOfOrder: number;
  wrongRole: number;
  refusedJoins: number;
  flooding: number;
}

export interface Relay {
  readonly canvases: ReadonlyMap<string, CanvasState>;
  readonly counters: Readonly<Counters>;
  clients(): readonly ClientInfo[];
  canvas(name: string): CanvasState;
  /** Passes on something that comes from the server itself, as if a page had sent it. */
  announce(canvas: string, payload: Message['payload']): void;
  /** Tells every page the server's faults that concern it. */
  tellFaults(): void;
}

export interface RelaySurroundings {
  /** The server's clock, ms. */
  readonly now: () => number;
  readonly serverRun: string;
  readonly faultsOf: (canvas: string) => Fault[];
  /** A message was taken and folded: store what must be stored. */
  readonly onAccepted: (message: Message, canvas: CanvasState) => void;
  readonly log: (line: string) => void;
}

interface Member {
  info: ClientInfo;
  readonly sender: string;
  readonly epoch: string;
  readonly socket: RelaySocket;
}

const room = (canvas: string, role: Role): string => `${canvas}/${role}`;

export const attachRelay = (io: RelayServer, around: RelaySurroundings): Relay => {
  const canvases = new Map<string, CanvasState>();
  const members = new Map<string, Member>();
  const order = createDeliveryOrder();
  const counters: Counters = {
    messages: 0,
    malformed: 0,
    duplicates: 0,
    outOfOrder: 0,
    wrongRole: 0,
    refusedJoins: 0,
    flooding: 0,
  };
  let presenceDue = false;
  let ownSeq = 0;

  const canvas = (name: string): CanvasState => {
    const known = canvases.get(name) ?? newCanvas(name);
    canvases.set(name, known);
    return known;
  };

  const clients = (): ClientInfo[] => [...members.values()].map((m) => m.info);

  /** Once for all changes of one turn. */
  const tellPresence = (): void => {
    if (presenceDue) return;
    presenceDue = true;
    setImmediate(() => {
      presenceDue = false;
      io.to('joined').emit('presence', clients());
    });
  };

  const leave = (socket: RelaySocket): void => {
    const member = members.get(socket.id);
    if (!member) return;
    members.delete(socket.id);
    void socket.leave('joined');
    void socket.leave(room(member.info.canvas, member.info.role));
    const state = canvas(member.info.canvas);
    if (state.owner === socket.id) {
      state.owner = null;
      endRuns(state);
    }
    tellPresence();
  };

  /** Without its camera page no calibration goes on: nobody shall wait for it. One that comes back at once says its progress again. */
  const endRuns = ({ snapshot }: CanvasState): void => {
    for (const { projector } of snapshot.progress)
      announce(snapshot.canvas, { type: 'calibration', calibration: { kind: 'command', projector, command: 'stop' } });
  };

  const announce = (name: string, payload: Message['payload']): void => {
    const at = around.now();
    const state = canvas(name);
    state.snapshot = foldMessage(state.snapshot, payload);
    const message = {
      sender: 'server',
      epoch: around.serverRun,
      seq: ++ownSeq,
      canvas: name,
      at,
      offset: 0,
      payload,
    };
    passOn(message, 'server');
  };

  const refuseJoin = (code: RefusalCode, reason: string): Refusal => {
    counters.refusedJoins++;
    return { ok: false, code, reason };
  };

  const join = (socket: RelaySocket, value: unknown): JoinAnswer => {
    const version = typeof value === 'object' && value !== null ? Reflect.get(value, 'version') : undefined;
    if (typeof version === 'number' && version !== PROTOCOL_VERSION)
      return refuseJoin(
        'version-mismatch',
        `The page speaks version ${version} of the protocol, the server version ${PROTOCOL_VERSION}. Reload the page.`,
      );
    const parsed = joinSchema.safeParse(value);
    if (!parsed.success) {
      counters.malformed++;
      return refuseJoin('malformed', reasonOf(parsed.error));
    }
    const wish = parsed.data;
    const state = canvas(wish.canvas);
    if (wish.role === 'camera') {
      const owner = state.owner === null ? undefined : members.get(state.owner);
      if (owner && owner.socket.id !== socket.id) {
        // The same page after a reload or a lost connection: its old socket is only not yet known to be dead.
        const same = owner.sender === wish.sender;
        if (!same && !wish.takeOver)
          return refuseJoin(
            'canvas-owned',
            `Canvas “${wish.canvas}” is seen by camera “${owner.info.name}”. One camera owns a canvas.`,
          );
        leave(owner.socket);
        if (same) owner.socket.disconnect(true);
        else
          owner.socket.emit('refused', {
            ok: false,
            code: 'taken-over',
            reason: `Camera “${wish.name}” took canvas “${wish.canvas}” over.`,
          });
      }
    }
    leave(socket);
    if (wish.role === 'camera') state.owner = socket.id;
    const info: ClientInfo = {
      id: socket.id,
      role: wish.role,
      canvas: wish.canvas,
      name: wish.name,
      joinedAt: around.now(),
      faults: [],
    };
    members.set(socket.id, { info, sender: wish.sender, epoch: wish.epoch, socket });
    void socket.join(['joined', room(wish.canvas, wish.role)]);
    tellPresence();
    return {
      ok: true,
      client: socket.id,
      serverRun: around.serverRun,
      serverTime: around.now(),
      lastSeq: order.join(wish.sender, wish.epoch, wish.resumeFrom),
      snapshot: packSnapshot(state.snapshot),
    };
  };

  const malformed = (reason: string): Refusal => {
    counters.malformed++;
    return { ok: false, code: 'malformed', reason };
  };

  const take = (socket: RelaySocket, value: unknown): MessageAnswer => {
    const member = members.get(socket.id);
    if (!member) return { ok: false, code: 'not-joined', reason: 'Join first.' };
    const envelope = envelopeSchema.safeParse(value);
    if (!envelope.success) return malformed(reasonOf(envelope.error));
    const { sender, epoch, seq } = envelope.data;
    if (sender !== member.sender || epoch !== member.epoch || envelope.data.canvas !== member.info.canvas)
      return malformed('Sender, epoch and canvas must be those of the join.');
    const verdict = order.take(sender, epoch, seq);
    if (verdict === 'duplicate') {
      counters.duplicates++;
      return { ok: true, seq };
    }
    if (verdict !== 'next') {
      counters.outOfOrder++;
      const { gapAfter } = verdict;
      return {
        ok: false,
        code: 'out-of-order',
        reason: `Message ${seq} came after ${gapAfter}; send ${gapAfter + 1} first.`,
        lastSeq: gapAfter,
      };
    }
    const parsed = messageSchema.safeParse(value);
    if (!parsed.success) return malformed(reasonOf(parsed.error));
    const message = parsed.data;
    const { payload } = message;
    if (!MAY_SEND[payload.type].includes(member.info.role)) {
      counters.wrongRole++;
      return { ok: false, code: 'wrong-role', reason: `A ${member.info.role} page may not send “${payload.type}”.` };
    }
    const mismatch = recordMismatch(message);
    if (mismatch) return malformed(mismatch);
    accept(message, member);
    return { ok: true, seq };
  };

  const accept = (message: Message, member: Member): void => {
    const { payload } = message;
    const state = canvas(message.canvas);
    counters.messages++;
    state.snapshot = foldMessage(state.snapshot, payload, message.offset);
    if (payload.type === 'observation') {
      state.lastObservationAt = around.now();
      state.observations++;
    }
    if (payload.type === 'fault') {
      member.info = { ...member.info, faults: payload.faults };
      tellPresence();
    }
    passOn(message, member.socket.id);
    around.onAccepted(message, state);
  };

  const passOn = (message: Message, from: string): void => {
    io.to(RECEIVES[message.payload.type].map((role) => room(message.canvas, role)))
      .except(from)
      .emit('message', { ...message, receivedAt: around.now(), client: from });
  };

  io.on('connection', (socket) => {
    const isFlooding = createFloodGuard();
    // What comes in is unknown whatever the types say, the callback included.
    socket.on('join', (value: unknown, answer: unknown) => {
      const reply = join(socket, value);
      if (typeof answer === 'function') answer(reply);
      if (reply.ok) {
        socket.emit('presence', clients());
        socket.emit('faults', around.faultsOf(members.get(socket.id)!.info.canvas));
      }
    });
    socket.on('message', (value: unknown, answer: unknown) => {
      if (isFlooding(around.now())) {
        counters.flooding++;
        around.log(`a page sent more than ${MESSAGES_PER_SECOND_LIMIT} messages in a second and was disconnected`);
        socket.disconnect(true);
        return;
      }
      const reply = take(socket, value);
      if (typeof answer === 'function') answer(reply);
    });
    socket.on('clock', (answer: unknown) => {
      if (typeof answer === 'function') answer(around.now());
    });
    socket.on('disconnect', () => leave(socket));
  });

  return {
    canvases,
    counters,
    clients,
    canvas,
    announce,
    tellFaults: () => {
      for (const { info, socket } of members.values()) socket.emit('faults', around.faultsOf(info.canvas));
    },
  };
};

/** A calibration must be of the canvas that it is sent to, whether it comes into force at once or is only on trial, and a verdict's of its projector. */
const recordMismatch = ({ canvas, payload }: Message): string | null => {
  if (payload.type !== 'calibration') return null;
  const said = payload.calibration;
  const record =
    said.kind === 'record' || said.kind === 'trial'
      ? said.record
      : said.kind === 'verdict'
        ? said.verdict.record
        : null;
  if (record === null) return null;
  if (record.canvas !== canvas) return `The calibration is of canvas “${record.canvas}”, not of “${canvas}”.`;
  return said.kind === 'verdict' && record.projector !== said.verdict.projector
    ? `The calibration is of projector “${record.projector}”, its verdict of “${said.verdict.projector}”.`
    : null;
};

/** The first thing that is wrong, with where. */
const reasonOf = (error: ZodError): string => {
  const issue = error.issues[0]!;
  return `${issue.path.join('.') || 'message'}: ${issue.message}`;
};
