/**
 * The same line a little wider or narrower, for a second look: where networks guess, they guess otherwise on it, and where they
 * know, they say the same (test-time augmentation; Krizhevsky et al. 2012 with crops). Frame: ink map px; rows stay as they are.
 */
import type { InkLine } from './recognise.ts';

/** `line` resampled to `factor` times its width, by linear interpolation along the rows. Throws RangeError when `factor` is not above 0. */
export function stretchLine(line: InkLine, factor: number): InkLine {
  if (!(factor > 0 && Number.isFinite(factor)))
    throw new RangeError(`a line is stretched by a factor above 0, found ${factor}`);
  const width = Math.max(1, Math.round(line.width * factor));
  const data = new Uint8Array(width * line.height);
  const last = line.width - 1;
  for (let x = 0; x < width; x++) {
    const at = Math.min(last, Math.max(0, ((x + 0.5) * line.width) / width - 0.5));
    const left = Math.floor(at);
    const right = Math.min(last, left + 1);
    const share = at - left;
    for (let y = 0; y < line.height; y++) {
      const row = y * line.width;
      data[y * width + x] = Math.round(line.data[row + left]! * (1 - share) + line.data[row + right]! * share);
    }
  }
  return { width, height: line.height, data };
}
