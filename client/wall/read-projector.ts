/**
 * Takes what the projector page shows, at most some ten times a second, and scales it to the simulated projector's raster. In: the page's
 * iframe (same origin); out: RGBA bytes, sRGB-coded, in projector px; null while that page shows nothing yet.
 */
import type { Size } from '../../calibration/frames.ts';

/** The projector page draws about that often in software; reading more often only copies the same picture. */
const READ_EVERY_MS = 85;
/** Reading waits for the graphics process, and with it waits every page in this tab: at most this share of the time. */
const DUTY = 0.2;
/** While it shows patterns a calibration waits for each of them, and nothing else is looked at. */
const PATTERN = { everyMs: 30, duty: 0.6 };

export const watchProjector = (
  frame: HTMLIFrameElement,
  size: Size,
  onPicture: (data: Uint8ClampedArray) => void,
): (() => void) => {
  const copy = document.createElement('canvas');
  copy.width = size.width;
  copy.height = size.height;
  const context = copy.getContext('2d', { willReadFrequently: true });
  let last: Uint32Array | null = null;
  const read = (): void => {
    const source = frame.contentDocument?.querySelector('canvas');
    if (!context || !source || source.width === 0 || source.height === 0) return;
    context.drawImage(source, 0, 0, size.width, size.height);
    const { data } = context.getImageData(0, 0, size.width, size.height);
    // An unchanged picture costs the wall nothing when it is not sent.
    const words = new Uint32Array(data.buffer.slice(0));
    if (last?.every((word, i) => word === words[i])) return;
    last = words;
    onPicture(data);
  };
  let timer = 0;
  const again = (): void => {
    const start = performance.now();
    read();
    const took = performance.now() - start;
    const { everyMs, duty } = showsPattern(frame) ? PATTERN : { everyMs: READ_EVERY_MS, duty: DUTY };
    timer = window.setTimeout(again, Math.max(everyMs, took / duty) - took);
  };
  again();
  return () => clearTimeout(timer);
};

/** As the projector page reports of itself. */
interface ProjectorWindow {
  readonly inklightProjector?: { report(): { readonly pattern: { readonly layer: string } } };
}

const showsPattern = (frame: HTMLIFrameElement): boolean =>
  (frame.contentWindow as unknown as ProjectorWindow | null)?.inklightProjector?.report().pattern.layer === 'bytes';
