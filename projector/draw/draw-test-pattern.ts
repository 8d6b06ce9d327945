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

/** What is written, shares of an em: smaller nobody reads from a ladder. */
const LABEL = 0.85;
/** em that the two lines of a caption take, from the raster's lower edge. */
const CAPTION = 4.2;

export const drawFocusStar = (context: CanvasRenderingContext2D, raster: Size): void => {
  const { width, height } = raster;
  const em = emOf(raster);
  const radius = Math.min(width, height) * 0.27;
  const small = radius * 0.45;
  const inset = small * 1.25;
  star(context, width / 2, height * 0.37, radius);
  for (const [x, y] of [
    [inset, inset],
    [width - inset, inset],
    [width - inset, height - inset],
    [inset, height - inset],
  ] as const)
    star(context, x, y, small);
  // Line pairs of 1, 2 and 3 px: grey where they should be stripes means scaling or blur.
  const side = Math.round(em * 3.2);
  const gap = Math.round(em * 0.5);
  const top = Math.round(height - em * (CAPTION + 1.8) - side);
  for (const [n, pitch] of [1, 2, 3].entries()) {
    const left = Math.round(width / 2 + (n - 1) * (2 * side + gap + em * 1.6) - side - gap / 2);
    context.fillStyle = '#ffffff';
    for (let k = 0; k < side; k += pitch * 2) {
      context.fillRect(left + k, top, Math.min(pitch, side - k), side);
      context.fillRect(left + side + gap, top + k, side, Math.min(pitch, side - k));
    }
    label(context, em, `${pitch} px`, left + side + gap / 2, top + side + em * 0.25);
  }
  caption(
    context,
    raster,
    'Turn the lens until the finest spokes part, in the middle and in the corners.',
    'Stripes that look grey are blurred, or the picture is scaled.',
  );
};

/** Centred beneath a point. */
const label = (
  context: CanvasRenderingContext2D,
  em: number,
  words: string,
  x: number,
  y: number,
  colour: string = GRAPHITE,
): void => {
  context.font = `${Math.round(em * LABEL)}px ${MONO}`;
  context.fillStyle = colour;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.fillText(words, x, y);
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

/** sRGB bits: 1 red, 2 green, 4 blue. */
const RAMPS = [
  ['red', 1],
  ['green', 2],
  ['blue', 4],
  ['cyan', 6],
  ['magenta', 5],
  ['yellow', 3],
  ['grey', 7],
] as const;
/** Dark enough to be read on white. */
const INK = '#5c554b';

export const drawColourRamps = (context: CanvasRenderingContext2D, raster: Size): void => {
  const { width, height } = raster;
  const em = emOf(raster);
  const wide = Math.round(width * 0.8);
  // A little to the right: the names stand at the left.
  const left = Math.round((width - wide) / 2 + em * 2);
  const top = height * 0.05;
  const band = (height - em * (CAPTION + 1) - top) / (RAMPS.length + 2.6);
  const tall = Math.round(band * 0.86);
  const name = (words: string, y: number): void => {
    context.font = `${em}px ${SANS}`;
    context.fillStyle = GRAPHITE;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    context.fillText(words, left - em, y + tall / 2);
  };
  for (const [row, [words, bits]] of RAMPS.entries()) {
    const y = Math.round(top + row * band);
    for (let k = 0; k < STEPS; k++) {
      const level = Math.round((255 * k) / (STEPS - 1));
      const on = (bit: number): number => (bits & bit ? level : 0);
      context.fillStyle = `rgb(${on(1)} ${on(2)} ${on(4)})`;
      const x = Math.round(left + (wide * k) / STEPS);
      context.fillRect(x, y, Math.round(left + (wide * (k + 1)) / STEPS) - x, tall);
    }
    name(words, y);
  }
  for (const [row, [words, levels]] of (
    [
      ['near black', NEAR_BLACK],
      ['near white', NEAR_WHITE],
    ] as const
  ).entries()) {
    const y = Math.round(top + (RAMPS.length + row * 1.3) * band);
    const high = Math.round(band * 1.15);
    const isWhite = levels === NEAR_WHITE;
    if (isWhite) {
      context.fillStyle = '#ffffff';
      context.fillRect(left, y, wide, high);
    }
    for (const [k, level] of levels.entries()) {
      const x = Math.round(left + (wide * (k + 0.2)) / levels.length);
      const across = Math.round((wide * 0.6) / levels.length);
      context.fillStyle = `rgb(${level} ${level} ${level})`;
      context.fillRect(x, y + Math.round(high * 0.1), across, Math.round(high * 0.5));
      label(context, em, String(level), x + across / 2, y + high * 0.66, isWhite ? INK : GRAPHITE);
    }
    name(words, y);
  }
  caption(
    context,
    raster,
    'Every step should part from its neighbour, and every field of the last two rows be seen.',
    'Dark ones are lost to light in the room, bright ones to too much contrast.',
  );
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
    // On its line, which it interrupts.
    const words = `${inset * 100} %`;
    context.font = `${Math.round(em * 0.75)}px ${MONO}`;
    const wide = context.measureText(words).width + em;
    context.fillStyle = '#000000';
    context.fillRect((width - wide) / 2, height - y - em * 0.4, wide, em * 0.8);
    context.fillStyle = GRAPHITE;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(words, width / 2, height - y);
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
  context.font = `${Math.round(em * 2)}px ${MONO}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(`${width} × ${height} px`, width / 2, height / 2 - em * 2.4);
  context.font = `${em}px ${SANS}`;
  for (const [row, [words, colour]] of (
    [
      ['The outermost white line, one pixel wide, must be seen on all four sides.', PAPER],
      ['Where it is missing, the projector cuts the picture: switch off overscan and keystone.', GRAPHITE],
      ['The lines within leave 2.5, 5 and 10 % of each side free.', GRAPHITE],
    ] as const
  ).entries()) {
    context.fillStyle = colour;
    context.fillText(words, width / 2, height / 2 + em * (0.4 + 1.7 * row), width * 0.76);
  }
};

/** What to do and what it tells, a line each, along the lower edge. */
const caption = (context: CanvasRenderingContext2D, raster: Size, what: string, why: string): void => {
  const em = emOf(raster);
  const top = raster.height - em * CAPTION;
  context.font = `${em}px ${SANS}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const [row, [words, colour]] of (
    [
      [what, PAPER],
      [why, GRAPHITE],
    ] as const
  ).entries()) {
    context.fillStyle = colour;
    context.fillText(words, raster.width / 2, top + em * (1.1 + 1.5 * row), raster.width * 0.7);
  }
};
