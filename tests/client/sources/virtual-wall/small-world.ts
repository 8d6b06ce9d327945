/** A wall that is quick to paint, and pictures to ask of it. */
import type { CanvasPoint } from '../../../../calibration/frames.ts';
import { makeWorld } from '../../../../client/sources/virtual-wall/default-world.ts';
import { drawSegment, makeInkLayer } from '../../../../client/sources/virtual-wall/ink.ts';
import type { Frame, InkLayer, ProjectorFrame, World } from '../../../../client/sources/virtual-wall/world.ts';

export const smallWorld = (): World => makeWorld({ camera: { width: 320, height: 180 } });

/** Free of noise and blur: what remains is light. */
export const clearWorld = (): World => {
  const world = smallWorld();
  return { ...world, camera: { ...world.camera, noise: 0, blurPx: 0 } };
};

/** A projector picture of one colour; bytes. */
export const plainLight = ({ projector }: World, red: number, green = red, blue = red): ProjectorFrame => {
  const data = new Uint8ClampedArray(projector.size.width * projector.size.height * 4);
  for (let i = 0; i < data.length; i += 4) data.set([red, green, blue, 255], i);
  return { size: projector.size, data };
};

export const dotAt = (world: World, at: CanvasPoint, widthMm: number): InkLayer => {
  const ink = makeInkLayer(world.sheet.size);
  drawSegment(ink, at, at, widthMm, widthMm);
  return ink;
};

/** Mean of the three channels of each pixel, 0…255. */
export const greyOf = (frame: Frame): Float64Array =>
  Float64Array.from(
    { length: frame.size.width * frame.size.height },
    (_, i) => (frame.data[4 * i]! + frame.data[4 * i + 1]! + frame.data[4 * i + 2]!) / 3,
  );

/** Compared as a whole: an expectation over a million numbers takes seconds. */
export const sameBytes = (a: Uint8ClampedArray, b: Uint8ClampedArray): boolean => {
  const [x, y] = [a, b].map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return x!.equals(y!);
};
