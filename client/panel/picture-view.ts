/** The live camera picture with the sheet's corners over it. Frame: camera px. The picture never leaves the page. */
import type { Quad, Size } from '../../calibration/frames.ts';
import type { CornerIndex } from './corner-drag.ts';
import { createCornerOverlay } from './corner-overlay.ts';
import { element } from './element.ts';
import { createLoupe } from './loupe.ts';

export interface PictureView {
  readonly root: HTMLElement;
  play(stream: MediaStream | null): void;
  show(quad: Quad<'camera'> | null, size: Size, manual: boolean): void;
  focusCorner(corner: CornerIndex): void;
  /** Words where the picture would be, while there is none; null takes them away. */
  say(words: string | null): void;
}

export const createPictureView = (onPlaced: (quad: Quad<'camera'>) => void): PictureView => {
  const video = element('video', { autoplay: true, playsinline: true, 'aria-label': 'What the camera sees' });
  video.muted = true;
  const loupe = createLoupe(video);
  const overlay = createCornerOverlay({ onPlaced, onHold: (at) => loupe.lookAt(at) });
  const words = element('p', { class: 'words', role: 'status' });
  const stage = element('div', { class: 'stage' }, video, overlay.root, loupe.root, words);
  const root = element('figure', { class: 'picture' }, stage);
  let aspect = 0;
  const takeAspect = (size: Size): void => {
    const next = size.width / size.height;
    if (next === aspect) return;
    aspect = next;
    stage.style.setProperty('--aspect', String(aspect));
  };
  video.addEventListener('resize', () => takeAspect({ width: video.videoWidth || 16, height: video.videoHeight || 9 }));
  root.dataset.picture = 'none';

  return {
    root,
    play(stream) {
      video.srcObject = stream;
      root.dataset.picture = stream ? 'live' : 'none';
      // A browser that refuses to play still feeds the worker; the picture then stays black, which is no fault.
      if (stream) video.play().catch(() => {});
    },
    show(quad, size, manual) {
      takeAspect(size);
      overlay.show(quad, size, manual);
    },
    focusCorner: (corner) => overlay.focusCorner(corner),
    say(next) {
      words.hidden = next === null;
      if (next !== null && words.textContent !== next) words.textContent = next;
    },
  };
};
