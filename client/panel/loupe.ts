/** A magnifier over the live picture, shown while a corner is placed by hand. Frame: camera px in, six screen px a camera px out. */
import type { CameraPoint } from '../../calibration/frames.ts';
import { element } from './element.ts';

/** Screen px a camera px: a tenth of a pixel becomes visible. */
const ZOOM = 6;
const SIDE_PX = 168;
/** Twelve pictures a second are enough to place a corner by, and leave the machine to the pipeline. */
const REDRAW_MS = 80;

export interface Loupe {
  readonly root: HTMLCanvasElement;
  lookAt(point: CameraPoint | null): void;
}

export const createLoupe = (video: HTMLVideoElement): Loupe => {
  const root = element('canvas', {
    class: 'loupe',
    width: SIDE_PX,
    height: SIDE_PX,
    hidden: true,
    'aria-hidden': 'true',
  });
  const pen = root.getContext('2d');
  let point: CameraPoint | null = null;

  const draw = (): void => {
    if (point === null || !pen) return;
    setTimeout(draw, REDRAW_MS);
    const half = SIDE_PX / 2;
    pen.imageSmoothingEnabled = false;
    pen.fillStyle = '#0b0a09';
    pen.fillRect(0, 0, SIDE_PX, SIDE_PX);
    // Only the pixels that are seen: the centre of pixel (x, y) lies at (x + 0.5, y + 0.5) of the drawn picture.
    const span = SIDE_PX / ZOOM;
    if (video.videoWidth > 0)
      pen.drawImage(video, point.x + 0.5 - span / 2, point.y + 0.5 - span / 2, span, span, 0, 0, SIDE_PX, SIDE_PX);
    pen.strokeStyle = '#ffd08a';
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(half, 0);
    pen.lineTo(half, half - 6);
    pen.moveTo(half, half + 6);
    pen.lineTo(half, SIDE_PX);
    pen.moveTo(0, half);
    pen.lineTo(half - 6, half);
    pen.moveTo(half + 6, half);
    pen.lineTo(SIDE_PX, half);
    pen.stroke();
  };

  return {
    root,
    lookAt(next) {
      const wasIdle = point === null;
      point = next;
      root.hidden = next === null;
      if (next === null) return;
      // On the side away from the corner, so that the hand does not cover it.
      root.dataset.side = next.x < (video.videoWidth || 1) / 2 ? 'right' : 'left';
      if (wasIdle) draw();
    },
  };
};
