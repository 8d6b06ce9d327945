import { describe, expect, it } from 'vitest';
import { type FrameSource, SourceError } from '../../../client/sources/frame-source.ts';
import { type KeptSource, keepOpen } from '../../../client/sources/keep-open.ts';

/** A room with a clock that moves only when told to, a camera that can be unplugged, and somebody who may allow it. */
const makeRoom = () => {
  let now = 0;
  let timers: { at: number; then: () => void }[] = [];
  let hope: () => void = () => {};
  let failure: SourceError | null = null;
  let endTrack: () => void = () => {};
  let watched = true;
  let busy = false;
  const seen = { streams: 0, closed: 0, faults: [] as string[] };
  const source = (): FrameSource => ({
    kind: 'webcam',
    label: 'a camera',
    open: async () => {
      if (failure) throw failure;
      const track = { addEventListener: (_: string, then: () => void) => (endTrack = then) };
      return { getVideoTracks: () => [track] } as unknown as MediaStream;
    },
    close: () => {
      seen.closed += 1;
    },
  });
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  const kept: KeptSource = keepOpen(
    source,
    {
      now: () => now,
      isWatched: () => watched,
      isBusy: () => busy,
      after: (ms, then) => {
        const timer = { at: now + ms, then };
        timers.push(timer);
        return () => {
          timers = timers.filter((other) => other !== timer);
        };
      },
      onHope: (then) => {
        hope = then;
        return () => {};
      },
    },
    {
      onStream: () => {
        seen.streams += 1;
      },
      onFaults: (faults) => {
        seen.faults = faults.map((fault) => fault.code);
      },
    },
  );
  return {
    seen,
    kept,
    settle,
    hope: () => hope(),
    unplug: () => {
      failure = new SourceError('absent', 'gone');
      endTrack();
    },
    fail: (error: SourceError | null) => {
      failure = error;
    },
    watch: (on: boolean) => {
      watched = on;
    },
    look: (on: boolean) => {
      busy = on;
    },
    /** Lets time pass in steps of 100 ms; a frame with `digest` of each time, when given, comes every step. */
    pass: async (ms: number, digest?: (time: number) => number) => {
      for (const until = now + ms; now < until; ) {
        now += 100;
        if (digest) kept.sawFrame(digest(now));
        const due = timers.filter((timer) => timer.at <= now);
        timers = timers.filter((timer) => timer.at > now);
        for (const timer of due) timer.then();
        await settle();
      }
    },
  };
};
const changing = (time: number): number => time;

describe('a source that is kept open', () => {
  it('opens once and has no fault while pictures come', async () => {
    const room = makeRoom();
    await room.pass(60_000, changing);
    expect(room.seen.streams).toBe(1);
    expect(room.seen.faults).toEqual([]);
  });

  it('says that the camera was refused, does not nag, and opens as soon as it is allowed', async () => {
    const room = makeRoom();
    room.fail(new SourceError('refused', 'NotAllowedError'));
    room.kept.reopen();
    await room.pass(30_000);
    expect(room.seen.faults).toEqual(['camera-refused']);
    const before = room.seen.streams;
    room.fail(null);
    await room.pass(30_000);
    expect(room.seen.streams).toBe(before);
    room.hope();
    await room.settle();
    expect(room.seen.streams).toBe(before + 1);
    expect(room.seen.faults).toEqual([]);
  });

  it('picks an unplugged camera up again by itself', async () => {
    const room = makeRoom();
    await room.pass(1000, changing);
    room.unplug();
    await room.pass(10_000);
    expect(room.seen.faults).toEqual(['camera-unplugged']);
    room.fail(null);
    await room.pass(3000, changing);
    expect(room.seen.streams).toBe(2);
    expect(room.seen.faults).toEqual([]);
  });

  it('tries a busy camera again', async () => {
    const room = makeRoom();
    room.fail(new SourceError('busy', 'in use'));
    room.kept.reopen();
    await room.pass(5000);
    expect(room.seen.faults).toEqual(['camera-busy']);
    room.fail(null);
    await room.pass(3000, changing);
    expect(room.seen.faults).toEqual([]);
  });

  it('restarts a frozen camera by itself, keeps the fault while the same picture stays, and clears it with a new one', async () => {
    const room = makeRoom();
    await room.pass(5000, changing);
    await room.pass(6000, () => 7);
    expect(room.seen.faults).toEqual(['camera-frozen']);
    expect(room.seen.streams).toBeGreaterThan(1);
    await room.pass(20_000, () => 7);
    expect(room.seen.faults).toEqual(['camera-frozen']);
    await room.pass(1000, changing);
    expect(room.seen.faults).toEqual([]);
  });

  it('restarts a dead camera ever more rarely', async () => {
    const room = makeRoom();
    await room.pass(5000, changing);
    await room.pass(120_000);
    expect(room.seen.faults).toEqual(['camera-frozen']);
    expect(room.seen.streams).toBeLessThan(10);
  });

  it('does not call a camera frozen while nobody looks at its pictures', async () => {
    const room = makeRoom();
    room.watch(false);
    await room.pass(60_000);
    expect(room.seen.faults).toEqual([]);
    room.watch(true);
    await room.pass(10_000);
    expect(room.seen.faults).toEqual(['camera-frozen']);
  });

  it('does not call a camera frozen because one picture takes long to look at', async () => {
    const room = makeRoom();
    await room.pass(1000, changing);
    room.look(true);
    await room.pass(8000);
    expect(room.seen.faults).toEqual([]);
    expect(room.seen.streams).toBe(1);
  });

  it('closes what it opened', async () => {
    const room = makeRoom();
    await room.pass(500, changing);
    const { closed } = room.seen;
    room.kept.stop();
    expect(room.seen.closed).toBe(closed + 1);
    await room.pass(60_000);
    expect(room.seen.streams).toBe(1);
  });
});
