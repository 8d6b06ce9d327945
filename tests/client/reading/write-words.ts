/** Words of loops, stems and arches on paper, for tests of the normaliser. Frame: px of the crop. */
import type { GreyImage } from '../../../client/vision/grey-image.ts';

export interface Scene {
  /** x-height of the writing, px. */
  xHeight?: number;
  words?: number;
  marginTop?: number;
  marginBottom?: number;
  marginSide?: number;
  slant?: number;
  climb?: number;
  ruling?: boolean;
  paper?: (x: number, y: number) => number;
  ink?: number;
}

/** Draws words of loops, stems and arches with a round pen on paper; returns the crop and each word's left stem (source x). */
export function writeWords(scene: Scene = {}): { crop: GreyImage; stems: number[]; baseline: number } {
  const x = scene.xHeight ?? 22;
  const [top, bottom, side] = [scene.marginTop ?? 6, scene.marginBottom ?? 6, scene.marginSide ?? 10];
  const words = scene.words ?? 5;
  const wordWidth = x * 5;
  const climb = scene.climb ?? 0;
  const slant = scene.slant ?? 0;
  const width = Math.round(side * 2 + words * wordWidth + x * Math.abs(slant) * 3);
  const rise = Math.abs(climb) * width;
  const height = Math.round(top + bottom + 2.9 * x + rise);
  const baseline = top + 2 * x + (climb < 0 ? rise : 0);
  const cover = new Float32Array(width * height);
  const radius = x * 0.09;
  const dot = (px: number, py: number) => {
    const sx = px - slant * (py - baseline);
    const sy = py + climb * px;
    for (let yy = Math.max(0, Math.floor(sy - radius - 1)); yy <= Math.min(height - 1, sy + radius + 1); yy++)
      for (let xx = Math.max(0, Math.floor(sx - radius - 1)); xx <= Math.min(width - 1, sx + radius + 1); xx++) {
        const value = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(xx - sx, yy - sy)));
        if (value > cover[yy * width + xx]!) cover[yy * width + xx] = value;
      }
  };
  const line = (x0: number, y0: number, x1: number, y1: number) => {
    for (let t = 0; t <= 1; t += 0.25 / Math.max(1, Math.hypot(x1 - x0, y1 - y0)))
      dot(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t);
  };
  const ring = (cx: number, cy: number, r: number) => {
    for (let a = 0; a < 6.3; a += 0.2 / r) dot(cx + r * Math.cos(a), cy + r * Math.sin(a));
  };
  const stems: number[] = [];
  for (let k = 0; k < words; k++) {
    const left = side + radius + k * wordWidth + (slant > 0 ? 0 : -slant * x);
    stems.push(left);
    line(left, baseline - 1.8 * x, left, baseline);
    ring(left + 0.9 * x, baseline - 0.5 * x, 0.45 * x);
    for (let i = 0; i < 3; i++) line(left + (1.7 + 0.4 * i) * x, baseline - x, left + (1.7 + 0.4 * i) * x, baseline);
    line(left + 1.7 * x, baseline - x, left + 2.5 * x, baseline - x);
    line(left + 3 * x, baseline - x, left + 3.2 * x, baseline + 0.7 * x);
    ring(left + 3.8 * x, baseline - 0.5 * x, 0.4 * x);
  }
  const data = new Uint8Array(width * height);
  for (let py = 0; py < height; py++)
    for (let px = 0; px < width; px++) {
      let light = scene.paper?.(px / width, py / height) ?? 225;
      if (scene.ruling && Math.abs(py - Math.round(baseline + 2)) < 1) light *= 0.6;
      data[py * width + px] = Math.round(light * (1 - (scene.ink ?? 0.75) * cover[py * width + px]!));
    }
  return { crop: { width, height, data }, stems, baseline };
}
