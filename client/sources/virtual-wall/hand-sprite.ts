/**
 * A hand with a marker and its sleeve, painted once in mm about the pen's tip (painter's order, each part a tapered capsule shaded as a round
 * body), and its shadows, which are its outline blurred. Frame: mm from the tip, x right, y down; a right hand whose arm comes from below.
 */
export const HAND_PX_PER_MM = 0.8;
/** Shadows are soft: a fifth of the resolution is enough. */
export const SHADOW_PX_PER_MM = 0.16;
/** mm that the hand reaches from the tip: towards the body, and the other way. */
export const FAR_X = 300;
export const FAR_Y = 760;
export const NEAR = 20;
/** mm that its soft shadow reaches beyond it. */
export const SHADOW_MARGIN = 70;
/** Blur of the room's shadow in mm for a hand on the paper, and for one lifted by LIFTED_MM. */
const SOFT_NEAR_MM = 9;
const SOFT_LIFTED_MM = 26;

interface Part {
  readonly a: readonly [number, number];
  readonly b: readonly [number, number];
  readonly ra: number;
  readonly rb: number;
  readonly colour: readonly [number, number, number];
}

const SKIN = [0.5, 0.3, 0.21] as const;
const SKIN_DEEP = [0.42, 0.235, 0.16] as const;
const SLEEVE = [0.05, 0.056, 0.072] as const;
const CUFF = [0.085, 0.092, 0.112] as const;
const BARREL = [0.035, 0.035, 0.04] as const;
const NIB = [0.2, 0.2, 0.21] as const;
const NAIL = [0.6, 0.4, 0.32] as const;

/** A right hand that holds the tip at (0, 0); the arm comes from below. */
const PARTS: readonly Part[] = [
  { a: [84, 92], b: [122, 140], ra: 27, rb: 29, colour: SKIN_DEEP },
  { a: [119, 136], b: [128, 158], ra: 37, rb: 38.5, colour: CUFF },
  { a: [127, 156], b: [226, 720], ra: 37.5, rb: 60, colour: SLEEVE },
  { a: [70, 58], b: [86, 92], ra: 33, rb: 29, colour: SKIN },
  { a: [62, 82], b: [44, 74], ra: 12, rb: 9.5, colour: SKIN_DEEP },
  { a: [60, 68], b: [38, 58], ra: 12.5, rb: 10, colour: SKIN },
  { a: [62, 52], b: [36, 42], ra: 12.5, rb: 10, colour: SKIN_DEEP },
  { a: [36, 42], b: [24, 31], ra: 9.5, rb: 8, colour: SKIN },
  { a: [3, 1.6], b: [13, 9], ra: 2.2, rb: 4.6, colour: NIB },
  { a: [13, 9], b: [96, 24], ra: 5.6, rb: 6.2, colour: BARREL },
  { a: [66, 30], b: [42, 10], ra: 12, rb: 10, colour: SKIN },
  { a: [42, 10], b: [21, 8], ra: 9.6, rb: 7.6, colour: SKIN },
  { a: [21, 6.5], b: [19, 6], ra: 4, rb: 3.6, colour: NAIL },
  { a: [72, 66], b: [46, 34], ra: 14, rb: 10.5, colour: SKIN },
  { a: [46, 34], b: [28, 19], ra: 10, rb: 8, colour: SKIN },
  { a: [27, 17], b: [24, 15.5], ra: 4.2, rb: 3.6, colour: NAIL },
];

/** A plane of shares 0…1. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}
export interface HandSprite {
  /** What the hand hides, at HAND_PX_PER_MM from (−NEAR, −NEAR). */
  readonly alpha: Plane;
  /** RGB interleaved on alpha's raster, linear reflectance. */
  readonly colour: Float32Array;
  /** The room's shadow of a hand on the paper and of a lifted one, at SHADOW_PX_PER_MM from −NEAR − SHADOW_MARGIN. */
  readonly near: Plane;
  readonly lifted: Plane;
}

const clamp01 = (v: number): number => (v < 0 ? 0 : Math.min(v, 1));

const paintHand = (): HandSprite => {
  const width = Math.ceil((FAR_X + NEAR) * HAND_PX_PER_MM);
  const height = Math.ceil((FAR_Y + NEAR) * HAND_PX_PER_MM);
  const colour = new Float32Array(width * height * 3);
  const alpha = new Float32Array(width * height);
  for (const part of PARTS) {
    const dx = part.b[0] - part.a[0];
    const dy = part.b[1] - part.a[1];
    const length2 = dx * dx + dy * dy;
    const reach = Math.max(part.ra, part.rb) + 2 / HAND_PX_PER_MM;
    const first = (p: number): number => Math.max(0, Math.floor((p - reach + NEAR) * HAND_PX_PER_MM));
    const last = (p: number, limit: number): number =>
      Math.min(limit, Math.ceil((p + reach + NEAR) * HAND_PX_PER_MM) + 1);
    const right = last(Math.max(part.a[0], part.b[0]), width);
    const bottom = last(Math.max(part.a[1], part.b[1]), height);
    for (let j = first(Math.min(part.a[1], part.b[1])); j < bottom; j++)
      for (let k = first(Math.min(part.a[0], part.b[0])); k < right; k++) {
        const i = j * width + k;
        const x = (k + 0.5) / HAND_PX_PER_MM - NEAR;
        const y = (j + 0.5) / HAND_PX_PER_MM - NEAR;
        const along = clamp01(((x - part.a[0]) * dx + (y - part.a[1]) * dy) / length2);
        const radius = part.ra + (part.rb - part.ra) * along;
        const offX = x - part.a[0] - along * dx;
        const offY = y - part.a[1] - along * dy;
        const away = Math.sqrt(offX * offX + offY * offY);
        const share = clamp01((radius - away) * HAND_PX_PER_MM + 0.5);
        if (share === 0) continue;
        // A round body lit from above left: its normal leans outward by how far from its axis the point lies.
        const lean = Math.min(1, away / radius);
        const facing = Math.sqrt(1 - lean * lean);
        const lit = 0.34 + 0.56 * facing + (away > 0 ? (-0.22 * offX - 0.3 * offY) / radius : 0);
        for (let c = 0; c < 3; c++) {
          const at = 3 * i + c;
          colour[at] = colour[at]! * (1 - share) + part.colour[c]! * Math.max(0.12, lit) * share;
        }
        alpha[i] = Math.max(alpha[i]!, share);
      }
  }
  // Colour was laid over black where alpha is partial: divide it out, so that blending by alpha is right.
  for (let i = 0; i < alpha.length; i++)
    if (alpha[i]! > 0 && alpha[i]! < 1) for (let c = 0; c < 3; c++) colour[3 * i + c]! /= alpha[i]!;
  const plane = { width, height, data: alpha };
  return { alpha: plane, colour, near: shadowOf(plane, SOFT_NEAR_MM), lifted: shadowOf(plane, SOFT_LIFTED_MM) };
};

/** The outline on the shadows' raster, blurred. */
const shadowOf = (alpha: Plane, softMm: number): Plane => {
  const width = Math.ceil((FAR_X + NEAR + 2 * SHADOW_MARGIN) * SHADOW_PX_PER_MM);
  const height = Math.ceil((FAR_Y + NEAR + 2 * SHADOW_MARGIN) * SHADOW_PX_PER_MM);
  const data = new Float32Array(width * height);
  const ratio = HAND_PX_PER_MM / SHADOW_PX_PER_MM;
  for (let j = 0; j < height; j++)
    for (let i = 0; i < width; i++) {
      let sum = 0;
      for (let v = 0; v < ratio; v++)
        for (let u = 0; u < ratio; u++) {
          const x = Math.floor(i * ratio + u - SHADOW_MARGIN * HAND_PX_PER_MM);
          const y = Math.floor(j * ratio + v - SHADOW_MARGIN * HAND_PX_PER_MM);
          if (x >= 0 && y >= 0 && x < alpha.width && y < alpha.height) sum += alpha.data[y * alpha.width + x]!;
        }
      data[j * width + i] = sum / (ratio * ratio);
    }
  return { width, height, data: soften(data, width, height, softMm * SHADOW_PX_PER_MM) };
};

/** Three box blurs approximate a Gaussian of standard deviation `sigma` px. */
const soften = (source: Float32Array, width: number, height: number, sigma: number): Float32Array => {
  const radius = Math.max(1, Math.round(Math.sqrt((12 * sigma * sigma) / 3 + 1) / 2 - 0.5));
  let from = source.slice();
  let to = new Float32Array(source.length);
  for (let pass = 0; pass < 6; pass++) {
    const [lines, length, stride, step] = pass % 2 === 0 ? [height, width, 1, width] : [width, height, width, 1];
    for (let l = 0; l < lines; l++) {
      let sum = 0;
      const at = (k: number): number => from[l * step + Math.min(length - 1, Math.max(0, k)) * stride]!;
      for (let k = -radius; k <= radius; k++) sum += at(k);
      for (let k = 0; k < length; k++) {
        to[l * step + k * stride] = sum / (2 * radius + 1);
        sum += at(k + radius + 1) - at(k - radius);
      }
    }
    [from, to] = [to, from];
  }
  return from;
};

let painted: HandSprite | null = null;
/** Painted at the first call, then kept: it depends on nothing. */
export const handSprite = (): HandSprite => {
  painted ??= paintHand();
  return painted;
};
