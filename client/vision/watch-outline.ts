/**
 * Looks at the sheet with as little work as will do: while the edges that were found stay where they are, a frame costs a few profiles
 * along them instead of a whole detection. In and out: camera px. State is passed in and returned.
 */
import type { CameraPoint, Quad } from '../../calibration/frames.ts';
import type { Cv } from './cv.ts';
import { detectPaper } from './detect-paper.ts';
import type { GreyImage } from './grey-image.ts';
import type { PaperSighting } from './paper.ts';

/** Places along each side that are watched. */
const STATIONS = 24;
/** An edge may bow away from the straight side by this share of the side's length. */
const BOW_SHARE = 0.03;
/** Least grey levels of a step worth watching. */
const MIN_STEP = 8;
/** A step that has faded below this share of what it was is covered or gone. */
const FADED_SHARE = 0.5;
/** Half the watched width across an edge, px. */
const REACH_PX = 4;
/** An edge whose stations have moved by this much in the median has moved, px. */
const MOVED_PX = 1.2;
/** Least share of the watched places that must still be edges; a hand and its arm cover less than half. */
const MIN_PRESENT = 0.5;
/** All is looked at again this often, and in every frame during the first second, so that the average can settle. */
const REDETECT_MS = 700;
const SETTLING_MS = 1000;

/** A place on the sheet's edge, with the direction inward and the step seen there. */
interface EdgePlace extends CameraPoint {
  readonly nx: number;
  readonly ny: number;
  readonly step: number;
  readonly side: number;
}

export interface OutlineWatch {
  readonly places: readonly EdgePlace[];
  readonly sighting: Extract<PaperSighting, { kind: 'found' }>;
  readonly since: number;
  readonly detectedAt: number;
}

/** `watch` null = nothing known. Give back what is returned. `detected` tells whether the whole picture was searched. */
export const watchOutline = (
  cv: Cv,
  grey: GreyImage,
  watch: OutlineWatch | null,
  time: number,
): { readonly sighting: PaperSighting; readonly watch: OutlineWatch | null; readonly detected: boolean } => {
  const isFresh = watch && time - watch.detectedAt < REDETECT_MS && time - watch.since >= SETTLING_MS;
  if (watch && isFresh && isStillThere(grey, watch.places)) return { sighting: watch.sighting, watch, detected: false };
  const sighting = detectPaper(cv, grey);
  if (sighting.kind === 'absent') return { sighting, watch: null, detected: true };
  const next = {
    places: edgePlaces(grey, sighting.quad),
    sighting,
    since: watch?.since ?? time,
    detectedAt: time,
  };
  return { sighting, watch: next, detected: true };
};

const edgePlaces = (grey: GreyImage, quad: Quad<'camera'>): EdgePlace[] => {
  const places: EdgePlace[] = [];
  for (let side = 0; side < 4; side++) {
    const from = quad[side]!;
    const to = quad[(side + 1) % 4]!;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const nx = -(to.y - from.y) / length;
    const ny = (to.x - from.x) / length;
    const reach = Math.ceil(BOW_SHARE * length);
    for (let station = 1; station <= STATIONS; station++) {
      const t = station / (STATIONS + 1);
      const x = from.x + (to.x - from.x) * t;
      const y = from.y + (to.y - from.y) * t;
      const { step, offset } = strongestStep(grey, x, y, nx, ny, reach);
      if (step >= MIN_STEP) places.push({ x: x + nx * offset, y: y + ny * offset, nx, ny, step, side });
    }
  }
  return places;
};

const isStillThere = (grey: GreyImage, places: readonly EdgePlace[]): boolean => {
  const shifts: number[][] = [[], [], [], []];
  let present = 0;
  for (const { x, y, nx, ny, step, side } of places) {
    const now = strongestStep(grey, x, y, nx, ny, REACH_PX);
    if (now.step < FADED_SHARE * step) continue;
    present++;
    shifts[side]!.push(now.offset);
  }
  if (present < MIN_PRESENT * places.length || places.length < STATIONS) return false;
  return shifts.every((side) => {
    side.sort((a, b) => a - b);
    return side.length === 0 || Math.abs(side[side.length >> 1]!) < MOVED_PX;
  });
};

/** The largest step from dark (outside) to bright (inside) across an edge, between means of two px on either side. */
const strongestStep = (
  grey: GreyImage,
  x: number,
  y: number,
  nx: number,
  ny: number,
  reach: number,
): { readonly step: number; readonly offset: number } => {
  let best = 0;
  let at = 0;
  let a = level(grey, x - nx * (reach + 2), y - ny * (reach + 2));
  let b = level(grey, x - nx * (reach + 1), y - ny * (reach + 1));
  let c = level(grey, x - nx * reach, y - ny * reach);
  let d = level(grey, x - nx * (reach - 1), y - ny * (reach - 1));
  for (let offset = -reach; offset <= reach; offset++) {
    const e = level(grey, x + nx * (offset + 2), y + ny * (offset + 2));
    const step = (d + e - a - b) / 2;
    // Of two equal steps the nearer to the place wins, so that noise does not look like motion.
    if (step > best + 0.5 || (step > best - 0.5 && Math.abs(offset) < Math.abs(at))) {
      best = Math.max(best, step);
      at = offset;
    }
    a = b;
    b = c;
    c = d;
    d = e;
  }
  return { step: best, offset: at };
};

const level = (grey: GreyImage, x: number, y: number): number => {
  const column = Math.min(grey.width - 1, Math.max(0, Math.round(x)));
  const row = Math.min(grey.height - 1, Math.max(0, Math.round(y)));
  return grey.data[row * grey.width + column]!;
};
