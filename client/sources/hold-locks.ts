/** Holds everything that a camera would change by itself where it is now: before a calibration nothing may correct itself. */
import { type LockName, lockAt, offeredLocks } from './camera-locks.ts';

/** What is held afterwards, as the camera itself reports it, in its own units. A camera that refuses one lock may still take the next. */
export const holdLocks = async (
  track: Pick<MediaStreamTrack, 'getCapabilities' | 'getSettings' | 'applyConstraints'>,
): Promise<Partial<Record<LockName, number>>> => {
  for (const { name, locked, value, min, max } of offeredLocks(track.getCapabilities(), track.getSettings()))
    if (!locked) await track.applyConstraints(lockAt(name, value ?? (min + max) / 2)).catch(() => {});
  const held: Partial<Record<LockName, number>> = {};
  for (const { name, locked, value } of offeredLocks(track.getCapabilities(), track.getSettings()))
    if (locked && value !== null) held[name] = value;
  return held;
};
