/**
 * What the paper and the wall reflect, linear RGB, without ink. Frame in: canvas mm. The sheet's edge is antialiased over the
 * width of a camera pixel; outside it is plaster, with the sheet's faint contact shadow below and to the right.
 */
import { valueNoise } from './random.ts';
import type { SheetModel, WallModel } from './world.ts';

/** mm over which the sheet's contact shadow fades: paper taped to a wall stands off by a millimetre or two. */
const CONTACT_SHADOW_MM = 9;
const CONTACT_SHADOW_DEPTH = 0.55;
const RULE_WIDTH_MM = 0.9;
/** Reflectance of a printed rule relative to the paper: pale blue. */
const RULE_COLOUR = [0.66, 0.76, 0.86] as const;
const SHEET_SEED = 11;
const WALL_SEED = 23;

const clamp01 = (v: number): number => (v < 0 ? 0 : Math.min(v, 1));

/** Share of a camera pixel at (x, y) that lies on the sheet; `pitch` = mm of a camera pixel there. */
export const sheetShare = (sheet: SheetModel, x: number, y: number, pitch: number): number =>
  clamp01(x / pitch + 0.5) *
  clamp01((sheet.size.widthMm - x) / pitch + 0.5) *
  clamp01(y / pitch + 0.5) *
  clamp01((sheet.size.heightMm - y) / pitch + 0.5);

/** Writes reflectance of a point into `out[at…at+2]`. */
export const reflectanceAt = (
  sheet: SheetModel,
  wall: WallModel,
  x: number,
  y: number,
  pitch: number,
  out: Float32Array,
  at: number,
): void => {
  const share = sheetShare(sheet, x, y, pitch);
  if (share > 0) {
    const grain =
      1 + sheet.texture * (valueNoise(x / 1.3, y / 1.3, SHEET_SEED) + 0.8 * valueNoise(x / 41, y / 33, SHEET_SEED + 1));
    const rule = ruleShare(sheet, y, pitch);
    for (let c = 0; c < 3; c++) out[at + c] = share * sheet.albedo[c]! * grain * (1 - rule * (1 - RULE_COLOUR[c]!));
  } else out.fill(0, at, at + 3);
  if (share < 1) {
    const rough =
      0.55 * valueNoise(x / 5.5, y / 4.5, WALL_SEED) +
      0.3 * valueNoise(x / 1.7, y / 1.7, WALL_SEED + 1) +
      0.6 * valueNoise(x / 120, y / 90, WALL_SEED + 2);
    const plaster = (1 - share) * Math.max(0.2, 1 + wall.texture * rough) * contactShadow(sheet, x, y);
    for (let c = 0; c < 3; c++) out[at + c]! += plaster * wall.albedo[c]!;
  }
};

const ruleShare = (sheet: SheetModel, y: number, pitch: number): number => {
  if (!(sheet.ruledMm > 0) || y < sheet.ruledMm * 0.6) return 0;
  const off = Math.abs(y - Math.round(y / sheet.ruledMm) * sheet.ruledMm);
  return clamp01((RULE_WIDTH_MM / 2 - off) / pitch + 0.5) * Math.min(1, RULE_WIDTH_MM / pitch + 0.25);
};

const contactShadow = (sheet: SheetModel, x: number, y: number): number => {
  // Light comes from above left, so the sheet's shadow lies a little below and to the right.
  const dx = Math.max(-(x - 3), 0, x - 3 - sheet.size.widthMm);
  const dy = Math.max(-(y - 4), 0, y - 4 - sheet.size.heightMm);
  const away = Math.hypot(dx, dy) / CONTACT_SHADOW_MM;
  return 1 - CONTACT_SHADOW_DEPTH * Math.exp(-away * away * 3);
};
