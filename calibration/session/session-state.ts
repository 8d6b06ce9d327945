/**
 * What a calibration run knows between two pictures, and the moves that all its parts make: show something else, begin a shot, end. A value; its
 * captures' sums are added to in place. Times: ms of the pictures' clock.
 */
import { PATTERN_IDS } from '../patterns/pattern-spec.ts';
import { type Capture, type Gathering, NOTHING_GATHERED } from './capture-shot.ts';
import type { SessionSetting, Show, Trouble, Verdict } from './contract.ts';
import type { FoundRaster } from './find-raster.ts';
import type { LitBlocks } from './lit-blocks.ts';
import type { Shot } from './plan-run.ts';

/** Nothing can be read for so long: the view is blocked, or something moved. */
export const BLIND_MS = 1500;
/** A shot that was begun so often in vain is given up. */
export const REPEATS = 3;
/** Nothing is waited for longer than this, also when it keeps nearly coming: a run always ends. The longest shot takes half a second. */
export const GIVE_UP_MS = 20_000;

/** Times as long on machines that draw their light without a GPU. */
export const patienceOf = ({ setting }: SessionState): number => setting.patience ?? 1;

export const isWaitOver = (state: SessionState, time: number): boolean =>
  time - state.shownAt > GIVE_UP_MS * patienceOf(state);

export interface Reading {
  /** Id read in the picture before; null: none. */
  readonly last: number | null;
  /** When an id was last read. */
  readonly readAt: number;
}

/** The shot to go on with when the raster is found again, and how often it was begun. */
export interface Resume {
  readonly at: number;
  readonly repeats: number;
}

export type Step =
  | {
      readonly kind: 'dark';
      readonly attempt: number;
      readonly resume: Resume | null;
      readonly grid: Float32Array | null;
      readonly still: number;
      readonly sums: Uint16Array | null;
    }
  | {
      readonly kind: 'markers';
      readonly attempt: number;
      readonly resume: Resume | null;
      readonly black: Uint8Array;
      readonly seen: FoundRaster | null;
    }
  | {
      readonly kind: 'shots';
      readonly at: number;
      readonly gathered: Gathering;
      readonly repeats: number;
      readonly reading: Reading;
    }
  | { readonly kind: 'solving' }
  | { readonly kind: 'ended'; readonly verdict: Verdict };

export interface SessionState {
  readonly setting: SessionSetting;
  readonly shots: readonly Shot[];
  readonly step: Step;
  readonly show: Show;
  /** When `show` was asked for. */
  readonly shownAt: number;
  readonly startedAt: number | null;
  readonly raster: (FoundRaster & { readonly blocks: LitBlocks }) | null;
  readonly captures: readonly Capture[];
  readonly troubles: readonly Trouble[];
  /** Shots that had to be asked for again. */
  readonly lost: readonly string[];
  readonly chequerShare: number | null;
  readonly seen: number;
  readonly used: number;
}

export const showing = (state: SessionState, pattern: Show['pattern'], time: number): SessionState => ({
  ...state,
  show: { patternId: 1 + (state.show.patternId % (PATTERN_IDS - 1)), pattern },
  shownAt: time,
});

/** Ends without geometry: what was found blocks. */
export const end = (state: SessionState, time: number, troubles: readonly Trouble[]): SessionState => ({
  ...state,
  step: {
    kind: 'ended',
    verdict: {
      outcome: 'declined',
      troubles: [...state.troubles, ...troubles],
      model: null,
      photometry: null,
      chequerShare: state.chequerShare,
      seconds: (time - (state.startedAt ?? time)) / 1000,
      pictures: { seen: state.seen, used: state.used },
    },
  },
});

export const beginShot = (state: SessionState, at: number, time: number, repeats = 0): SessionState => ({
  ...showing(state, state.shots[at]!.pattern, time),
  step: { kind: 'shots', at, gathered: NOTHING_GATHERED, repeats, reading: { last: null, readAt: time } },
});
