/**
 * Synthetic pictures of a sheet on a desk or wall, with what goes wrong in real rooms, and the truth. Frame: camera px.
 * Light is multiplied and added on reflectance, then blurred and given sensor noise.
 */
import type { CameraPoint, Quad } from '../../../calibration/frames.ts';
import { applyHomography, quadToQuad } from '../../../calibration/homography.ts';
import type { GreyImage } from '../../../client/vision/grey-image.ts';
import { fillPolygon } from './fill-polygon.ts';
import { seeded } from './random.ts';

export type Desk = 'dark' | 'light' | 'wood' | 'carpet' | 'tiles' | 'wall';

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly quad: Quad<'camera'>;
  readonly desk: Desk;
  /** Share of each side's length by which it bows outward (negative: inward): top, right, bottom, left. */
  readonly bow: readonly [number, number, number, number];
  /** A hand with its arm over this corner. */
  readonly handOver: 0 | 1 | 2 | 3 | null;
  /** A shadow with a soft edge across the sheet: share of light that it leaves. */
  readonly shadow: number | null;
  /** The projector: figures of light on the sheet, and its faint raster around it. */
  readonly projected: boolean;
  /** Light at one end of the picture relative to the other. */
  readonly gradient: number;
  readonly writing: 'none' | 'few' | 'dense';
  readonly noise: number;
  readonly seed: number;
  readonly noSheet?: boolean;
}

export const PLAIN: Scene = {
  width: 960,
  height: 540,
  quad: [
    { x: 250, y: 70 },
    { x: 730, y: 60 },
    { x: 750, y: 440 },
    { x: 240, y: 450 },
  ],
  desk: 'dark',
  bow: [0, 0, 0, 0],
  handOver: null,
  shadow: null,
  projected: false,
  gradient: 0.8,
  writing: 'few',
  noise: 2,
  seed: 1,
};

const REFLECTANCE = { paper: 0.86, skin: 0.42, sleeve: 0.16, ink: 0.12 };

export const drawScene = (scene: Scene): GreyImage => {
  const { width, height } = scene;
  const random = seeded(scene.seed);
  const level = deskReflectance(scene, random);
  if (!scene.noSheet) lay(level, fillPolygon(width, height, sheetOutline(scene)), REFLECTANCE.paper);
  if (!scene.noSheet) write(scene, level, random);
  const light = roomLight(scene, random);
  if (scene.projected) addProjected(scene, light, random);
  if (scene.handOver !== null) {
    for (const [outline, reflectance] of handOutlines(scene)) {
      const hand = fillPolygon(width, height, outline);
      lay(level, hand, reflectance);
      const shade = blurred(
        fillPolygon(
          width,
          height,
          outline.map(({ x, y }) => ({ x: x + 9, y: y + 12 })),
        ),
        width,
        height,
        6,
      );
      for (let at = 0; at < light.length; at++) light[at]! *= 1 - 0.45 * shade[at]! * (1 - hand[at]!);
    }
  }
  for (let at = 0; at < level.length; at++) level[at]! *= light[at]!;
  const soft = blurred(level, width, height, 0.8);
  const data = new Uint8Array(width * height);
  for (let at = 0; at < data.length; at++) {
    const gauss = random() + random() + random() + random() - 2;
    data[at] = Math.min(255, Math.max(0, 235 * Math.max(0, soft[at]!) ** (1 / 1.6) + gauss * 1.73 * scene.noise));
  }
  return { width, height, data };
};

/** The sheet's outline with its bows, as a polygon. */
const sheetOutline = (scene: Scene): CameraPoint[] => {
  const points: CameraPoint[] = [];
  for (let side = 0; side < 4; side++) {
    const p = scene.quad[side]!;
    const q = scene.quad[(side + 1) % 4]!;
    for (let step = 0; step < 32; step++) {
      const t = step / 32;
      const out = 4 * t * (1 - t) * scene.bow[side]!;
      points.push({ x: p.x + (q.x - p.x) * t + (q.y - p.y) * out, y: p.y + (q.y - p.y) * t - (q.x - p.x) * out });
    }
  }
  return points;
};

const lay = (level: Float32Array, coverage: Float32Array, reflectance: number): void => {
  for (let at = 0; at < level.length; at++) level[at]! += coverage[at]! * (reflectance - level[at]!);
};

const deskReflectance = (scene: Scene, random: () => number): Float32Array => {
  const { width, height, desk } = scene;
  const level = new Float32Array(width * height);
  const phase = random() * 100;
  const turn = (random() - 0.5) * 0.6;
  const grain = blurred(
    Float32Array.from({ length: width * height }, () => random() - 0.5),
    width,
    height,
    2,
  );
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const u = x * Math.cos(turn) + y * Math.sin(turn);
      const v = y * Math.cos(turn) - x * Math.sin(turn);
      if (desk === 'dark') level[at] = 0.08 + 0.04 * grain[at]!;
      else if (desk === 'light') level[at] = 0.62 + 0.03 * grain[at]!;
      else if (desk === 'wall') level[at] = 0.38 + 0.05 * grain[at]!;
      else if (desk === 'wood')
        level[at] =
          0.26 +
          0.07 * Math.sin(v / 5 + 2 * Math.sin(u / 90 + phase) + phase) +
          (Math.floor(v / 140) % 2 ? 0.05 : 0) +
          0.2 * grain[at]!;
      else if (desk === 'carpet') level[at] = 0.2 + 1.6 * grain[at]!;
      else level[at] = ((Math.floor(u / 60) + Math.floor(v / 60)) % 2 ? 0.5 : 0.3) + 0.05 * grain[at]!;
    }
  return level.map((value) => Math.max(0.02, value));
};

const write = (scene: Scene, level: Float32Array, random: () => number): void => {
  if (scene.writing === 'none') return;
  const canvasToCamera = quadToQuad<'canvas', 'camera'>(
    [
      { x: 0, y: 0 },
      { x: 297, y: 0 },
      { x: 297, y: 210 },
      { x: 0, y: 210 },
    ],
    scene.quad,
  );
  const pitch = scene.writing === 'dense' ? 9 : 30;
  for (let y = 16; y < 200; y += pitch)
    for (let x = 15; x < 282; x += 0.12) {
      if (Math.sin(x / 3.1 + y) > 0.85) continue;
      const p = applyHomography(canvasToCamera, {
        x,
        y: y + 2.2 * Math.sin(x * 1.9 + y) * Math.sin(x * 0.7) + 0.2 * random(),
      });
      const column = Math.round(p.x);
      const row = Math.round(p.y);
      if (column < 0 || row < 0 || column >= scene.width || row >= scene.height) continue;
      level[row * scene.width + column]! += 0.7 * (REFLECTANCE.ink - level[row * scene.width + column]!);
    }
};

const roomLight = (scene: Scene, random: () => number): Float32Array => {
  const { width, height } = scene;
  const light = new Float32Array(width * height);
  const turn = random() * 2 * Math.PI;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const along = (x / width - 0.5) * Math.cos(turn) + (y / height - 0.5) * Math.sin(turn);
      light[y * width + x] = 1 + (scene.gradient - 1) * (along + 0.5);
    }
  if (scene.shadow !== null) {
    const cut = 0.3 + 0.4 * random();
    const lean = (random() - 0.5) * 260;
    const edge = [
      { x: width * cut - lean, y: -50 },
      { x: width + 50, y: -50 },
      { x: width + 50, y: height + 50 },
      { x: width * cut + lean, y: height + 50 },
    ];
    const shade = blurred(fillPolygon(width, height, edge), width, height, 7);
    for (let at = 0; at < light.length; at++) light[at]! *= 1 - (1 - scene.shadow) * shade[at]!;
  }
  return light;
};

const addProjected = (scene: Scene, light: Float32Array, random: () => number): void => {
  const { width, height, quad } = scene;
  const toCamera = quadToQuad<'canvas', 'camera'>(
    [
      { x: 0, y: 0 },
      { x: 1, y: 0 },
      { x: 1, y: 1 },
      { x: 0, y: 1 },
    ],
    quad,
  );
  const lit = new Float32Array(width * height);
  const patch = (x: number, y: number, w: number, h: number, strength: number): void => {
    const outline = [
      { x, y },
      { x: x + w, y },
      { x: x + w, y: y + h },
      { x, y: y + h },
    ].map((p) => applyHomography(toCamera, p));
    fillPolygon(width, height, outline).forEach((coverage, at) => {
      lit[at]! += strength * coverage;
    });
  };
  patch(-0.12, -0.1, 1.22, 1.25, 0.06);
  for (let figure = 0; figure < 7; figure++) {
    const w = 0.05 + 0.25 * random();
    const h = 0.04 + 0.3 * random();
    patch(random() * (1 - w), random() * (1 - h), w, h, 0.2 + 0.5 * random());
  }
  const soft = blurred(lit, width, height, 1.5);
  for (let at = 0; at < light.length; at++) light[at]! += soft[at]!;
};

/** A fist over the corner, and an arm from beyond the frame. */
const handOutlines = (scene: Scene): [CameraPoint[], number][] => {
  const corner = scene.quad[scene.handOver!]!;
  const centre = scene.quad.reduce((sum, p) => ({ x: sum.x + p.x / 4, y: sum.y + p.y / 4 }), { x: 0, y: 0 });
  const out = Math.hypot(corner.x - centre.x, corner.y - centre.y);
  const dx = (corner.x - centre.x) / out;
  const dy = (corner.y - centre.y) / out;
  const size = 0.2 * out;
  const fist = Array.from({ length: 40 }, (_, at) => {
    const angle = (2 * Math.PI * at) / 40;
    const radius = size * (1 + 0.15 * Math.sin(3 * angle) + 0.08 * Math.sin(7 * angle));
    return {
      x: corner.x - 0.4 * size * dx + radius * Math.cos(angle),
      y: corner.y - 0.4 * size * dy + radius * Math.sin(angle),
    };
  });
  const arm = [
    { x: corner.x - dy * 0.6 * size, y: corner.y + dx * 0.6 * size },
    { x: corner.x + dy * 0.6 * size, y: corner.y - dx * 0.6 * size },
    { x: corner.x + dy * size + 900 * dx, y: corner.y - dx * size + 900 * dy },
    { x: corner.x - dy * size + 900 * dx, y: corner.y + dx * size + 900 * dy },
  ];
  return [
    [arm, REFLECTANCE.sleeve],
    [fist, REFLECTANCE.skin],
  ];
};

/** Three box blurs of the Gaussian's width. */
const blurred = (source: Float32Array, width: number, height: number, sigma: number): Float32Array => {
  const radius = Math.max(1, Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2));
  let from = source;
  for (let pass = 0; pass < 3; pass++)
    from = boxAlong(boxAlong(from, width, height, radius, 1, width), height, width, radius, width, 1);
  return from;
};

const boxAlong = (
  source: Float32Array,
  length: number,
  count: number,
  radius: number,
  step: number,
  stride: number,
): Float32Array => {
  const out = new Float32Array(source.length);
  for (let line = 0; line < count; line++) {
    const base = line * stride;
    const at = (index: number): number => source[base + Math.min(length - 1, Math.max(0, index)) * step]!;
    let sum = 0;
    for (let index = -radius; index <= radius; index++) sum += at(index);
    for (let index = 0; index < length; index++) {
      out[base + index * step] = sum / (2 * radius + 1);
      sum += at(index + radius + 1) - at(index - radius);
    }
  }
  return out;
};

/** A sheet held anywhere, seen a little from the side; `outside` lets up to a corner leave the frame. */
export const randomQuad = (random: () => number, width: number, height: number, outside = false): Quad<'camera'> => {
  const long = height * (0.5 + 0.42 * random());
  const isUpright = random() < 0.5;
  const aspect = isUpright ? 1 / Math.SQRT2 : Math.SQRT2;
  const h = isUpright ? long : (long / Math.SQRT2) * 1.1;
  const w = h * aspect;
  const turn = (random() - 0.5) * 0.35;
  const margin = outside ? -0.12 : 0.04;
  const reachX = (Math.abs(w * Math.cos(turn)) + Math.abs(h * Math.sin(turn))) / 2;
  const reachY = (Math.abs(h * Math.cos(turn)) + Math.abs(w * Math.sin(turn))) / 2;
  const roomX = Math.max(0, width / 2 - reachX - margin * width);
  const roomY = Math.max(0, height / 2 - reachY - margin * height);
  const cx = width / 2 + (2 * random() - 1) * roomX;
  const cy = height / 2 + (2 * random() - 1) * roomY;
  const lean = [(random() - 0.5) * 0.16, (random() - 0.5) * 0.16] as const;
  return (
    [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ] as const
  ).map(([u, v]) => {
    const near = 1 + u * lean[0] + v * lean[1];
    const x = (u * w) / 2 / near;
    const y = (v * h) / 2 / near;
    return { x: cx + x * Math.cos(turn) - y * Math.sin(turn), y: cy + x * Math.sin(turn) + y * Math.cos(turn) };
  }) as unknown as Quad<'camera'>;
};
