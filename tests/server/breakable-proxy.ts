/** A TCP connection that can break: forwards to the server, and cuts every connection when told, mid-message or not. */
import { connect, createServer, type Socket } from 'node:net';

export interface BreakableProxy {
  readonly url: string;
  cut(): void;
  close(): Promise<void>;
}

export const openProxy = (toPort: number): Promise<BreakableProxy> => {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(toPort, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  return new Promise((done) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      done({
        url: `http://127.0.0.1:${port}`,
        cut,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            cut();
          }),
      });
    }),
  );
};
