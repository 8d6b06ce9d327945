/**
 * PP-OCRv4's recogniser: a line picture to its input, its probabilities to text. Facts of the model: three channels of 48 rows,
 * values −1 … 1, at least 320 columns, the picture's own proportions; class 0 is the blank, then the dictionary, then a space.
 */
import type { GreyImage } from '../../../client/vision/grey-image.ts';

export const PPOCR_HEIGHT = 48;
const LEAST_WIDTH = 320;

/** [1, 3, 48, width], row-major planes: grey in each channel, paper-independent, right of the picture 0. */
export function ppocrInput(picture: GreyImage): { readonly data: Float32Array; readonly width: number } {
  const scaled = Math.max(1, Math.ceil((PPOCR_HEIGHT * picture.width) / picture.height));
  const width = Math.max(LEAST_WIDTH, scaled);
  const plane = PPOCR_HEIGHT * width;
  const data = new Float32Array(3 * plane);
  const { columns, rows } = { columns: spans(picture.width, scaled), rows: spans(picture.height, PPOCR_HEIGHT) };
  const row = new Float32Array(picture.width);
  for (let y = 0; y < PPOCR_HEIGHT; y++) {
    row.fill(0);
    for (const [at, weight] of rows[y]!)
      for (let x = 0; x < picture.width; x++) row[x] = row[x]! + weight * picture.data[at * picture.width + x]!;
    for (let x = 0; x < scaled; x++) {
      let value = 0;
      for (const [at, weight] of columns[x]!) value += weight * row[at]!;
      data[y * width + x] = value / 127.5 - 1;
    }
  }
  data.copyWithin(plane, 0, plane);
  data.copyWithin(2 * plane, 0, plane);
  return { data, width };
}

/** Which source samples make each of `to` samples: area means where it shrinks, straight lines between neighbours where it grows. */
function spans(from: number, to: number): readonly (readonly (readonly [at: number, weight: number])[])[] {
  const step = from / to;
  return Array.from({ length: to }, (_, i) => {
    if (step <= 1) {
      const at = Math.min(from - 1, Math.max(0, (i + 0.5) * step - 0.5));
      const low = Math.floor(at);
      const part = at - low;
      return part === 0 || low + 1 >= from ? [[low, 1] as const] : [[low, 1 - part] as const, [low + 1, part] as const];
    }
    const start = i * step;
    const end = Math.min(from, start + step);
    const taken: [number, number][] = [];
    for (let at = Math.floor(start); at < end; at++)
      taken.push([at, (Math.min(end, at + 1) - Math.max(start, at)) / (end - start)]);
    return taken;
  });
}

/** Best class of each frame of [frames, classes], repeats joined, blanks dropped. `dictionary` holds the characters of classes 1, 2, …; one class more is the space. */
export function ppocrText(data: Float32Array, classes: number, dictionary: readonly string[]): string {
  let text = '';
  let last = 0;
  for (let from = 0; from + classes <= data.length; from += classes) {
    let best = 0;
    for (let c = 1; c < classes; c++) if (data[from + c]! > data[from + best]!) best = c;
    if (best !== 0 && best !== last) text += dictionary[best - 1] ?? ' ';
    last = best;
  }
  return text;
}

/** The characters of classes 1, 2, … from the dictionary file, one a line. */
export const parseDictionary = (file: string): string[] => file.replace(/\r?\n$/, '').split(/\r?\n/);
