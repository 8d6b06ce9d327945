import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { describe, expect, it } from 'vitest';
import { createDeliveryOrder } from '../../server/delivery-order.ts';
import { createFloodGuard, MESSAGES_PER_SECOND_LIMIT } from '../../server/flood-guard.ts';
import { openLink } from '../../server/link.ts';
import { emptySnapshot, type JoinAnswer, packSnapshot } from '../../server/protocol.ts';
import { until } from './inklight-here.ts';

describe('the flood guard', () => {
  it('lets a busy page pass and stops a loop gone wild, second by second', () => {
    const isFlooding = createFloodGuard();
    for (let second = 0; second < 5; second++)
      for (let i = 0; i < MESSAGES_PER_SECOND_LIMIT; i++)
        expect(isFlooding(second * 1000 + (i * 999) / MESSAGES_PER_SECOND_LIMIT)).toBe(false);
    expect(isFlooding(4_999.5)).toBe(true);
    expect(isFlooding(5_000)).toBe(false);
  });
});

describe('the order of delivery', () => {
  it('takes each number once and in order, whatever comes in between', () => {
    const order = createDeliveryOrder();
    expect(order.join('s', 'e', 1)).toBe(0);
    expect(order.take('s', 'e', 1)).toBe('next');
    expect(order.take('s', 'e', 1)).toBe('duplicate');
    expect(order.take('s', 'e', 3)).toEqual({ gapAfter: 1 });
    expect(order.take('s', 'e', 2)).toBe('next');
    expect(order.join('s', 'e', 1)).toBe(2);
    // Another page load counts anew; a server that knows nothing goes on from where the page says.
    expect(order.join('s', 'later', 1)).toBe(0);
    expect(createDeliveryOrder().join('s', 'e', 41)).toBe(40);
  });

  it('forgets the pages that have been silent longest, not those that speak', () => {
    const order = createDeliveryOrder();
    order.join('busy', 'e', 1);
    order.take('busy', 'e', 1);
    order.join('silent', 'e', 9);
    for (let i = 0; i < 3_000; i++) {
      order.join(`page ${i}`, 'e', 1);
      order.take('busy', 'e', i + 2);
    }
    expect(order.join('busy', 'e', 1)).toBe(3_001);
    expect(order.join('silent', 'e', 1)).toBe(0);
  });
});

describe('a link', () => {
  it('that speaks another version says so, and joins once the server speaks its own', async () => {
    const http = createServer();
    const io = new Server(http, { transports: ['websocket'] });
    let answer: JoinAnswer = {
      ok: false,
      code: 'version-mismatch',
      reason: 'The page speaks version 1, the server 2.',
    };
    io.on('connection', (socket) =>
      socket.on('join', (_join: unknown, reply: (a: JoinAnswer) => void) => reply(answer)),
    );
    await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
    const address = http.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const faults: string[][] = [];
    const link = openLink({
      role: 'projector',
      canvas: 'main',
      name: 'main',
      url: `http://127.0.0.1:${port}`,
      onFaults: (reported) => faults.push(reported.map((r) => `${r.fault.code}: ${r.fault.detail}`)),
    });
    await until('it is refused', () => link.state === 'refused');
    expect(faults.at(-1)).toEqual(['version-mismatch: The page speaks version 1, the server 2.']);
    const snapshot = packSnapshot(emptySnapshot('main'));
    answer = { ok: true, client: 'c', serverRun: 'r', serverTime: 0, lastSeq: 0, snapshot };
    io.disconnectSockets(true);
    await until('it joins the restarted server', () => link.state === 'joined');
    expect(faults.at(-1)).toEqual([]);
    link.close();
    await new Promise<void>((done) => void io.close(() => done()));
  });
});
