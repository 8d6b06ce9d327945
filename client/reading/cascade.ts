/**
 * Fast answer, then right answer: lines that the fast network is unsure of are read again by the accurate one, and both
 * opinions are weighed. Pure: which lines wait and which go next. The fast reading was delivered long before; a line whose
 * ink changes meanwhile is dropped, for it is read anew anyway.
 */
import type { ConfidenceCurve } from './calibrate-confidence.ts';
import type { Decoder } from './decode-ctc.ts';
import type { NormalisedLine } from './normalise-line.ts';
import type { LanguagePrior } from './pick-language.ts';
import type { LineReading } from './reading.ts';
import type { Logits } from './recognise.ts';
import { isRude } from './rude-words.ts';

/** How two networks read as one; models/training/fit-decoder.ts measures it on dev lines. */
export interface CascadeSettings {
  /** Text with a confidence below this is read again. */
  readonly below: number;
  /** Say of the accurate network, 0 … 1. */
  readonly weight: number;
  /** Divide the logits of the fast and of the accurate network. */
  readonly fastTemperature: number;
  readonly temperature: number;
  /** Columns a letter at which the accurate network looks at a line once more each, besides the line as it is. */
  readonly pitches: readonly number[];
}

/** Everything that a second reading needs, except for the accurate network itself. */
export interface SecondOpinion {
  /** Name of the accurate network in models/manifest.json. */
  readonly model: string;
  readonly settings: CascadeSettings;
  readonly decoder: Decoder;
  readonly curve: ConfidenceCurve;
}

/**
 * Whether a fast reading should be read again: where it is unsure, and where it says something rude, however surely. Drawings are not: the
 * fast network tells them from text.
 */
export const isDoubtful = (reading: LineReading, { below }: CascadeSettings): boolean =>
  reading.kind === 'text' && (reading.confidence < below || isRude(reading));

/** A line that waits for its second reading. */
export interface WaitingLine {
  readonly id: string;
  /** Of the ink that was read. */
  readonly revision: number;
  readonly settled: boolean;
  readonly line: NormalisedLine;
  /** Of the fast network. */
  readonly logits: Logits;
  readonly reading: LineReading;
  /** What its language may be; left out = the first guess. */
  readonly prior?: LanguagePrior;
}

/** Lines that wait, oldest first; at most one a line of the canvas. */
export type Waiting = readonly WaitingLine[];

/** The logits of a line take up to 450 kB: more lines than this on one canvas wait for their next change. */
export const MOST_WAITING = 24;
/** Lines a pass of the accurate network: its answers come together, so a long batch would keep the first one waiting. */
export const BATCH = 2;

/**
 * After a fast reading of a line: it waits if it is doubtful and its ink is settled (a line that is being written is read
 * anew soon), and what was waiting of an older revision does not any more.
 */
export function noteReading(waiting: Waiting, read: WaitingLine, settings: CascadeSettings): Waiting {
  const others = waiting.filter(({ id }) => id !== read.id);
  return read.settled && isDoubtful(read.reading, settings) ? [...others, read].slice(-MOST_WAITING) : others;
}

/** Without the lines that are gone, or whose ink has changed since. */
export function dropChanged(
  waiting: Waiting,
  regions: readonly { readonly id: string; readonly revision: number }[],
): Waiting {
  const revisions = new Map(regions.map(({ id, revision }) => [id, revision]));
  const kept = waiting.filter(({ id, revision }) => revisions.get(id) === revision);
  return kept.length === waiting.length ? waiting : kept;
}

/** The next batch, the oldest lines, and what waits on. */
export const takeBatch = (waiting: Waiting): { readonly batch: Waiting; readonly waiting: Waiting } => ({
  batch: waiting.slice(0, BATCH),
  waiting: waiting.slice(BATCH),
});
