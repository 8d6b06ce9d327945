/**
 * A hand with a marker, its sleeve, and their shadows: what stands between the wall and the lights. Painted once as a sprite in mm about
 * the pen's tip (painter's order, each part a tapered capsule shaded as a round body), then moved with the tip. Frame: canvas mm.
 */
import type { Occluder, ProjectorModel, Rect } from './world.ts';

const SPRITE_PX_PER_MM = 0.8;
/** mm that the sprite reaches from the tip: towards the body, and the other way. */
const FAR_X = 330;
const FAR_Y = 760;
const NEAR = 40;
/** Blur of the room's shadow in mm for a hand on the paper, and for one lifted by LIFTED_MM. */
const SOFT_NEAR_MM = 9;
const SOFT_LIFTED_MM = 26;
const LIFTED_MM = 90;
const SHADOW_DEPTH = 0.5;
/** Mean height of a writing hand above the paper, mm: what the projector's shadow is thrown by. */
const HAND_HEIGHT_MM = 32;

interface Part {
  readonly a: readonly [number, number];
  readonly b: readonly [number, number];
  readonly ra: number;
  readonly rb: number;
  readonly colour: readonly [number, number, number];
}

const SKIN = [0.5, 0.3, 0.21] as const;
const SKIN_DEEP = [0.42, 0.235, 0.16] as const;
const SLEEVE = [0.05, 0.056, 0.07] as const;
const BARREL = [0.035, 0.035, 0.04] as const;
const NIB = [0.2, 0.2, 0.21] as const;
const NAIL = [0.6, 0.4, 0.32] as const;

/** A right hand that holds the tip at (0, 0); the arm comes from below. */
const PARTS: readonly Part[] = [
  { a: [128, 152], b: [226, 720], ra: 38, rb: 62, colour: SLEEVE },
  { a: [84, 92], b: [122, 140], ra: 27, rb: 29, colour: SKIN_DEEP },
  { a: [116, 132], b: [134, 176], ra: 36, rb: 39, colour: SLEEVE },
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

interface Sprite {
  readonly width: number;
  readonly height: number;
  /** RGB interleaved, linear reflectance. */
  readonly colour: Float32Array;
  readonly alpha: Float32Array;
  /** alpha, blurred for the room's shadow. */
  readonly near: Float32Array;
  readonly lifted: Float32Array;
}

const clamp01 = (v: number): number => (v < 0 ? 0 : v > 1 ? 1 : v);

const paintSprite = (): Sprite => {
  const width = Math.ceil((FAR_X + NEAR) * SPRITE_PX_PER_MM);
  const height = Math.ceil((FAR_Y + NEAR) * SPRITE_PX_PER_MM);
  const colour = new Float32Array(width * height * 3);
  const alpha = new Float32Array(width * height);
  for (const part of PARTS) {
    const dx = part.b[0] - part.a[0];
    const dy = part.b[1] - part.a[1];
    const length2 = dx * dx + dy * dy;
    for (let j = 0, i = 0; j < height; j++)
      for (let k = 0; k < width; k++, i++) {
        const x = (k + 0.5) / SPRITE_PX_PER_MM - NEAR;
        const y = (j + 0.5) / SPRITE_PX_PER_MM - NEAR;
        const along = clamp01(((x - part.a[0]) * dx + (y - part.a[1]) * dy) / length2);
        const radius = part.ra + (part.rb - part.ra) * along;
        const offX = x - part.a[0] - along * dx;
        const offY = y - part.a[1] - along * dy;
        const away = Math.hypot(offX, offY);
        const share = clamp01((radius - away) * SPRITE_PX_PER_MM + 0.5);
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
  return {
    width,
    height,
    colour,
    alpha,
    near: soften(alpha, width, height, SOFT_NEAR_MM * SPRITE_PX_PER_MM),
    lifted: soften(alpha, width, height, SOFT_LIFTED_MM * SPRITE_PX_PER_MM),
  };
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

let painted: Sprite | null = null;
const sprite = (): Sprite => {
  painted ??= paintSprite();
  return painted;
};

/** How the room's shadow moves off the hand, mm: the pool of light hangs above and to the left. */
const shadowOffset = (heightMm: number): readonly [number, number] => [7 + heightMm * 0.28, 12 + heightMm * 0.5];

/** How the projector's shadow moves off the hand at the tip, mm. */
const lampOffset = (hand: Occluder, projector: ProjectorModel): readonly [number, number] => {
  const h = HAND_HEIGHT_MM + hand.heightMm;
  const part = h / Math.max(1, projector.position[2] - h);
  return [(hand.tip.x - projector.position[0]) * part, (hand.tip.y - projector.position[1]) * part];
};

/** Canvas mm that the hand and its shadows can touch. */
export const occluderRect = (hand: Occluder): Rect => {
  const soft = 3 * SOFT_LIFTED_MM + hand.heightMm * 0.6;
  const left = hand.side === 'right' ? NEAR : FAR_X;
  const right = hand.side === 'right' ? FAR_X : NEAR;
  return {
    x0: hand.tip.x - left - soft,
    y0: hand.tip.y - NEAR - soft,
    x1: hand.tip.x + right + soft,
    y1: hand.tip.y + FAR_Y + soft,
  };
};

/** What a hand does at one point of the wall. */
export interface Occlusion {
  /** Share of the point that the hand hides, and its linear RGB reflectance. */
  alpha: number;
  red: number;
  green: number;
  blue: number;
  /** Share of the room's and of the projector's light that still arrives at the wall. */
  room: number;
  lamp: number;
}

/** Asks a hand about canvas points; fills and returns the one Occlusion it was given, so that nothing is allocated per pixel. */
export const occlusionOf = (
  hand: Occluder,
  projector: ProjectorModel,
  into: Occlusion,
): ((x: number, y: number) => Occlusion) => {
  const s = sprite();
  const mirror = hand.side === 'right' ? 1 : -1;
  const lift = clamp01(hand.heightMm / LIFTED_MM);
  const [shadowX, shadowY] = shadowOffset(hand.heightMm);
  const [lampX, lampY] = lampOffset(hand, projector);
  const place = (x: number, y: number): void => {
    const px = ((x - hand.tip.x) * mirror + NEAR) * SPRITE_PX_PER_MM - 0.5;
    const py = (y - hand.tip.y + NEAR) * SPRITE_PX_PER_MM - 0.5;
    at.x0 = Math.floor(px);
    at.y0 = Math.floor(py);
    at.inside = at.x0 >= 0 && at.y0 >= 0 && at.x0 < s.width - 1 && at.y0 < s.height - 1;
    at.fx = px - at.x0;
    at.fy = py - at.y0;
    at.i = at.y0 * s.width + at.x0;
  };
  const at = { x0: 0, y0: 0, fx: 0, fy: 0, i: 0, inside: false };
  const sample = (plane: Float32Array): number => {
    if (!at.inside) return 0;
    const top = plane[at.i]! + (plane[at.i + 1]! - plane[at.i]!) * at.fx;
    const low = plane[at.i + s.width]! + (plane[at.i + s.width + 1]! - plane[at.i + s.width]!) * at.fx;
    return top + (low - top) * at.fy;
  };
  return (x, y) => {
    place(x, y);
    into.alpha = sample(s.alpha);
    if (into.alpha > 0) {
      const nearest = at.i + (at.fx > 0.5 ? 1 : 0) + (at.fy > 0.5 ? s.width : 0);
      const solid = s.alpha[nearest]! > 0 ? nearest : at.i + (at.fx > 0.5 ? 0 : 1) + (at.fy > 0.5 ? 0 : s.width);
      into.red = s.colour[3 * solid]!;
      into.green = s.colour[3 * solid + 1]!;
      into.blue = s.colour[3 * solid + 2]!;
    }
    place(x - shadowX, y - shadowY);
    into.room = 1 - SHADOW_DEPTH * ((1 - lift) * sample(s.near) + lift * sample(s.lifted));
    place(x - lampX, y - lampY);
    into.lamp = 1 - sample(s.alpha);
    return into;
  };
};
