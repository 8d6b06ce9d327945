/**
 * A small picture of what is projected → how much grey light it adds for the camera. With photometry: through the projector's response, the mixing into
 * the camera's channels, the gain at that place, and the camera's own luma, so that blue light counts as what a camera makes of it. Without: luminance.
 * In: sRGB bytes of the raster's picture; out: linear light a picture px, 0 … 1 of what white adds at its strongest place. Frame: projector picture px.
 */
import type { Size } from '../../calibration/frames.ts';
import { applyHomography, type Homography, invertHomography } from '../../calibration/homography.ts';
import type { Photometry, Rgb } from '../../calibration/photometry/photometry.ts';
import { mixLight, projectorLightTable, sampleGrid } from '../../calibration/photometry/predict-camera.ts';
import { LINEAR_OF_CODE } from '../../calibration/srgb.ts';
import { luminanceOfRgb } from './linear-light.ts';

export interface LightPicture {
  readonly width: number;
  readonly height: number;
  /** 3 bytes a pixel, row-major. */
  readonly rgb: Uint8Array;
}

export interface GradedLight {
  readonly light: Float32Array;
  /** Linear camera light that 1 stands for on the paper; null: not known, to be measured. */
  readonly white: number | null;
}

export const luminanceOf = ({ width, height, rgb }: LightPicture): Float32Array => {
  const light = new Float32Array(width * height);
  for (let i = 0; i < light.length; i++) light[i] = luminanceOfRgb(rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!);
  return light;
};

/** Where the paper lies under each px of the projector's picture, and what the camera sees there: worked out once a calibration. */
export interface LightGrader {
  readonly width: number;
  readonly height: number;
  readonly table: Float32Array;
  readonly mixing: Photometry;
  /** RGB a px, linear camera light. */
  readonly dark: Float32Array;
  readonly gain: Float32Array;
  /** Grey light under the black projector, and what white adds at most. */
  readonly darkGrey: Float32Array;
  readonly white: number;
}

export const layGrader = (
  photometry: Photometry,
  canvasToProjector: Homography<'canvas', 'projector'>,
  projectorSize: Size,
  { width, height }: Pick<LightPicture, 'width' | 'height'>,
): LightGrader => {
  const projectorToCanvas = invertHomography(canvasToProjector);
  const n = width * height;
  const dark = new Float32Array(3 * n);
  const gain = new Float32Array(3 * n);
  const darkGrey = new Float32Array(n);
  const { widthMm, heightMm } = photometry.sheet;
  const full = mixLight(photometry, [1, 1, 1]);
  let white = 0;
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const p = applyHomography(projectorToCanvas, {
        x: ((x + 0.5) / width) * projectorSize.width - 0.5,
        y: ((y + 0.5) / height) * projectorSize.height - 0.5,
      });
      // Beside the sheet nothing was measured: what its rim sees goes on.
      const at = { x: Math.min(widthMm, Math.max(0, p.x)), y: Math.min(heightMm, Math.max(0, p.y)) };
      const [darkHere, gainHere] = [
        sampleGrid(photometry, photometry.dark, at),
        sampleGrid(photometry, photometry.gain, at),
      ];
      for (let c = 0; c < 3; c++) {
        dark[3 * i + c] = darkHere[c]!;
        gain[3 * i + c] = gainHere[c]!;
      }
      darkGrey[i] = greyOf(darkHere, photometry.cameraExponent);
      const lit = [0, 1, 2].map((c) => darkHere[c]! + gainHere[c]! * full[c]!) as unknown as Rgb;
      white = Math.max(white, greyOf(lit, photometry.cameraExponent) - darkGrey[i]!);
    }
  return { width, height, table: projectorLightTable(photometry), mixing: photometry, dark, gain, darkGrey, white };
};

export const gradeLight = (grader: LightGrader, { rgb }: LightPicture): GradedLight => {
  const { table, mixing, dark, gain, darkGrey, white } = grader;
  const light = new Float32Array(darkGrey.length);
  for (let i = 0; i < light.length; i++) {
    const [r, g, b] = [rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!];
    if ((r | g | b) === 0) continue;
    const added = mixLight(mixing, [table[r]!, table[256 + g]!, table[512 + b]!]);
    const lit = [0, 1, 2].map((c) => dark[3 * i + c]! + gain[3 * i + c]! * added[c]!) as unknown as Rgb;
    light[i] = Math.min(1, Math.max(0, greyOf(lit, mixing.cameraExponent) - darkGrey[i]!) / white);
  }
  return { light, white };
};

/** What the camera's luma says of linear RGB, decoded: BT.709 weights on coded channels, beyond white not clipped, so that light stays additive. */
const greyOf = ([r, g, b]: Rgb, exponent: number): number =>
  decode(
    0.2126 * encode(r ** (1 / exponent)) + 0.7152 * encode(g ** (1 / exponent)) + 0.0722 * encode(b ** (1 / exponent)),
  );

const encode = (light: number): number =>
  light <= 0.0031308 ? 12.92 * Math.max(0, light) : 1.055 * light ** (1 / 2.4) - 0.055;
const decode = (code: number): number => (code <= 1 ? between(code) : ((code + 0.055) / 1.055) ** 2.4);
const between = (code: number): number => {
  const at = 255 * code;
  const low = Math.min(254, at | 0);
  return LINEAR_OF_CODE[low]! + (LINEAR_OF_CODE[low + 1]! - LINEAR_OF_CODE[low]!) * (at - low);
};
