/**
 * What is laid over the light when it is asked for or when something is wrong: the fault border, the corners, the list of keys.
 * Drawn on a 2D canvas the size of the raster and projected with the light, so that it is seen where the light falls.
 * Frame: projector px.
 */
import type { Size } from '../../calibration/frames.ts';
import { KEY_HELP, KEYSTONE_HELP } from '../key-bindings.ts';
import type { Corners } from '../keystone.ts';
import type { Border } from '../name-faults.ts';
import { drawProof, type Proof } from './draw-proof.ts';
import { drawColourRamps, drawFocusStar, drawSafeArea } from './draw-test-pattern.ts';
import { emOf, GRAPHITE, LIGHT, MONO, PAPER, SANS, SERIF } from './plate-style.ts';

export interface OverlayContent {
  /** A pattern for eyes; beneath all else, and instead of the scene. */
  readonly proof: Proof | null;
  readonly border: Border | null;
  /** A sentence for whoever must align the projector; null when none is needed. */
  readonly instruction: string | null;
  readonly keystone: { readonly corners: Corners; readonly selected: number } | null;
  readonly help: { readonly scenes: readonly string[]; readonly scene: string; readonly intensity: number } | null;
}

const CORNER_NAMES = ['top left', 'top right', 'bottom right', 'bottom left'];
/** Thin enough to stay off a sheet that fills the raster. */
const BORDER_PX = 3;

export const isEmpty = (content: OverlayContent): boolean =>
  !content.proof && !content.border && content.instruction === null && !content.keystone && !content.help;

export const drawOverlay = (context: CanvasRenderingContext2D, raster: Size, content: OverlayContent): void => {
  context.clearRect(0, 0, raster.width, raster.height);
  const em = emOf(raster);
  if (content.proof) drawForEyes(context, raster, content.proof);
  if (content.keystone) drawCorners(context, raster, em, content.keystone);
  if (content.instruction !== null && !content.keystone && !content.help && !content.proof)
    drawInstruction(context, raster, em, content.instruction);
  if (content.help) drawHelp(context, raster, em, content.help, content.border);
  if (content.border) drawBorder(context, raster, em, content.border);
};

const drawForEyes = (context: CanvasRenderingContext2D, raster: Size, proof: Proof): void => {
  switch (proof.pattern.kind) {
    case 'focus-star':
      drawFocusStar(context, raster);
      break;
    case 'colour-ramps':
      drawColourRamps(context, raster);
      break;
    case 'safe-area':
      drawSafeArea(context, raster);
      break;
    default:
      drawProof(context, raster, proof);
  }
};

const drawBorder = (context: CanvasRenderingContext2D, raster: Size, em: number, border: Border): void => {
  const width = Math.max(BORDER_PX, Math.round(raster.height / 360));
  context.strokeStyle = border.colour;
  context.lineWidth = width;
  context.strokeRect(width / 2, width / 2, raster.width - width, raster.height - width);
  // The code hangs on the border, in the corner where writing seldom is.
  const text = border.codes.join(' ');
  context.font = `600 ${em}px ${MONO}`;
  const box = context.measureText(text).width + em * 1.2;
  context.fillStyle = border.colour;
  context.fillRect(0, raster.height - em * 1.5, box, em * 1.5);
  context.fillStyle = '#0b0a09';
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(text, em * 0.6, raster.height - em * 0.72);
};

const drawInstruction = (context: CanvasRenderingContext2D, raster: Size, em: number, instruction: string): void => {
  context.font = `italic ${Math.round(em * 1.1)}px ${SERIF}`;
  context.fillStyle = GRAPHITE;
  context.textAlign = 'right';
  context.textBaseline = 'alphabetic';
  context.fillText(instruction, raster.width - em * 1.2, raster.height - em, raster.width * 0.8);
};

const drawCorners = (
  context: CanvasRenderingContext2D,
  raster: Size,
  em: number,
  { corners, selected }: NonNullable<OverlayContent['keystone']>,
): void => {
  const [a, b, c, d] = corners;
  const line = (from: { x: number; y: number }, to: { x: number; y: number }): void => {
    context.beginPath();
    context.moveTo(from.x + 0.5, from.y + 0.5);
    context.lineTo(to.x + 0.5, to.y + 0.5);
    context.stroke();
  };
  context.lineWidth = 1;
  context.strokeStyle = 'rgba(255, 208, 138, 0.28)';
  line(a, c);
  line(b, d);
  context.strokeStyle = LIGHT;
  for (const [from, to] of [
    [a, b],
    [b, c],
    [c, d],
    [d, a],
  ] as const)
    line(from, to);
  for (const [i, p] of corners.entries()) {
    const chosen = i === selected;
    const reach = em * (chosen ? 1.3 : 0.7);
    context.strokeStyle = chosen ? PAPER : LIGHT;
    context.lineWidth = chosen ? 1.5 : 1;
    line({ x: p.x - reach, y: p.y }, { x: p.x + reach, y: p.y });
    line({ x: p.x, y: p.y - reach }, { x: p.x, y: p.y + reach });
    context.beginPath();
    context.arc(p.x + 0.5, p.y + 0.5, reach * 0.55, 0, 2 * Math.PI);
    context.stroke();
    drawReadout(context, raster, em, p, chosen);
  }
  drawKeystoneHelp(context, corners, em, selected);
};

/** Where a corner is, written towards the raster's middle so that it never leaves it. */
const drawReadout = (
  context: CanvasRenderingContext2D,
  raster: Size,
  em: number,
  p: { readonly x: number; readonly y: number },
  chosen: boolean,
): void => {
  const right = p.x > raster.width / 2;
  const below = p.y > raster.height / 2;
  context.font = `${Math.round(em * 0.9)}px ${MONO}`;
  context.fillStyle = chosen ? PAPER : GRAPHITE;
  context.textAlign = right ? 'right' : 'left';
  context.textBaseline = below ? 'bottom' : 'top';
  context.fillText(
    `${p.x.toFixed(1)}, ${p.y.toFixed(1)}`,
    p.x + em * (right ? -0.9 : 0.9),
    p.y + em * (below ? -0.7 : 0.7),
  );
};

const drawKeystoneHelp = (context: CanvasRenderingContext2D, corners: Corners, em: number, selected: number): void => {
  const x = corners.reduce((sum, p) => sum + p.x, 0) / 4;
  const y = corners.reduce((sum, p) => sum + p.y, 0) / 4;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.font = `${Math.round(em * 1.9)}px ${SERIF}`;
  context.fillStyle = PAPER;
  context.fillText('Lay these corners on the paper’s', x, y - em * 1.6);
  context.font = `${em}px ${SANS}`;
  context.fillStyle = LIGHT;
  context.fillText(CORNER_NAMES[selected] ?? '', x, y + em * 0.2);
  context.fillStyle = GRAPHITE;
  for (const [row, bindings] of [KEYSTONE_HELP.slice(0, 4), KEYSTONE_HELP.slice(4)].entries())
    context.fillText(bindings.map(([keys, what]) => `${keys}  ${what}`).join('      '), x, y + em * (2 + row * 1.6));
};

const drawHelp = (
  context: CanvasRenderingContext2D,
  raster: Size,
  em: number,
  { scenes, scene, intensity }: NonNullable<OverlayContent['help']>,
  border: Border | null,
): void => {
  context.fillStyle = 'rgba(11, 10, 9, 0.9)';
  context.fillRect(0, 0, raster.width, raster.height);
  const column = raster.width * 0.5 - em * 13;
  let y = raster.height / 2 - em * 8.4;
  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
  context.font = `${Math.round(em * 2)}px ${SERIF}`;
  context.fillStyle = PAPER;
  context.fillText('Projector', column, y);
  y += em * 2.4;
  for (const [keys, what] of KEY_HELP) {
    context.font = `${Math.round(em * 0.95)}px ${MONO}`;
    context.fillStyle = LIGHT;
    context.fillText(keys, column, y);
    context.font = `${em}px ${SANS}`;
    context.fillStyle = PAPER;
    context.fillText(what, column + em * 7, y);
    y += em * 1.6;
  }
  y = raster.height / 2 - em * 6;
  const second = column + em * 19;
  for (const [i, title] of scenes.entries()) {
    context.font = `${em}px ${SANS}`;
    context.fillStyle = title === scene ? LIGHT : GRAPHITE;
    context.fillText(`${i + 1}  ${title}`, second, y);
    y += em * 1.6;
  }
  context.fillStyle = GRAPHITE;
  context.fillText(`Light ${Math.round(intensity * 100)} %`, second, y + em * 0.8);
  if (!border) return;
  y = raster.height / 2 + em * 9;
  context.fillStyle = border.colour;
  context.fillText(`${border.codes.join(' ')}   ${border.title}`, column, y);
  context.fillStyle = GRAPHITE;
  for (const sentence of [border.detail, border.remedy].filter((text) => text !== '')) {
    y += em * 1.6;
    context.fillText(sentence, column, y, raster.width - column - em * 2);
  }
};
