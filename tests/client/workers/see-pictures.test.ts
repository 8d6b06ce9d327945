import { describe, expect, it } from 'vitest';
import type { FramePump } from '../../../client/workers/pump-frames.ts';
import { seePictures } from '../../../client/workers/see-pictures.ts';

/** A camera whose pictures have these grey levels, one each, for ever. */
const cameraOf = (levels: readonly number[], everyMs: number) => {
  let at = 0;
  let time = 0;
  const closed = { count: 0 };
  const pump: FramePump = {
    take: async () => {
      const level = levels[at++ % levels.length]!;
      time += everyMs;
      return {
        format: 'I420',
        visibleRect: { width: 8, height: 8 },
        allocationSize: () => 64,
        copyTo: async (bytes: Uint8Array) => {
          if (level < 0) throw new Error('device lost');
          bytes.fill(level);
          return [{ offset: 0, stride: 8 }];
        },
        close: () => {
          closed.count += 1;
        },
      } as unknown as VideoFrame;
    },
    stop: () => {},
  };
  return {
    pump,
    closed,
    now: () => time,
    taken: () => at,
    miss: (count: number) => {
      at += count;
      time += count * everyMs;
    },
  };
};

describe('seeing pictures', () => {
  it('does not take a short clip, looked at in step with its length, for a frozen camera', async () => {
    const camera = cameraOf([1, 2, 3, 4, 5, 6], 100);
    const seer = seePictures(camera.pump, camera.now, () => {});
    const digests: number[] = [];
    for (let i = 0; i < 30; i++) {
      digests.push((await seer.next())!.digest);
      // While one picture is looked at, five go by.
      camera.miss(5);
    }
    const repeats = digests.map((digest, i) => digests.slice(0, i).findLastIndex((d) => d !== digest));
    const longest = Math.max(...repeats.map((last, i) => i - last - 1));
    expect(new Set(digests).size).toBeGreaterThan(1);
    expect(longest).toBeLessThan(5);
  });
  it('gives the same digest again and again for a camera that is frozen', async () => {
    const camera = cameraOf([7], 200);
    const seer = seePictures(camera.pump, camera.now, () => {});
    const digests = new Set<number>();
    for (let i = 0; i < 20; i++) digests.add((await seer.next())!.digest);
    expect(digests.size).toBe(1);
  });
  it('looks at every picture of a live camera once, and closes each', async () => {
    const camera = cameraOf([1, 2, 3, 4, 5], 200);
    const seer = seePictures(camera.pump, camera.now, () => {});
    for (let i = 0; i < 5; i++) await seer.next();
    expect(camera.taken()).toBe(5);
    expect(camera.closed.count).toBe(5);
  });
  it('closes a picture that cannot be copied, and goes on with the next', async () => {
    const camera = cameraOf([-1, 3], 200);
    const seer = seePictures(camera.pump, camera.now, () => {});
    await expect(seer.next()).rejects.toThrow('device lost');
    expect(camera.closed.count).toBe(1);
    expect((await seer.next())?.grey.data[0]).toBe(3);
  });
});
