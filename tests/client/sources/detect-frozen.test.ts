import { describe, expect, it } from 'vitest';
import {
  FROZEN_AFTER_MS,
  type FrozenState,
  SILENT_AFTER_MS,
  seeFrame,
  startWatching,
  watchAgain,
  whyFrozen,
} from '../../../client/sources/detect-frozen.ts';

const FRAME_MS = 100;
/** Frames from `from` to `to`, each with the digest that `digestOf` gives. */
const watch = (state: FrozenState, from: number, to: number, digestOf: (time: number) => number): FrozenState => {
  let now = state;
  for (let time = from; time <= to; time += FRAME_MS) now = seeFrame(now, digestOf(time), time);
  return now;
};
const changing = (time: number): number => time + 1;

describe('a frozen camera', () => {
  it('is one that was live and then repeats one picture for more than three seconds', () => {
    const live = watch(startWatching(0), 0, 5000, changing);
    expect(whyFrozen(live, 5000)).toBeNull();
    const soon = watch(live, 5100, 5000 + FROZEN_AFTER_MS, () => 7);
    expect(whyFrozen(soon, 5000 + FROZEN_AFTER_MS)).toBeNull();
    const frozen = watch(live, 5100, 9000, () => 7);
    expect(whyFrozen(frozen, 9000)).toMatch(/same picture/);
  });
  it('is one from which no picture comes', () => {
    expect(whyFrozen(startWatching(0), SILENT_AFTER_MS)).toBeNull();
    expect(whyFrozen(startWatching(0), SILENT_AFTER_MS + 1)).toMatch(/no picture/);
    expect(whyFrozen(startWatching(0), SILENT_AFTER_MS + 1, true)).toBeNull();
  });
  it('is not a still photo played as a clip, which never was live', () => {
    expect(
      whyFrozen(
        watch(startWatching(0), 0, 60_000, () => 7),
        60_000,
      ),
    ).toBeNull();
  });
  it('is not a clip that moves a little now and then', () => {
    const state = watch(startWatching(0), 0, 60_000, (time) => Math.floor(time / 7000));
    expect(whyFrozen(state, 60_000)).toBeNull();
  });
  it('stays frozen after a restart while it shows the picture on which it froze, and no longer', () => {
    let state = seeFrame(startWatching(10_000, 7), 7, 10_100);
    expect(whyFrozen(state, 10_100)).toMatch(/still/);
    state = seeFrame(state, 8, 10_200);
    expect(whyFrozen(state, 10_200)).toBeNull();
    expect(state.frozenDigest).toBeNull();
  });
  it('is well after a restart when it had only gone silent and shows the same still picture again', () => {
    const silent = watch(startWatching(0), 0, 1000, () => 7);
    expect(whyFrozen(silent, 20_000)).toMatch(/no picture/);
    const again = seeFrame(watchAgain(silent, 20_000), 7, 20_100);
    expect(whyFrozen(again, 20_100)).toBeNull();
  });
  it('is not one at which a busy machine looks but once in a while', () => {
    // A clip of three pictures, of which only one in two seconds is looked at.
    let state = startWatching(0);
    for (let time = 0; time <= 60_000; time += 2000) {
      state = seeFrame(state, Math.floor(time / 6000) % 3, time);
      expect(whyFrozen(state, time + 1900)).toBeNull();
    }
  });
  it('is not said of pictures that come slowly but steadily', () => {
    let state = startWatching(0);
    for (let time = 0; time <= 60_000; time += 4000) state = seeFrame(state, time, time);
    expect(whyFrozen(state, 60_000 + 2 * SILENT_AFTER_MS)).toBeNull();
    expect(whyFrozen(state, 60_000 + 20 * SILENT_AFTER_MS)).toMatch(/no picture/);
  });
  it('recovers with the next different picture', () => {
    const frozen = watch(watch(startWatching(0), 0, 5000, changing), 5100, 9000, () => 7);
    expect(whyFrozen(seeFrame(frozen, 8, 9100), 9100)).toBeNull();
  });
});
