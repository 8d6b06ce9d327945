/**
 * Plane homographies from simple pinhole poses: where a camera (or a projector, which is a camera in reverse) at a place in the
 * room sees the canvas. Room axes are the canvas': x right and y down in mm on the paper, z out of the paper towards the viewer.
 * In: a pose in mm; out: canvas mm → px of the device, before its lens. Hartley & Zisserman, "Multiple View Geometry", ch. 8.
 */
import type { Size } from '../../../calibration/frames.ts';

export interface PinholePose {
  /** Optical centre, mm. */
  readonly position: readonly [number, number, number];
  /** Point of the paper that the optical axis meets, mm. */
  readonly target: readonly [number, number];
  /** Turn about the optical axis, degrees, clockwise in the picture. */
  readonly rollDegrees: number;
  /** Focal length in px. */
  readonly focalPx: number;
  readonly size: Size;
}

type Vector = readonly [number, number, number];

const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const unit = (a: Vector): Vector => {
  const length = Math.hypot(...a);
  return [a[0] / length, a[1] / length, a[2] / length];
};

/** Row-major 3×3, canvas mm → ideal px of the posed device; name and brand it at the call by its direction. Throws RangeError when the device does not look at the paper. */
export const homographyOfPose = (pose: PinholePose): readonly number[] => {
  const { f, cx, cy, r, d, w } = rowsOfPose(pose);
  // A canvas point is (X, Y, 0): the third column of the rotation falls away and the translation takes its place.
  const flat = ([x, y, , shift]: Row): Vector => [x, y, shift];
  const [right, down, forward] = [flat(r), flat(d), flat(w)];
  const h = [
    ...[0, 1, 2].map((i) => f * right[i]! + cx * forward[i]!),
    ...[0, 1, 2].map((i) => f * down[i]! + cy * forward[i]!),
    ...forward,
  ];
  const last = h[8]!;
  return h.map((value) => value / last);
};

/** Row-major 3×4, (X, Y, Z, 1) in mm → ideal px of the posed device: for points that stand off the paper's plane. Throws as above. */
export const projectionOfPose = (pose: PinholePose): readonly number[] => {
  const { f, cx, cy, r, d, w } = rowsOfPose(pose);
  const all = [0, 1, 2, 3] as const;
  const p = [...all.map((i) => f * r[i] + cx * w[i]), ...all.map((i) => f * d[i] + cy * w[i]), ...w];
  const last = p[11]!;
  return p.map((value) => value / last);
};

/** A row of rotation and its share of the translation. */
type Row = readonly [number, number, number, number];

const rowsOfPose = (pose: PinholePose) => {
  if (!(pose.position[2] > 0)) throw new RangeError('a device must stand in front of the paper (z > 0)');
  const forward = unit([pose.target[0] - pose.position[0], pose.target[1] - pose.position[1], -pose.position[2]]);
  // Image y goes down as the canvas' does; x = y × forward keeps the paper unmirrored as seen from its front.
  const level = unit(cross(forward, [0, -1, 0]));
  const right0: Vector = level[0] >= 0 ? level : [-level[0], -level[1], -level[2]];
  const down0Raw = cross(forward, right0);
  const down0: Vector = down0Raw[1] >= 0 ? down0Raw : [-down0Raw[0], -down0Raw[1], -down0Raw[2]];
  const roll = (pose.rollDegrees * Math.PI) / 180;
  const mix = (a: Vector, b: Vector, ca: number, cb: number): Vector => [
    a[0] * ca + b[0] * cb,
    a[1] * ca + b[1] * cb,
    a[2] * ca + b[2] * cb,
  ];
  const right = mix(right0, down0, Math.cos(roll), -Math.sin(roll));
  const down = mix(right0, down0, Math.sin(roll), Math.cos(roll));
  const f = pose.focalPx;
  const cx = (pose.size.width - 1) / 2;
  const cy = (pose.size.height - 1) / 2;
  const offset = pose.position;
  const row = (axis: Vector): Row => [axis[0], axis[1], axis[2], -dot(axis, offset)];
  return { f, cx, cy, r: row(right), d: row(down), w: row(forward) };
};
