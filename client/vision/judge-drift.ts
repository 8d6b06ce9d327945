/**
 * From the motions of the paper and of the projector's light in the picture to what has moved and by how many mm. The motion that a hypothesis
 * leaves over decides: none of the light's (the paper moved), none of the paper's (the projector), no difference between them (the camera).
 */
import type { DriftReference, Moved } from '../../calibration/drift/drift.ts';
import { motionAt, type SmallMotion } from '../../calibration/drift/small-motion.ts';
import { canvasPoint } from '../../calibration/frames.ts';
import { applyHomography, invertHomography } from '../../calibration/homography.ts';

/** mm that the best hypothesis may leave over, and as a share of the motion; more means that several things moved. */
const LEFT_MM = 0.7;
const LEFT_SHARE = 0.35;
/** Points a side at which motions are compared. */
const GRID = 4;

export const judgeDrift = (
  { sheet, canvasToCamera }: Pick<DriftReference, 'sheet' | 'canvasToCamera'>,
  paper: SmallMotion,
  light: SmallMotion | null,
): { readonly moved: Moved; readonly amountMm: number } => {
  const cameraToCanvas = invertHomography<'canvas', 'camera'>(canvasToCamera);
  const sums = { paper: 0, light: 0, difference: 0 };
  for (let j = 0; j < GRID; j++)
    for (let i = 0; i < GRID; i++) {
      const p = canvasPoint((sheet.widthMm * i) / (GRID - 1), (sheet.heightMm * j) / (GRID - 1));
      const at = applyHomography<'canvas', 'camera'>(canvasToCamera, p);
      const byPaper = motionAt(paper, at);
      const byLight = light === null ? { x: 0, y: 0 } : motionAt(light, at);
      const mm = (x: number, y: number): number => {
        const q = applyHomography(cameraToCanvas, { x: at.x + x, y: at.y + y });
        return (q.x - p.x) ** 2 + (q.y - p.y) ** 2;
      };
      sums.paper += mm(byPaper.x, byPaper.y);
      sums.light += mm(byLight.x, byLight.y);
      sums.difference += mm(byPaper.x - byLight.x, byPaper.y - byLight.y);
    }
  const rms = (sum: number): number => Math.sqrt(sum / (GRID * GRID));
  const [byPaper, byLight, difference] = [rms(sums.paper), rms(sums.light), rms(sums.difference)];
  if (light === null) return { moved: 'paper-or-camera', amountMm: byPaper };
  const hypotheses: readonly { readonly moved: Moved; readonly left: number; readonly amountMm: number }[] = [
    { moved: 'paper', left: byLight, amountMm: byPaper },
    { moved: 'projector', left: byPaper, amountMm: byLight },
    { moved: 'camera', left: difference, amountMm: byPaper },
  ];
  const best = hypotheses.reduce((a, b) => (b.left < a.left ? b : a));
  const { moved, left, amountMm } = best;
  return left > Math.max(LEFT_MM, LEFT_SHARE * amountMm)
    ? { moved: 'several', amountMm: Math.max(byPaper, byLight) }
    : { moved, amountMm };
};
