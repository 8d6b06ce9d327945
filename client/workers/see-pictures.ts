/**
 * The newest picture as grey with its digest, one after another. A looped clip of a few pictures, looked at in step with its
 * length, would seem to stand still: when a picture seems to repeat, the very next one is looked at instead, now and then.
 */
import type { GreyImage } from '../vision/grey-image.ts';
import { digestPicture } from './digest-picture.ts';
import { greyFromFrame } from './grey-from-frame.ts';
import type { FramePump } from './pump-frames.ts';

export interface SeenPicture {
  readonly grey: GreyImage;
  readonly digest: number;
}

export interface PictureSeer {
  /** null: the camera has ended. Throws when a picture cannot be copied; the next call goes on. */
  next(): Promise<SeenPicture | null>;
}

/** Twice a second is enough to tell a clip from a frozen camera, and costs a slow pipeline next to nothing. */
const DOUBT_EVERY_MS = 500;

/** `onTaken` is told when a picture is there, before it is copied. */
export const seePictures = (frames: FramePump, now: () => number, onTaken: () => void): PictureSeer => {
  let lastDigest: number | null = null;
  let doubtedAt = Number.NEGATIVE_INFINITY;

  const look = async (): Promise<SeenPicture | null> => {
    const frame = await frames.take();
    if (!frame) return null;
    onTaken();
    try {
      const grey = await greyFromFrame(frame);
      return { grey, digest: digestPicture(grey) };
    } finally {
      frame.close();
    }
  };

  return {
    async next() {
      let seen = await look();
      if (seen && seen.digest === lastDigest && now() - doubtedAt > DOUBT_EVERY_MS) {
        doubtedAt = now();
        seen = await look();
      }
      lastDigest = seen?.digest ?? null;
      return seen;
    },
  };
};
