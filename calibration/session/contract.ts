/**
 * The contract of a calibration run: a pure state machine that sees camera frames, says what the projector shall show next, and ends in a
 * verdict. The camera page's worker runs it on real frames, evaluate:calibration on the simulator's: the same code. It is paced by what the
 * camera has seen (pattern ids), never by sleeps. Frames: camera px in; canvas mm and projector px out. Times: ms of the caller's clock.
 */
import type { Quad, SheetSize, Size } from '../frames.ts';
import type { PatternSpec } from '../patterns/pattern-spec.ts';
import type { Photometry } from '../photometry/photometry.ts';
import type { CanvasMask } from '../record.ts';
import type { SolvedCalibration } from '../solve-calibration.ts';

/** Rows from the top, one byte a pixel (luma as the camera codes it); `rgb`, when there, 3 bytes a pixel of the same picture. */
export interface CameraPicture {
  readonly size: Size;
  readonly luma: Uint8Array;
  readonly rgb: Uint8Array | null;
  readonly time: number;
}

/** What is known before the run. */
export interface SessionSetting {
  readonly projectorSize: Size;
  readonly cameraSize: Size;
  readonly sheet: SheetSize;
  /** The paper in the camera's picture, as track-paper found it while the projector was dark; null: it must be found in the run. */
  readonly paper: Quad<'camera'> | null;
  /** What stays dark while patterns are shown, too, as the calibration in force lays it, mm of `sheet`; absent: nothing. */
  readonly masks?: readonly CanvasMask[];
  /** What the projector page says of its screen; null where nobody asked it. Tells a scaled picture's cause, not whether it is scaled. */
  readonly display: ReportedDisplay | null;
  readonly seed: number;
  /** 1 when absent; more where projector or camera page is known to be slow: patterns may take so many times as long to appear. */
  readonly patience?: number;
}

export interface ReportedDisplay {
  /** Device px a CSS px: the operating system's scaling times the page's zoom. */
  readonly devicePixelRatio: number;
  /** The page's zoom alone, 1 = 100 %: outer over inner width of a full-screen window; null where the browser does not tell. */
  readonly pageZoom: number | null;
  /** px of the projector's own chip, where somebody knows them (its data sheet); null: taken to be projectorSize. */
  readonly native: Size | null;
}

/** What must be put right, by a person, before a calibration can be accepted: one code for each kind of trouble, with its remedy. */
export const TROUBLES = [
  'keystone-on',
  'browser-zoomed',
  'display-scaled',
  'auto-exposure',
  'camera-moved',
  'someone-walked-through',
  'too-dark',
  'patterns-dropped',
  'camera-mirrored',
  'no-paper',
  'raster-not-seen',
  'flicker',
  'inaccurate',
  'over-exposed',
  'masks-to-check',
] as const;
export type TroubleCode = (typeof TROUBLES)[number];

export interface Trouble {
  readonly code: TroubleCode;
  /** What was measured, with its number and unit. */
  readonly detail: string;
  /** One sentence that says what to do. */
  readonly remedy: string;
  /** A run that has one such trouble is never accepted. */
  readonly severity: 'blocks' | 'warns';
}

/** What to put on the wall until the next step. */
export type Show = { readonly patternId: number; readonly pattern: PatternSpec };

export interface Progress {
  /** Of the whole run, 0 … 1. */
  readonly done: number;
  readonly stage: 'finding the raster' | 'checking' | 'colours' | 'columns' | 'rows' | 'solving';
}

/** How a run ended. `model` is there whenever geometry could be solved, also when the run is declined: it may be looked at, never accepted. */
export interface Verdict {
  readonly outcome: 'accepted' | 'declined';
  readonly troubles: readonly Trouble[];
  readonly model: SolvedCalibration | null;
  readonly photometry: Photometry | null;
  /** What a single-px chequer has of white's light: 0.5 where the raster reaches the wall px by px; null before it was measured. */
  readonly chequerShare: number | null;
  /** From the first picture to the verdict, by the pictures' own clock. */
  readonly seconds: number;
  /** Pictures seen, and of them used. */
  readonly pictures: { readonly seen: number; readonly used: number };
}
