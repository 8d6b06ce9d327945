/**
 * A camera picture as a calibration looks at it: luma as it was sent, and colour of the same picture when somebody asks for it. Frame: camera px.
 * Colour is converted by the picture's own colour space (BT.601 or BT.709, full or limited range), plane by plane, without the browser's help:
 * photometry wants the camera's codes.
 */
import type { CameraPicture } from '../../calibration/session/contract.ts';
import { type GreyableFrame, greyFromFrame } from './grey-from-frame.ts';

export type PicturableFrame = GreyableFrame & Pick<VideoFrame, 'colorSpace'>;

/** Throws when the picture cannot be copied. The frame stays open. `time`: ms. */
export const pictureFromFrame = async (frame: PicturableFrame, time: number): Promise<CameraPicture> => {
  if (frame.format !== 'I420' && frame.format !== 'NV12') return rgbPicture(frame, time);
  const width = frame.visibleRect?.width ?? 0;
  const height = frame.visibleRect?.height ?? 0;
  if (width < 1 || height < 1) throw new Error('the camera sent a picture without a size');
  const bytes = new Uint8Array(frame.allocationSize());
  const planes = await frame.copyTo(bytes);
  const interleaved = frame.format === 'NV12';
  const { matrix, fullRange } = frame.colorSpace;
  const coding = codingOf(matrix, fullRange === true);
  const luma = new Uint8Array(width * height);
  const { offset, stride } = planes[0]!;
  for (let y = 0; y < height; y++)
    luma.set(bytes.subarray(offset + y * stride, offset + y * stride + width), y * width);
  let colour: Uint8Array | null = null;
  return {
    size: { width, height },
    luma,
    get rgb() {
      colour ??= colourOf(luma, bytes, planes, { width, height }, interleaved, coding);
      return colour;
    },
    time,
  };
};

/** Formats without chroma planes are converted by the browser: their colours are codes already. */
const rgbPicture = async (frame: PicturableFrame, time: number): Promise<CameraPicture> => {
  const { width, height, data: luma } = await greyFromFrame(frame);
  const options: VideoFrameCopyToOptions = { format: 'RGBX' };
  const bytes = new Uint8Array(frame.allocationSize(options));
  const { offset, stride } = (await frame.copyTo(bytes, options))[0]!;
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0, to = 0; y < height; y++)
    for (let from = offset + y * stride, end = from + 4 * width; from < end; from += 4, to += 3) {
      rgb[to] = bytes[from]!;
      rgb[to + 1] = bytes[from + 1]!;
      rgb[to + 2] = bytes[from + 2]!;
    }
  return { size: { width, height }, luma, rgb, time };
};

interface Coding {
  readonly black: number;
  readonly lumaGain: number;
  readonly redOfV: number;
  readonly greenOfU: number;
  readonly greenOfV: number;
  readonly blueOfU: number;
}

/** Weights of red and blue in luma (ITU-R BT.601, BT.709), and what follows from them. */
const codingOf = (matrix: string | null, fullRange: boolean): Coding => {
  const [kr, kb] = matrix === 'smpte170m' || matrix === 'bt470bg' ? [0.299, 0.114] : [0.2126, 0.0722];
  const kg = 1 - kr - kb;
  const chroma = fullRange ? 1 : 255 / 224;
  return {
    black: fullRange ? 0 : 16,
    lumaGain: fullRange ? 1 : 255 / 219,
    redOfV: 2 * (1 - kr) * chroma,
    greenOfU: (-2 * (1 - kb) * kb * chroma) / kg,
    greenOfV: (-2 * (1 - kr) * kr * chroma) / kg,
    blueOfU: 2 * (1 - kb) * chroma,
  };
};

const colourOf = (
  luma: Uint8Array,
  bytes: Uint8Array,
  planes: readonly PlaneLayout[],
  { width, height }: { readonly width: number; readonly height: number },
  interleaved: boolean,
  coding: Coding,
): Uint8Array => {
  const rgb = new Uint8ClampedArray(width * height * 3);
  const [, u, v] = planes;
  for (let y = 0, to = 0; y < height; y++) {
    const row = y >> 1;
    const uRow = u!.offset + row * u!.stride;
    const vRow = interleaved ? uRow + 1 : v!.offset + row * v!.stride;
    for (let x = 0; x < width; x++, to += 3) {
      const step = interleaved ? x & ~1 : x >> 1;
      const cu = bytes[uRow + step]! - 128;
      const cv = bytes[vRow + step]! - 128;
      const level = (luma[y * width + x]! - coding.black) * coding.lumaGain;
      rgb[to] = level + coding.redOfV * cv;
      rgb[to + 1] = level + coding.greenOfU * cu + coding.greenOfV * cv;
      rgb[to + 2] = level + coding.blueOfU * cu;
    }
  }
  return new Uint8Array(rgb.buffer);
};
