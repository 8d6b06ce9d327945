/**
 * Somebody who walks between wall, camera and projector: an upright body at a distance from the wall. It hides what is behind it from the camera
 * and throws a shadow where it stands in the projector's light. Frame: canvas mm; the eye and the lamp are at their poses' positions.
 */
import type { LaboratorySetup, Walker } from './laboratory.ts';

/** mm over which a body's outline fades: clothes, and the lens' defocus so far in front of the wall. */
const SOFT_MM = 15;
/** What of the room's light a dark coat sends back. */
export const BODY_ALBEDO = 0.06;

/** Where the body's middle is at a time, canvas x mm. */
const middleAt = (walker: Walker, time: number): number | null =>
  time < walker.fromMs ? null : walker.startMm + (walker.speedMmPerS * (time - walker.fromMs)) / 1000;

/** Is anything of it between the wall and the camera or projector? Else all shares are 1. */
export const isWalking = (walker: Walker | null, time: number): walker is Walker =>
  walker !== null && middleAt(walker, time) !== null;

/** For wall points: how much of the wall is seen, and how much of the projector's light arrives. */
export const walkerShade = (setup: LaboratorySetup, walker: Walker, time: number) => {
  const middle = middleAt(walker, time) ?? Number.NEGATIVE_INFINITY;
  const clear = (x: number): number => {
    const outside = (Math.abs(x - middle) - walker.widthMm / 2) / SOFT_MM;
    return outside <= 0 ? 0 : Math.min(outside, 1);
  };
  const at = (position: readonly [number, number, number]) => {
    const share = walker.distanceMm / position[2];
    // A walker behind the camera or the projector hides nothing from it.
    return (x: number): number => (share >= 1 ? 1 : clear(x + (position[0] - x) * share));
  };
  return { seen: at(setup.camera.pose.position), lit: at(setup.projector.pose.position) };
};
