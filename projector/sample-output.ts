/**
 * A small picture of what is projected now, so that the camera can predict the light: the whole raster averaged down on the GPU,
 * read back without waiting for it. Frame: projector px → picture px, top row first; sRGB-coded as sent.
 */
import type { Size } from '../calibration/frames.ts';

/** px of the longer side; the prediction needs soft light, not detail, and 43 kB go over the wire each time. */
const PICTURE_LONGEST = 160;

export interface Sample {
  readonly width: number;
  readonly height: number;
  /** RGB, row-major. */
  readonly picture: Uint8Array;
  /** ms of the page's clock when the frame was drawn. */
  readonly time: number;
}

export interface OutputSampler {
  /** Starts reading the frame that was just drawn; does nothing while an earlier one is under way. */
  request(time: number): void;
  /** The picture once it has arrived, else null. */
  poll(): Sample | null;
}

export const pictureSize = ({ width, height }: Size): Size => {
  const scale = Math.min(1, PICTURE_LONGEST / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
};

/** Halving never skips a pixel, so that averages are true; the last step lands on the picture's size. */
export const halvings = (raster: Size, picture: Size): readonly Size[] => {
  const sizes: Size[] = [];
  let { width, height } = raster;
  while (width / 2 > picture.width || height / 2 > picture.height) {
    width = Math.max(picture.width, Math.round(width / 2));
    height = Math.max(picture.height, Math.round(height / 2));
    sizes.push({ width, height });
  }
  return [...sizes, picture];
};

export const openSampler = (gl: WebGL2RenderingContext, raster: Size): OutputSampler => {
  const picture = pictureSize(raster);
  const steps = halvings(raster, picture).map((size) => ({ size, framebuffer: smallFramebuffer(gl, size) }));
  const pixels = new Uint8Array(picture.width * picture.height * 4);
  const buffer = gl.createBuffer();
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
  // A READ usage makes Chromium keep a shadow copy, and warn each time it is overwritten.
  gl.bufferData(gl.PIXEL_PACK_BUFFER, pixels.length, gl.DYNAMIC_COPY);
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
  let pending: { readonly fence: WebGLSync; readonly time: number } | null = null;
  return {
    request: (time) => {
      if (pending || gl.isContextLost()) return;
      let from = { size: raster, framebuffer: null as WebGLFramebuffer | null };
      for (const step of steps) {
        const last = step === steps[steps.length - 1];
        gl.bindFramebuffer(gl.READ_FRAMEBUFFER, from.framebuffer);
        gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, step.framebuffer);
        const [w, h] = [step.size.width, step.size.height];
        // WebGL's rows begin at the bottom: the last step turns them over.
        gl.blitFramebuffer(
          0,
          0,
          from.size.width,
          from.size.height,
          0,
          last ? h : 0,
          w,
          last ? 0 : h,
          gl.COLOR_BUFFER_BIT,
          gl.LINEAR,
        );
        from = step;
      }
      gl.bindFramebuffer(gl.READ_FRAMEBUFFER, from.framebuffer);
      gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
      gl.readPixels(0, 0, picture.width, picture.height, gl.RGBA, gl.UNSIGNED_BYTE, 0);
      gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
      gl.bindFramebuffer(gl.FRAMEBUFFER, null);
      const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
      gl.flush();
      if (fence) pending = { fence, time };
    },
    poll: () => {
      if (!pending || gl.getSyncParameter(pending.fence, gl.SYNC_STATUS) !== gl.SIGNALED) return null;
      const { fence, time } = pending;
      pending = null;
      gl.deleteSync(fence);
      gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
      gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, pixels);
      gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
      const rgb = new Uint8Array(picture.width * picture.height * 3);
      for (let i = 0, j = 0; i < pixels.length; i += 4, j += 3) {
        rgb[j] = pixels[i]!;
        rgb[j + 1] = pixels[i + 1]!;
        rgb[j + 2] = pixels[i + 2]!;
      }
      return { ...picture, picture: rgb, time };
    },
  };
};

const smallFramebuffer = (gl: WebGL2RenderingContext, { width, height }: Size): WebGLFramebuffer => {
  const framebuffer = gl.createFramebuffer();
  const colour = gl.createRenderbuffer();
  gl.bindRenderbuffer(gl.RENDERBUFFER, colour);
  gl.renderbufferStorage(gl.RENDERBUFFER, gl.RGBA8, width, height);
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.RENDERBUFFER, colour);
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  gl.bindRenderbuffer(gl.RENDERBUFFER, null);
  return framebuffer;
};
