import { describe, expect, it } from 'vitest';
import { pumpFrames } from '../../../client/workers/pump-frames.ts';

const makeStream = () => {
  let controller!: ReadableStreamDefaultController<VideoFrame>;
  const stream = new ReadableStream<VideoFrame>({
    start(c) {
      controller = c;
    },
  });
  const closed: number[] = [];
  const frame = (timestamp: number): VideoFrame =>
    ({ timestamp, close: () => void closed.push(timestamp) }) as unknown as VideoFrame;
  return {
    stream,
    closed,
    send: (timestamp: number) => controller.enqueue(frame(timestamp)),
    end: () => controller.close(),
  };
};
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('the frame pump', () => {
  it('gives the newest picture and frees the older ones', async () => {
    const camera = makeStream();
    const pump = pumpFrames(camera.stream, () => {});
    for (const t of [1, 2, 3]) camera.send(t);
    await settle();
    expect((await pump.take())?.timestamp).toBe(3);
    expect(camera.closed).toEqual([1, 2]);
  });
  it('waits for the next picture when there is none', async () => {
    const camera = makeStream();
    const pump = pumpFrames(camera.stream, () => {});
    const taken = pump.take();
    camera.send(1);
    expect((await taken)?.timestamp).toBe(1);
  });
  it('tells of the first picture once, even before anybody takes it', async () => {
    const camera = makeStream();
    let told = 0;
    pumpFrames(camera.stream, () => {
      told += 1;
    });
    for (const t of [1, 2, 3]) camera.send(t);
    await settle();
    expect(told).toBe(1);
  });
  it('gives null when the camera ends, and to whoever waits when it is stopped', async () => {
    const ended = makeStream();
    const pump = pumpFrames(ended.stream, () => {});
    ended.end();
    expect(await pump.take()).toBeNull();

    const stopped = makeStream();
    const other = pumpFrames(stopped.stream, () => {});
    const waiting = other.take();
    other.stop();
    expect(await waiting).toBeNull();
  });
  it('frees the picture that nobody took when it is stopped', async () => {
    const camera = makeStream();
    const pump = pumpFrames(camera.stream, () => {});
    camera.send(1);
    await settle();
    pump.stop();
    expect(camera.closed).toEqual([1]);
  });
});
