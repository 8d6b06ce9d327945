/**
 * The pages' side of the wire contract: joins a canvas, keeps its folded state, delivers what the page publishes once and in
 * order however often the server goes away, and says in one list of faults what is wrong upstream. Reconnects for ever.
 * Frames and units as in protocol.ts. Imports nothing from Node.
 */
import { io, type Socket } from 'socket.io-client';
import { measureOffset } from './measure-offset.ts';
import { acknowledge, completeObservation, emptyOutbox, enqueue, resumeFrom, type Sent, takeNext } from './outbox.ts';
import { randomId, senderId } from './page-identity.ts';
import {
  type ClientInfo,
  type ClientToServer,
  emptySnapshot,
  type Fault,
  type FaultCode,
  foldMessage,
  type JoinAnswer,
  type MessageAnswer,
  type Payload,
  PROTOCOL_VERSION,
  type Refusal,
  type Relayed,
  type Role,
  type ServerToClient,
  type Snapshot,
  unpackSnapshot,
} from './protocol.ts';

export type LinkState = 'joining' | 'joined' | 'refused' | 'unreachable';

/** A fault and who has it: `server`, `this page`, or another page as `role name`. */
export interface ReportedFault {
  readonly from: string;
  readonly fault: Fault;
}

export interface LinkOptions {
  readonly role: Role;
  readonly canvas: string;
  /** The page's own name among its role: the camera's or the projector's. */
  readonly name: string;
  /** Where the server is; default: where the page came from. */
  readonly url?: string;
  /** Take the canvas from the camera that owns it (first join only; later see `Link.takeOver`). */
  readonly takeOver?: boolean;
  /** The canvas as a whole, at each join: draw from it, whatever was there before. */
  readonly onSnapshot?: (canvas: Snapshot) => void;
  /** Something another page sent, once and in order, and the canvas with it folded in (an observation may be `complete`: compare with `canvas`). */
  readonly onMessage?: (message: Relayed, canvas: Snapshot) => void;
  /** All pages that are connected, on all canvases; none while the server is gone. */
  readonly onPresence?: (clients: readonly ClientInfo[]) => void;
  /** The join or one message was refused. A canvas that is owned is tried again by itself every few seconds. */
  readonly onRefused?: (refusal: Refusal) => void;
  readonly onState?: (state: LinkState) => void;
  /** Everything upstream that is wrong for this canvas: the server's faults, other pages', the link's own. Not what this page published. */
  readonly onFaults?: (faults: readonly ReportedFault[]) => void;
}

export interface Link {
  readonly state: LinkState;
  readonly sender: string;
  readonly epoch: string;
  /** Add to `performance.now()` for the server's clock; 0 before the first join. */
  readonly serverOffset: number;
  /** The server's clock now, ms. */
  serverNow(): number;
  /** The canvas as this page knows it. A camera's holds what it published itself, its stroke times on its own clock. */
  readonly canvas: Snapshot;
  /** Payloads not yet acknowledged. */
  readonly undelivered: number;
  /** Never throws for a server that is gone: it is delivered later. */
  publish(payload: Payload): void;
  /** Take the canvas from the camera that owns it, now. */
  takeOver(): void;
  close(): void;
}

/** Frequent enough that a waiting camera takes over soon after the owner leaves. */
const RETRY_REFUSED_MS = 3_000;
/** A gap shorter than this is not worth a border on the wall. */
const UNREACHABLE_GRACE_MS = 1_000;
const CLOCK_EVERY_MS = 60_000;
/** A page that draws in software may not look at its socket for seconds: silence shorter than this is no reason to hang up. */
const ANSWER_LIMIT_MS = 15_000;
/** Epochs of other pages whose last number is remembered. */
const HEARD_LIMIT = 500;

export const openLink = (options: LinkOptions): Link => {
  const sender = senderId(`${options.role}.${options.canvas}.${options.name}`);
  const epoch = randomId();
  const socket: Socket<ServerToClient, ClientToServer> = io(options.url ?? location.origin, {
    transports: ['websocket'],
    reconnectionDelay: 250,
    reconnectionDelayMax: 4_000,
    timeout: 5_000,
    forceNew: true,
  });

  let state: LinkState = 'joining';
  let outbox = emptyOutbox;
  let canvas = emptySnapshot(options.canvas);
  let observed = false;
  let serverOffset = 0;
  let ownId = '';
  /** Answers to an earlier join, or to messages of an earlier connection, carry an older generation and are ignored. */
  let generation = 0;
  let lastAnswerAt = 0;
  let lastRefusal = '';
  let presence: readonly ClientInfo[] = [];
  let serverFaults: readonly Fault[] = [];
  let linkFault: Fault | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let grace: ReturnType<typeof setTimeout> | undefined;
  const heard = new Map<string, number>();

  const setState = (next: LinkState): void => {
    if (next === state) return;
    state = next;
    options.onState?.(state);
  };

  const tellFaults = (): void => {
    const reported: ReportedFault[] = [];
    if (linkFault) reported.push({ from: 'this page', fault: linkFault });
    for (const fault of serverFaults) reported.push({ from: 'server', fault });
    for (const client of presence)
      if (client.canvas === options.canvas && client.id !== ownId)
        for (const fault of client.faults) reported.push({ from: `${client.role} ${client.name}`, fault });
    options.onFaults?.(reported);
  };

  const setLinkFault = (code: FaultCode | null, detail = ''): void => {
    if ((linkFault?.code ?? null) !== code)
      linkFault = code === null ? null : { code, severity: 'fault', since: new Date().toISOString(), detail };
    tellFaults();
  };

  const setUnreachable = (): void => {
    setState('unreachable');
    grace ??= setTimeout(() => {
      setLinkFault('server-unreachable', options.url ?? location.origin);
    }, UNREACHABLE_GRACE_MS);
  };

  const refused = (refusal: Refusal): void => {
    setState('refused');
    clearTimeout(grace);
    grace = undefined;
    if (refusal.code === 'version-mismatch') setLinkFault('version-mismatch', refusal.reason);
    else if (refusal.code === 'canvas-owned' || refusal.code === 'taken-over') {
      setLinkFault('camera-taken-over', refusal.reason);
      clearTimeout(retry);
      retry = setTimeout(() => join(false), RETRY_REFUSED_MS);
    }
    if (refusal.code !== lastRefusal) options.onRefused?.(refusal);
    lastRefusal = refusal.code;
  };

  const join = (takeOver: boolean): void => {
    if (!socket.connected) return;
    clearTimeout(retry);
    const mine = ++generation;
    if (state !== 'refused') setState('joining');
    const before = performance.now();
    socket.timeout(ANSWER_LIMIT_MS).emit(
      'join',
      {
        version: PROTOCOL_VERSION,
        role: options.role,
        canvas: options.canvas,
        name: options.name,
        sender,
        epoch,
        takeOver,
        resumeFrom: resumeFrom(outbox),
      },
      (failure: Error | null, answer: JoinAnswer) => {
        if (mine !== generation) return;
        if (failure) reconnect();
        else if (!answer.ok) refused(answer);
        else {
          serverOffset = answer.serverTime - (before + performance.now()) / 2;
          joined(answer);
        }
      },
    );
  };

  const joined = (answer: Extract<JoinAnswer, { ok: true }>): void => {
    ownId = answer.client;
    lastRefusal = '';
    clearTimeout(grace);
    grace = undefined;
    const snapshot = unpackSnapshot(answer.snapshot);
    const { paper, strokes, lines } = options.role === 'camera' ? canvas : snapshot;
    canvas = { ...snapshot, paper, strokes, lines };
    outbox = acknowledge(outbox, answer.lastSeq);
    // The server may have forgotten, or another camera may have had the canvas: say everything that is seen now.
    if (observed && canvas.paper) outbox = enqueue(outbox, completeObservation(canvas, performance.now()));
    setState('joined');
    setLinkFault(null);
    options.onSnapshot?.(canvas);
    lastAnswerAt = performance.now();
    for (const message of outbox.inFlight) send(message);
    flush();
    void measureClock();
  };

  const send = (message: Sent): void => {
    const mine = generation;
    socket.emit(
      'message',
      {
        sender,
        epoch,
        seq: message.seq,
        canvas: options.canvas,
        at: performance.now(),
        offset: serverOffset,
        payload: message.payload,
      },
      (answer) => {
        if (mine === generation) settle(message.seq, answer);
      },
    );
  };

  const settle = (seq: number, answer: MessageAnswer): void => {
    lastAnswerAt = performance.now();
    if (answer.ok) {
      outbox = acknowledge(outbox, answer.seq);
      flush();
    } else if (answer.code === 'out-of-order' || answer.code === 'not-joined') join(false);
    else if (answer.code === 'taken-over') refused(answer);
    else {
      // The payload itself is at fault: it will never be taken, and the server has counted its number.
      outbox = { ...outbox, inFlight: outbox.inFlight.filter((m) => m.seq !== seq) };
      console.error(`inklight: the server refused message ${seq}: ${answer.reason}`);
      options.onRefused?.(answer);
      flush();
    }
  };

  const flush = (): void => {
    if (state !== 'joined') return;
    const next = takeNext(outbox);
    outbox = next.box;
    if (next.toSend.length > 0 && outbox.inFlight.length === next.toSend.length) lastAnswerAt = performance.now();
    for (const message of next.toSend) send(message);
  };

  const measureClock = async (): Promise<void> => {
    const mine = generation;
    const ask = (): Promise<number> => new Promise((done) => socket.emit('clock', done));
    const offset = await measureOffset(ask, () => performance.now());
    if (mine === generation) serverOffset = offset;
  };

  const reconnect = (): void => {
    generation++;
    socket.disconnect();
    setUnreachable();
    socket.connect();
  };

  socket.on('connect', () => {
    // A camera that was refused lets the owner join first when the server comes back.
    if (state === 'refused' || lastRefusal === 'canvas-owned' || lastRefusal === 'taken-over')
      retry = setTimeout(() => join(false), RETRY_REFUSED_MS);
    else join(options.takeOver === true && ownId === '');
  });
  socket.on('connect_error', setUnreachable);
  socket.on('disconnect', (reason) => {
    generation++;
    // What the server said before it went away is old news.
    presence = [];
    serverFaults = [];
    options.onPresence?.(presence);
    setUnreachable();
    if (reason === 'io server disconnect') setTimeout(() => socket.connect(), RETRY_REFUSED_MS);
  });
  socket.on('refused', (refusal) => {
    generation++;
    refused(refusal);
  });
  socket.on('presence', (clients) => {
    presence = clients;
    options.onPresence?.(clients);
    tellFaults();
  });
  socket.on('faults', (faults) => {
    serverFaults = faults;
    tellFaults();
  });
  socket.on('message', (message) => {
    canvas = foldMessage(canvas, message.payload, message.offset);
    const from = `${message.sender} ${message.epoch}`;
    if (message.seq <= (heard.get(from) ?? 0)) return;
    heard.delete(from);
    heard.set(from, message.seq);
    if (heard.size > HEARD_LIMIT) heard.delete(heard.keys().next().value!);
    options.onMessage?.(message, canvas);
  });

  const clockTimer = setInterval(() => {
    if (state === 'joined') void measureClock();
  }, CLOCK_EVERY_MS);
  /** A server that takes messages and answers none is as good as gone. */
  const watchdog = setInterval(() => {
    const silent = performance.now() - lastAnswerAt > ANSWER_LIMIT_MS;
    if (state === 'joined' && socket.connected && outbox.inFlight.length > 0 && silent) reconnect();
  }, ANSWER_LIMIT_MS);

  return {
    sender,
    epoch,
    get state() {
      return state;
    },
    get serverOffset() {
      return serverOffset;
    },
    get canvas() {
      return canvas;
    },
    get undelivered() {
      return outbox.inFlight.length + outbox.waiting.length;
    },
    serverNow: () => performance.now() + serverOffset,
    publish: (payload) => {
      const first = payload.type === 'observation' && !observed;
      if (first) observed = true;
      const outgoing = first ? { ...payload, complete: true } : payload;
      canvas = foldMessage(canvas, outgoing);
      outbox = enqueue(outbox, outgoing);
      flush();
    },
    takeOver: () => join(true),
    close: () => {
      for (const timer of [clockTimer, watchdog]) clearInterval(timer);
      for (const timer of [retry, grace]) clearTimeout(timer);
      generation++;
      // A link that was closed says no more, not even that it is closed.
      socket.off();
      socket.disconnect();
    },
  };
};
