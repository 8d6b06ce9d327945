/**
 * What stands between the wall and the lights: a hand that hides what is behind it, takes the lights on itself and throws soft shadows of the
 * room's light and hard ones of the projector's. In: hands in canvas mm; changes linear light at camera px, within the spans given.
 */
import {
  FAR_X,
  FAR_Y,
  HAND_PX_PER_MM,
  handSprite,
  NEAR,
  type Plane,
  SHADOW_MARGIN,
  SHADOW_PX_PER_MM,
} from './hand-sprite.ts';
import { addSpan, type Spans } from './spans.ts';
import type { Occluder, ProjectorModel, Rect, World } from './world.ts';
import { cameraRectOf, type WorldMaps } from './world-maps.ts';

/** A hand lifted by so much throws its softest shadow. */
const LIFTED_MM = 90;
const SHADOW_DEPTH = 0.5;
/** Mean height of a writing hand above the paper, mm: what the projector's shadow is thrown by. */
const HAND_HEIGHT_MM = 32;
/** Shadow weaker than this is below a level of an 8-bit picture. */
const FAINT = 0.004;
const PAD = 3;

/** How the room's shadow moves off the hand, mm: the pool of light hangs above and to the left. */
const shadowOffset = (heightMm: number): readonly [number, number] => [7 + heightMm * 0.28, 12 + heightMm * 0.5];

/** How the projector's shadow moves off the hand at the tip, mm. */
const lampOffset = (hand: Occluder, projector: ProjectorModel): readonly [number, number] => {
  const h = HAND_HEIGHT_MM + hand.heightMm;
  const part = h / Math.max(1, projector.position[2] - h);
  return [(hand.tip.x - projector.position[0]) * part, (hand.tip.y - projector.position[1]) * part];
};

/** Canvas mm that the hand and its shadows can touch. */
const reachOf = (hand: Occluder, projector: ProjectorModel): Rect => {
  const left = hand.side === 'right' ? NEAR : FAR_X;
  const right = hand.side === 'right' ? FAR_X : NEAR;
  const [lampX, lampY] = lampOffset(hand, projector);
  const [shadowX, shadowY] = shadowOffset(hand.heightMm);
  return {
    x0: hand.tip.x - left + Math.min(lampX, -SHADOW_MARGIN),
    y0: hand.tip.y - NEAR + Math.min(lampY, shadowY - SHADOW_MARGIN),
    x1: hand.tip.x + right + Math.max(lampX, shadowX + SHADOW_MARGIN),
    y1: hand.tip.y + FAR_Y + Math.max(lampY, shadowY + SHADOW_MARGIN),
  };
};

/** First and last column (mm from the tip, x1 past the last) of each mm row of the hand that its shape or shadow touches: what rows must be painted. */
interface Outline {
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly top: number;
}
const outlines = new Map<number, Outline>();
/** For a right hand at one height (whole mm), offsets included; kept, as writing is always at the same height. */
const outlineOf = (heightMm: number): Outline => {
  const key = Math.round(heightMm);
  const known = outlines.get(key);
  if (known) return known;
  const { alpha, near, lifted } = handSprite();
  const [shadowX, shadowY] = shadowOffset(heightMm);
  const top = -NEAR - SHADOW_MARGIN;
  const rows = Math.ceil(FAR_Y + NEAR + 2 * SHADOW_MARGIN + shadowY);
  const left = new Float32Array(rows).fill(1e6);
  const right = new Float32Array(rows).fill(-1e6);
  const include = (plane: Plane, perMm: number, originX: number, originY: number, least: number): void => {
    for (let y = 0, i = 0; y < plane.height; y++)
      for (let x = 0; x < plane.width; x++, i++) {
        if (plane.data[i]! <= least) continue;
        const mmX = originX + x / perMm;
        const firstRow = Math.floor(originY + (y - 1) / perMm - top);
        const lastRow = Math.ceil(originY + (y + 2) / perMm - top);
        for (let row = Math.max(0, firstRow); row <= Math.min(rows - 1, lastRow); row++) {
          left[row] = Math.min(left[row]!, mmX - 1 / perMm);
          right[row] = Math.max(right[row]!, mmX + 2 / perMm);
        }
      }
  };
  include(alpha, HAND_PX_PER_MM, -NEAR, -NEAR, 0);
  for (const shadow of [near, lifted])
    include(
      shadow,
      SHADOW_PX_PER_MM,
      -NEAR - SHADOW_MARGIN + shadowX,
      -NEAR - SHADOW_MARGIN + shadowY,
      FAINT / SHADOW_DEPTH,
    );
  if (outlines.size > 200) outlines.clear();
  const outline = { left, right, top };
  outlines.set(key, outline);
  return outline;
};

/** Adds to `spans` every camera px that the hand, its shadow or the shadow it throws in the projector's light can touch. */
export const spansOfHand = (hand: Occluder, world: World, maps: WorldMaps, spans: Spans): void => {
  const rect = cameraRectOf(world.camera, reachOf(hand, world.projector), PAD);
  if (!rect) return;
  const outline = outlineOf(hand.heightMm);
  const mirror = hand.side === 'right' ? 1 : -1;
  const [lampX, lampY] = lampOffset(hand, world.projector);
  for (let y = rect.y0; y < rect.y1; y++) {
    const row = y * maps.width;
    // Rows of the wall that this row of the picture shows, a little tilted; and the same moved back by the lamp's shadow.
    const ya = maps.canvasY[row + rect.x0]! - hand.tip.y - outline.top;
    const yb = maps.canvasY[row + rect.x1 - 1]! - hand.tip.y - outline.top;
    let left = 1e6;
    let right = -1e6;
    for (const [moveX, moveY] of [
      [0, 0],
      [lampX, lampY],
    ] as const) {
      const first = Math.max(0, Math.floor(Math.min(ya, yb) - moveY) - 2);
      const last = Math.min(outline.left.length - 1, Math.ceil(Math.max(ya, yb) - moveY) + 2);
      for (let k = first; k <= last; k++) {
        if (outline.left[k]! > outline.right[k]!) continue;
        left = Math.min(left, (mirror > 0 ? outline.left[k]! : -outline.right[k]!) + moveX);
        right = Math.max(right, (mirror > 0 ? outline.right[k]! : -outline.left[k]!) + moveX);
      }
    }
    if (left > right) continue;
    const from = columnOf(maps, row, rect, hand.tip.x + left) - PAD;
    addSpan(spans, y, from, columnOf(maps, row, rect, hand.tip.x + right) + PAD + 1);
  }
};

/** The first column of a row, within the rectangle, whose canvas x is at least `x`: x grows along a row. */
const columnOf = (maps: WorldMaps, row: number, rect: Rect, x: number): number => {
  let a = rect.x0;
  let b = rect.x1;
  while (a < b) {
    const middle = (a + b) >> 1;
    if (maps.canvasX[row + middle]! < x) a = middle + 1;
    else b = middle;
  }
  return a;
};

/** What a hand needs to know of the picture: light at camera px, RGB interleaved. */
export interface LitWall {
  readonly maps: WorldMaps;
  readonly ink: Float32Array;
  readonly lamp: Float32Array;
  readonly linear: Float32Array;
}

/** Paints a hand and its shadows over `linear` within `spans`; px that it does not touch stay as they are. */
export const paintHand = (hand: Occluder, world: World, wall: LitWall, spans: Spans): void => {
  const { maps, ink, lamp, linear } = wall;
  const { alpha, colour, near, lifted } = handSprite();
  const mirror = hand.side === 'right' ? 1 : -1;
  const lift = Math.min(1, Math.max(0, hand.heightMm / LIFTED_MM));
  const [shadowX, shadowY] = shadowOffset(hand.heightMm);
  const [lampX, lampY] = lampOffset(hand, world.projector);
  const { exposure } = world.camera;
  const beam = world.projector.brightness * exposure;
  const [tintRed, tintGreen, tintBlue] = world.ambient.colour;
  for (let y = 0; y < spans.height; y++)
    for (let x = spans.from[y]!, i = y * maps.width + x; x < spans.to[y]!; x++, i++) {
      const o = 3 * i;
      const mmX = (maps.canvasX[i]! - hand.tip.x) * mirror;
      const mmY = maps.canvasY[i]! - hand.tip.y;
      const u = (mmX + NEAR) * HAND_PX_PER_MM - 0.5;
      const v = (mmY + NEAR) * HAND_PX_PER_MM - 0.5;
      const share = sample(alpha, u, v);
      const level = maps.ambient[i]! * exposure;
      let red = linear[o]!;
      let green = linear[o + 1]!;
      let blue = linear[o + 2]!;
      if (share < 1) {
        const s = (mmX - shadowX * mirror + NEAR + SHADOW_MARGIN) * SHADOW_PX_PER_MM - 0.5;
        const t = (mmY - shadowY + NEAR + SHADOW_MARGIN) * SHADOW_PX_PER_MM - 0.5;
        let soft = lift < 1 ? (1 - lift) * sample(near, s, t) : 0;
        if (lift > 0) soft += lift * sample(lifted, s, t);
        const hard =
          lamp[o]! + lamp[o + 1]! + lamp[o + 2]! > 0
            ? sample(alpha, u - lampX * mirror * HAND_PX_PER_MM, v - lampY * HAND_PX_PER_MM)
            : 0;
        if (soft > 0 || hard > 0) {
          const room = level * SHADOW_DEPTH * soft;
          red -= (room * tintRed + beam * hard * lamp[o]!) * maps.reflectance[o]! * ink[o]!;
          green -= (room * tintGreen + beam * hard * lamp[o + 1]!) * maps.reflectance[o + 1]! * ink[o + 1]!;
          blue -= (room * tintBlue + beam * hard * lamp[o + 2]!) * maps.reflectance[o + 2]! * ink[o + 2]!;
        }
      }
      if (share > 0) {
        const c = 3 * solidNear(alpha, u, v);
        red += share * ((level * tintRed + beam * lamp[o]!) * colour[c]! - red);
        green += share * ((level * tintGreen + beam * lamp[o + 1]!) * colour[c + 1]! - green);
        blue += share * ((level * tintBlue + beam * lamp[o + 2]!) * colour[c + 2]! - blue);
      }
      linear[o] = red;
      linear[o + 1] = green;
      linear[o + 2] = blue;
    }
};

/** Bilinear; 0 outside. */
const sample = ({ width, height, data }: Plane, u: number, v: number): number => {
  if (!(u >= 0 && v >= 0 && u < width - 1 && v < height - 1)) return 0;
  const x = u | 0;
  const y = v | 0;
  const i = y * width + x;
  const top = data[i]! + (data[i + 1]! - data[i]!) * (u - x);
  const low = data[i + width]! + (data[i + width + 1]! - data[i + width]!) * (u - x);
  return top + (low - top) * (v - y);
};

/** The nearest of the four pixels about (u, v) that the hand covers, so that its edge keeps its colour. */
const solidNear = ({ width, data }: Plane, u: number, v: number): number => {
  const x = u | 0;
  const y = v | 0;
  const right = u - x > 0.5 ? 1 : 0;
  const down = v - y > 0.5 ? 1 : 0;
  const best = (y + down) * width + x + right;
  if (data[best]! > 0) return best;
  const beside = (y + down) * width + x + 1 - right;
  if (data[beside]! > 0) return beside;
  const across = (y + 1 - down) * width + x + right;
  return data[across]! > 0 ? across : (y + 1 - down) * width + x + 1 - right;
};
