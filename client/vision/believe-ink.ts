/**
 * Belief in ink over time, pixel by pixel: tentative in the frame that shows it, settled when it was seen long enough, gone when bare paper was.
 * Frame: canvas raster. Where nothing can be seen, nothing changes.
 */
import { coreReach, coreThreshold, inkThreshold, localCore } from './compare-ink.ts';

/** New ink is believed after this long in view, and no fewer frames. */
const SETTLE_MS = 400;
const SETTLE_FRAMES = 3;
/**
 * Ink that is clearly bare paper for this long is gone. Light on the place calls for far more patience: thin ink in its own bright halo looks bare
 * for seconds, and a pen's ink does not leave paper; a replaced sheet is told by all of its ink at once.
 */
const ERASE_MS = 1000;
const ERASE_LIT_MS = 12_000;
/** Ink that never settled leaves sooner: it was a hand's edge or a passing shadow. */
const WITHDRAW_MS = 150;
/**
 * Where light of unknown strength falls: ink is this dark though it is lit, a lit hand is not; it settles later; what does not show darker than
 * unlit paper for this long was none.
 */
const LIT_INK = 0.3;
const SETTLE_LIT_MS = 1000;
const SETTLE_LIT_FRAMES = 4;
const WITHDRAW_LIT_MS = 1000;
/** Ink that was seen this often before light came over it waits longer: it is probably there. */
const KNOWN_FRAMES = 3;
const WITHDRAW_KNOWN_MS = 6000;
/** Light blurs over the rim of a stroke: ink within this many px speaks for it. */
const SUPPORT_PX = 2;
/** Ink stays ink down to this share of the threshold that made it so. */
const STICK = 0.6;
/** Specks fainter than this share of the sheet's usual ink are paper and compression, not another pen. */
const FAINT_SHARE = 0.24;
const TYPICAL_MIN_PX = 200;
const TYPICAL_SHARE = 0.12;

/** Belief a pixel; changed in place. */
export interface InkBelief {
  /** Remembered darkness, linear, 0…1. */
  readonly dark: Float32Array;
  /** 255 = believed to be ink; settled = seen long enough. */
  readonly mask: Uint8Array;
  readonly settled: Uint8Array;
  /** ms and frames that new ink was in view; ms that ink looked bare. */
  readonly inkMs: Uint16Array;
  readonly inkFrames: Uint8Array;
  readonly bareMs: Uint16Array;
  /** ms of the pipeline's clock when ink was first seen; 0 = none. */
  readonly birth: Float64Array;
}

/** What one frame says. Masks: nonzero = yes. */
export interface Evidence {
  readonly width: number;
  readonly height: number;
  readonly pxPerMm: number;
  readonly isFirst: boolean;
  /** This frame's darkness, as `dark` is measured. */
  readonly darkness: Float32Array;
  readonly covered: Uint8Array;
  /** Covered cells and the cells around them: nothing settles there. */
  readonly near: Uint8Array;
  readonly lit: Uint8Array | null;
  /** Light of unknown strength falls here. */
  readonly unknown: Uint8Array | null;
  /** Unannounced light nearby: nothing is erased there. */
  readonly glare: Uint8Array | null;
  readonly noise: number;
  readonly elapsed: number;
  readonly time: number;
}

/** Darkness of the sheet's usual ink: the darkest of all that stands out. 0 where there is hardly any. */
const typicalDarkness = (dark: Float32Array, core: number): number => {
  const bins = new Uint32Array(256);
  let count = 0;
  for (let i = 0; i < dark.length; i++) {
    const d = dark[i]!;
    if (d < core) continue;
    bins[(d * 255) | 0]!++;
    count++;
  }
  if (count < TYPICAL_MIN_PX) return 0;
  let level = 255;
  for (let above = bins[255]!; above < count * TYPICAL_SHARE; ) above += bins[--level]!;
  return level / 255;
};

/** Updates mask, settled and birth in place. Returns which share of the settled ink in view looked like bare paper, and how much was in view. */
export const believeInk = (state: InkBelief, e: Evidence): { bareShare: number; visible: number } => {
  const { dark, mask, settled, inkMs, inkFrames, bareMs, birth } = state;
  const { width, height } = e;
  // Averaging over frames lowers the noise once there are a few of them.
  const least = coreThreshold(e.isFirst ? e.noise : e.noise * 0.7);
  const core = Math.max(least, FAINT_SHARE * typicalDarkness(dark, least));
  const darkest = localCore(width, height, coreReach(e.pxPerMm), dark, least);
  const step = Math.round(e.elapsed);
  const { darkness, covered, near, lit, unknown, glare, time } = e;
  const support = unknown === null ? null : localCore(width, height, SUPPORT_PX, darkness, least);
  const coreByte = core * 255;
  let visible = 0;
  let bareInk = 0;
  for (let i = 0; i < dark.length; i++) {
    // Bare paper that looks bare: nearly every pixel.
    if ((mask[i] === 0 && darkest[i]! < coreByte) || covered[i] !== 0) continue;
    const threshold = inkThreshold(darkest[i]!, core);
    const d = dark[i]!;
    const isUnknown = unknown !== null && unknown[i] !== 0;
    if (mask[i] === 0) {
      if (d <= threshold || (isUnknown && Math.min(d, darkness[i]!) < LIT_INK)) continue;
      mask[i] = 255;
      birth[i] = time;
      inkMs[i] = 0;
      inkFrames[i] = 1;
      bareMs[i] = 0;
      continue;
    }
    // A faint pen's ink stays when a darker one joins it on the sheet.
    if (isUnknown) {
      if (settled[i] === 0) believeUnderLight(state, i, step, support![i] !== 0, near[i] !== 0);
      continue;
    }
    // Absence is judged by this frame alone, so that a replaced sheet does not shine through the memory.
    const isInk = darkness[i]! > STICK * (threshold > 1 ? least : threshold);
    if (settled[i] !== 0) {
      visible++;
      if (!isInk) bareInk++;
    }
    if (isInk) {
      bareMs[i] = 0;
      if (settled[i] !== 0 || near[i] !== 0) continue;
      inkMs[i] = inkMs[i]! + step;
      if (inkFrames[i]! < 255) inkFrames[i] = inkFrames[i]! + 1;
      if (inkMs[i]! >= SETTLE_MS && inkFrames[i]! >= SETTLE_FRAMES) settled[i] = 255;
    } else if (glare === null || glare[i] === 0) {
      bareMs[i] = Math.min(60_000, bareMs[i]! + step);
      const patience = settled[i] === 0 ? WITHDRAW_MS : lit !== null && lit[i] !== 0 ? ERASE_LIT_MS : ERASE_MS;
      if (bareMs[i]! >= patience) erase(state, i);
    }
  }
  return { bareShare: visible === 0 ? 0 : bareInk / visible, visible };
};

/** One pixel of new ink under light of unknown strength; `isDark` = darker than unlit paper here or beside it. */
const believeUnderLight = (state: InkBelief, i: number, step: number, isDark: boolean, isNearHand: boolean): void => {
  const { settled, inkMs, inkFrames, bareMs } = state;
  if (!isDark) {
    bareMs[i] = bareMs[i]! + step;
    if (bareMs[i]! >= (inkFrames[i]! < KNOWN_FRAMES ? WITHDRAW_LIT_MS : WITHDRAW_KNOWN_MS)) erase(state, i);
    return;
  }
  bareMs[i] = 0;
  if (isNearHand) return;
  inkMs[i] = inkMs[i]! + step;
  if (inkFrames[i]! < 255) inkFrames[i] = inkFrames[i]! + 1;
  if (inkMs[i]! >= SETTLE_LIT_MS && inkFrames[i]! >= SETTLE_LIT_FRAMES) settled[i] = 255;
};

const erase = (state: InkBelief, i: number): void => {
  state.mask[i] = 0;
  state.dark[i] = 0;
  state.settled[i] = 0;
  state.inkMs[i] = 0;
  state.inkFrames[i] = 0;
  state.bareMs[i] = 0;
  state.birth[i] = 0;
};

/** The sheet was replaced: all ink that is bare now goes at once. */
export const eraseBare = (state: InkBelief): void => {
  for (let i = 0; i < state.mask.length; i++) if (state.mask[i] !== 0 && state.bareMs[i]! > 0) erase(state, i);
};
