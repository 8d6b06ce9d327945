/**
 * A stage's picture for the technician's panel. In: what the stage gave (canvas or camera raster). Out: a small ImageBitmap.
 * Colours: ink in the paper's tone on black, projected light in amber, what cannot be seen in blue-grey, as everywhere on Inklight's pages.
 */
import type { Quad } from '../../calibration/frames.ts';
import type { NormalisedLine } from '../reading/normalise-line.ts';
import type { GreyImage } from '../vision/grey-image.ts';
import type { InkMaps, LineRegion, PredictedLight, TracedStroke } from '../vision/ink.ts';

/** Wider than a tile on a large screen; more would only cost frames. */
const WIDEST_PX = 480;

/** Drawn by the processor: where graphics run in software, fetching a picture back from them takes longer than the pipeline. */
const IN_SOFTWARE: CanvasRenderingContext2DSettings = { willReadFrequently: true };

type Rgb = readonly [number, number, number];
const PAPER: Rgb = [246, 239, 224];
const LIGHT: Rgb = [255, 208, 138];
const COVERED: Rgb = [70, 84, 110];
const NIGHT = '#0b0a09';

/** px of the picture for one px of the source: at most 1. */
const shrinkOf = (width: number): number => Math.min(1, WIDEST_PX / width);

/** Nearest-neighbour reduction with a colour a pixel: `colour` writes r, g, b for source index i at `to`. */
const paint = (
  { width, height }: { readonly width: number; readonly height: number },
  colour: (i: number, out: Uint8ClampedArray, to: number) => void,
): OffscreenCanvas => {
  const shrink = shrinkOf(width);
  const w = Math.max(1, Math.round(width * shrink));
  const h = Math.max(1, Math.round(height * shrink));
  const canvas = new OffscreenCanvas(w, h);
  const image = new ImageData(w, h);
  for (let y = 0; y < h; y++) {
    const row = Math.min(height - 1, Math.floor((y + 0.5) / shrink)) * width;
    for (let x = 0; x < w; x++) {
      const to = 4 * (y * w + x);
      colour(row + Math.min(width - 1, Math.floor((x + 0.5) / shrink)), image.data, to);
      image.data[to + 3] = 255;
    }
  }
  canvas.getContext('2d', IN_SOFTWARE)?.putImageData(image, 0, 0);
  return canvas;
};

const tone = (out: Uint8ClampedArray, to: number, [r, g, b]: Rgb, share: number): void => {
  out[to] = r * share;
  out[to + 1] = g * share;
  out[to + 2] = b * share;
};

export const drawGrey = (image: GreyImage): ImageBitmap =>
  paint(image, (i, out, to) => tone(out, to, [255, 255, 255], image.data[i]! / 255)).transferToImageBitmap();

/** The camera's picture with the quad over it. */
export const drawSighting = (camera: GreyImage, quad: Quad<'camera'> | null): ImageBitmap => {
  const canvas = paint(camera, (i, out, to) => tone(out, to, [255, 255, 255], (0.6 * camera.data[i]!) / 255));
  const pen = canvas.getContext('2d', IN_SOFTWARE);
  if (pen && quad) {
    const shrink = shrinkOf(camera.width);
    pen.strokeStyle = css(LIGHT);
    pen.lineWidth = 2;
    pen.beginPath();
    for (const p of quad) pen.lineTo((p.x + 0.5) * shrink, (p.y + 0.5) * shrink);
    pen.closePath();
    pen.stroke();
  }
  return canvas.transferToImageBitmap();
};

export const drawLight = ({ light, uncertain }: PredictedLight): ImageBitmap =>
  paint(light, (i, out, to) =>
    uncertain.data[i]! > 0 ? tone(out, to, COVERED, 1) : tone(out, to, LIGHT, light.data[i]! / 255),
  ).transferToImageBitmap();

/** Ink: settled bright, new ink in light's colour, covered places in blue-grey. */
export const drawInk = ({ ink, mask, settled, covered }: InkMaps): ImageBitmap =>
  paint(ink, (i, out, to) => {
    if (mask.data[i]! > 0) tone(out, to, settled.data[i]! > 0 ? PAPER : LIGHT, 0.35 + (0.65 * ink.data[i]!) / 255);
    else if (covered.data[i]! > 0) tone(out, to, COVERED, 0.8);
    else tone(out, to, PAPER, (0.25 * ink.data[i]!) / 255);
  }).transferToImageBitmap();

/** Strokes as lines of their own width: committed bright, tentative in light's colour. `sheet` in mm. */
export const drawStrokes = (
  strokes: readonly TracedStroke[],
  sheet: { readonly widthMm: number; readonly heightMm: number },
): ImageBitmap => {
  const pxPerMm = WIDEST_PX / sheet.widthMm;
  const canvas = new OffscreenCanvas(WIDEST_PX, Math.max(1, Math.round(sheet.heightMm * pxPerMm)));
  const pen = canvas.getContext('2d', IN_SOFTWARE)!;
  pen.fillStyle = NIGHT;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  for (const { points, widthMm, state } of strokes) {
    if (state === 'withdrawn') continue;
    pen.strokeStyle = css(state === 'committed' ? PAPER : LIGHT);
    pen.lineWidth = Math.max(1, widthMm * pxPerMm);
    pen.beginPath();
    for (let i = 0; i + 1 < points.length; i += 2) pen.lineTo(points[i]! * pxPerMm, points[i + 1]! * pxPerMm);
    pen.stroke();
  }
  return canvas.transferToImageBitmap();
};

/** Each line's crop where it lies, its box and its baseline. `sheet` in mm. */
export const drawLines = (
  lines: readonly LineRegion[],
  sheet: { readonly widthMm: number; readonly heightMm: number },
): ImageBitmap => {
  const pxPerMm = WIDEST_PX / sheet.widthMm;
  const canvas = new OffscreenCanvas(WIDEST_PX, Math.max(1, Math.round(sheet.heightMm * pxPerMm)));
  const pen = canvas.getContext('2d', IN_SOFTWARE)!;
  pen.fillStyle = NIGHT;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  for (const { crop, cropOrigin, box, baseline, settled } of lines) {
    const scale = pxPerMm / crop.pxPerMm;
    const picture = paint(crop, (i, out, to) => tone(out, to, PAPER, 1 - crop.data[i]! / 255));
    pen.globalCompositeOperation = 'lighten';
    pen.drawImage(
      picture,
      cropOrigin.x * scale,
      cropOrigin.y * scale,
      Math.max(1, crop.width * scale),
      Math.max(1, crop.height * scale),
    );
    pen.globalCompositeOperation = 'source-over';
    pen.lineWidth = 1;
    pen.strokeStyle = settled ? 'rgb(155 145 130 / 0.8)' : css(LIGHT);
    pen.strokeRect(box.x * pxPerMm, box.y * pxPerMm, box.width * pxPerMm, box.height * pxPerMm);
    pen.strokeStyle = 'rgb(196 118 43 / 0.9)';
    pen.beginPath();
    for (const p of baseline) pen.lineTo(p.x * pxPerMm, p.y * pxPerMm);
    pen.stroke();
  }
  return canvas.transferToImageBitmap();
};

/** The line that was read last, as the network saw it. */
export const drawNormalised = (line: NormalisedLine): ImageBitmap =>
  paint(line, (i, out, to) => tone(out, to, PAPER, line.data[i]! / 255)).transferToImageBitmap();

const css = ([r, g, b]: Rgb): string => `rgb(${r} ${g} ${b})`;
