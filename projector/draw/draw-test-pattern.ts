/**
 * Test patterns that need no calibration: is the picture sharp, are all tones there, is any of it cut off. On a 2D canvas the size of the raster.
 * Frame: projector px.
 */
import type { Size } from '../../calibration/frames.ts';
import { emOf, GRAPHITE, LIGHT, MONO, PAPER, SANS } from './plate-style.ts';

const SPOKES = 36;
/** Grey steps of a wedge. */
const STEPS = 16;
/** Codes just above black and just below white that a projector or a lamp's glare swallows first. */
const NEAR_BLACK = [2, 4, 6, 8, 12, 16, 24, 32];
const NEAR_WHITE = [223, 231, 239, 243, 247, 249, 251, 253];
const INSETS = [0.025, 0.05, 0.1];

export const drawFocusStar = (context: CanvasRenderingContext2D, raster: Size): void => {
  const { width, height } = raster;
  const radius = Math.min(width, height) * 0.26;
  const small = radius * 0.42;
  const inset = small * 1.35;
  star(context, width / 2, height / 2, radius);
  for (const [x, y] of [
    [inset, inset],
    [width - inset, inset],
    [width - inset, height - inset],
    [inset, height - inset],
  ] as const)
    star(context, x, y, small);
  // Line pairs of 1, 2 and 3 px: grey where they should be stripes means scaling or blur.
  const em = emOf(raster);
  const side = Math.round(em * 3);
  const left = Math.round(width / 2 - side * 3.6);
  const top = Math.round(height - side * 1.7);
  for (const [n, pitch] of [1, 2, 3].entries())
    for (const down of [false, true]) {
      const x = left + side * 1.2 * (n * 2 + (down ? 1 : 0));
      context.fillStyle = '#ffffff';
      for (let k = 0; k < side; k += pitch * 2)
        if (down) context.fillRect(x, top + k, side, pitch);
        else context.fillRect(x + k, top, pitch, side);
    }
  caption(context, raster, 'Turn the lens until the finest spokes part, in the middle and in the corners alike.');
};

const star = (context: CanvasRenderingContext2D, x: number, y: number, radius: number): void => {
  context.fillStyle = '#ffffff';
  for (let k = 0; k < SPOKES; k++) {
    const from = (2 * Math.PI * k) / SPOKES;
    context.beginPath();
    context.moveTo(x, y);
    context.arc(x, y, radius, from, from + Math.PI / SPOKES);
    context.fill();
  }
  context.strokeStyle = LIGHT;
  context.lineWidth = 1;
  context.beginPath();
  context.arc(x, y, radius + 3, 0, 2 * Math.PI);
  context.stroke();
};

export const drawColourRamps = (context: CanvasRenderingContext2D, raster: Size): void => {
  const { width, height } = raster;
  const em = emOf(raster);
  const left = Math.round(width * 0.06);
  const wide = width - 2 * left;
  const band = (height * 0.74) / 9;
  let y = height * 0.07;
  const names = ['red', 'green', 'blue', 'cyan', 'magenta', 'yellow', 'grey'] as const;
  const channels = { red: 1, green: 2, blue: 4, cyan: 6, magenta: 5, yellow: 3, grey: 7 } as const;
  for (const name of names) {
    for (let k = 0; k < STEPS; k++) {
      const level = Math.round((255 * k) / (STEPS - 1));
      const on = (bit: number): number => (channels[name] & bit ? level : 0);
      context.fillStyle = `rgb(${on(1)} ${on(2)} ${on(4)})`;
      const x = Math.round(left + (wide * k) / STEPS);
      context.fillRect(x, Math.round(y), Math.round(left + (wide * (k + 1)) / STEPS) - x, Math.round(band * 0.86));
    }
    y += band;
  }
  for (const [levels, words] of [
    [NEAR_BLACK, 'codes'],
    [NEAR_WHITE, ''],
  ] as const) {
    if (words === '') {
      context.fillStyle = '#ffffff';
      context.fillRect(left, Math.round(y), Math.round(wide), Math.round(band * 0.86));
    }
    for (const [k, level] of levels.entries()) {
      const x = Math.round(left + (wide * (k + 0.25)) / levels.length);
      context.fillStyle = `rgb(${level} ${level} ${level})`;
      context.fillRect(
        x,
        Math.round(y + band * 0.14),
        Math.round((wide * 0.5) / levels.length),
        Math.round(band * 0.42),
      );
      context.fillStyle = GRAPHITE;
      context.font = `${Math.round(em * 0.62)}px ${MONO}`;
      context.textAlign = 'center';
      context.textBaseline = 'alphabetic';
      context.fillText(String(level), x + (wide * 0.25) / levels.length, Math.round(y + band * 0.8));
    }
    y += band;
  }
  caption(context, raster, 'Every step should part from its neighbour; the two last rows test black and white.');
};

export const drawSafeArea = (context: CanvasRenderingContext2D, raster: Size): void => {
  const { width, height } = raster;
  const em = emOf(raster);
  context.strokeStyle = '#ffffff';
  context.lineWidth = 1;
  context.strokeRect(0.5, 0.5, width - 1, height - 1);
  for (const inset of INSETS) {
    const [x, y] = [Math.round(width * inset) + 0.5, Math.round(height * inset) + 0.5];
    context.strokeStyle = GRAPHITE;
    context.strokeRect(x, y, width - 2 * x, height - 2 * y);
    context.fillStyle = GRAPHITE;
    context.font = `${Math.round(em * 0.72)}px ${MONO}`;
    context.textAlign = 'left';
    context.textBaseline = 'bottom';
    context.fillText(`${inset * 100} %`, x + em * 0.5, height - y - em * 0.2);
  }
  context.strokeStyle = LIGHT;
  for (const [x, y] of [
    [0, 0],
    [width - 1, 0],
    [width - 1, height - 1],
    [0, height - 1],
  ] as const)
    for (const [dx, dy] of [
      [x === 0 ? 1 : -1, 0],
      [0, y === 0 ? 1 : -1],
    ] as const) {
      context.lineWidth = 3;
      context.beginPath();
      context.moveTo(x + 0.5, y + 0.5);
      context.lineTo(x + 0.5 + dx * em * 3, y + 0.5 + dy * em * 3);
      context.stroke();
    }
  context.fillStyle = PAPER;
  context.font = `${Math.round(em * 1.6)}px ${MONO}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(`${width} × ${height}`, width / 2, height / 2);
  caption(context, raster, 'The outermost white line, one pixel wide, must be seen on all four sides.');
};

const caption = (context: CanvasRenderingContext2D, raster: Size, words: string): void => {
  const em = emOf(raster);
  context.font = `${em}px ${SANS}`;
  const wide = context.measureText(words).width + em * 2;
  context.fillStyle = 'rgba(11, 10, 9, 0.85)';
  context.fillRect((raster.width - wide) / 2, raster.height * 0.905, wide, em * 2);
  context.fillStyle = GRAPHITE;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(words, raster.width / 2, raster.height * 0.905 + em);
};
