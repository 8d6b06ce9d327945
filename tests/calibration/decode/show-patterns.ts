/**
 * A camera that sees a projector's patterns on a slanted sheet, small and simple: linear light, ambient light, paper tone, blur, noise, 8 bits. Just
 * enough to decode; the virtual wall is the honest one. Frame: camera px → projector px.
 */
import type { Capture } from '../../../calibration/decode/decode-light.ts';
import { cameraPoint, type ProjectorPoint, projectorPoint } from '../../../calibration/frames.ts';
import { applyHomography, quadToQuad } from '../../../calibration/homography.ts';
import { drawPattern } from '../../../calibration/patterns/draw-pattern.ts';
import type { PatternSpec } from '../../../calibration/patterns/pattern-spec.ts';
import { LINEAR_OF_CODE, srgbOfLinear } from '../../../calibration/srgb.ts';

export const CAMERA = { width: 128, height: 96 };
export const PROJECTOR = { width: 256, height: 192 };

export interface Scene {
  /** Of projector white, on the wall. */
  readonly ambient: number;
  /** Standard deviation of an 8-bit code. */
  readonly noise: number;
  /** Paper's tone by camera px, 0 … 1. */
  readonly albedo: (x: number, y: number) => number;
  /** Share of each picture's mean light that falls everywhere. */
  readonly bounced: number;
  /** Of the blur to either side, camera px. */
  readonly reach: number;
  /** Projector's coding: 2.2 is what it should be, nearly. */
  readonly gamma: number;
}

export const QUIET: Scene = { ambient: 0.2, noise: 1, albedo: () => 0.8, bounced: 0, reach: 0.7, gamma: 2.2 };

const cameraToProjector = quadToQuad<'camera', 'projector'>(
  [cameraPoint(8, 8), cameraPoint(120, 4), cameraPoint(122, 92), cameraPoint(6, 88)],
  [projectorPoint(20, 30), projectorPoint(230, 20), projectorPoint(226, 170), projectorPoint(30, 164)],
);
export const truthAt = (x: number, y: number): ProjectorPoint => applyHomography(cameraToProjector, cameraPoint(x, y));

/** Points of the blur, −1 … 1, at which light is gathered: an additive sequence in two dimensions, so that no row of
 * them meets the raster's rows in step; each with its opposite, so that their mean is the px's centre. */
const SAMPLES = Array.from({ length: 20 }, (_, k) => [
  2 * (((k + 0.5) * 0.7548776662) % 1) - 1,
  2 * (((k + 0.5) * 0.5698402909) % 1) - 1,
]).flatMap(([dx, dy]) => [
  [dx!, dy!],
  [-dx!, -dy!],
]);
const PER_PX = SAMPLES.length;
/** White and ambient light together come to this code's light: nothing clips. */
const EXPOSURE = 0.75;

export const showPatterns = (patterns: readonly PatternSpec[], scene: Scene, normal: () => number): Capture[] => {
  const lightOfCode = Array.from({ length: 256 }, (_, code) =>
    scene.gamma === 2.2 ? LINEAR_OF_CODE[code]! : (code / 255) ** scene.gamma,
  );
  const places: number[] = [];
  for (let y = 0; y < CAMERA.height; y++)
    for (let x = 0; x < CAMERA.width; x++)
      for (const [dx, dy] of SAMPLES) {
        const p = truthAt(x + scene.reach * dx!, y + scene.reach * dy!);
        const column = Math.round(p.x);
        const row = Math.round(p.y);
        const inside = column >= 0 && row >= 0 && column < PROJECTOR.width && row < PROJECTOR.height;
        places.push(inside ? row * PROJECTOR.width + column : -1);
      }
  return patterns.map((pattern) => {
    const rgba = drawPattern(pattern, 0, PROJECTOR);
    let mean = 0;
    for (let i = 0; i < rgba.length; i += 4) mean += (4 * lightOfCode[rgba[i]!]!) / rgba.length;
    const luma = new Uint8Array(CAMERA.width * CAMERA.height);
    for (let i = 0; i < luma.length; i++) {
      let light = 0;
      for (let k = 0; k < PER_PX; k++) {
        const place = places[PER_PX * i + k]!;
        if (place >= 0) light += lightOfCode[rgba[4 * place]!]! / PER_PX;
      }
      const tone = scene.albedo(i % CAMERA.width, Math.floor(i / CAMERA.width));
      const seen =
        (tone * (light + scene.bounced * mean + scene.ambient) * EXPOSURE) / (1 + scene.bounced + scene.ambient);
      luma[i] = Math.max(0, Math.min(255, Math.round(255 * srgbOfLinear(seen) + scene.noise * normal())));
    }
    return { pattern, luma };
  });
};
