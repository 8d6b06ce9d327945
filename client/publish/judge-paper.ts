/**
 * When missing paper becomes a fault: a sheet that is turned or a person who walks past is no news, an empty wall is.
 * In: each frame's sighting. Out: the fault, or nothing.
 */
import type { PaperAbsence, PaperSighting } from '../vision/paper.ts';
import type { FaultReport } from './fold-faults.ts';

export interface PaperJudgement {
  /** ms of the page's clock since when no paper is seen; null while it is. */
  readonly absentSince: number | null;
}

/** Long enough to put on a new sheet without an alarm on the wall, short enough to be told while one still looks. */
const GRACE_MS = 2000;

export const PAPER_SEEN: PaperJudgement = { absentSince: null };

const REASONS: Record<PaperAbsence, string> = {
  'no-bright-quad': 'nothing in the picture looks like a bright sheet with four edges',
  'too-small': 'the sheet fills too little of the picture to be read',
  'too-dark': 'the picture is too dark',
  'manual-corners-invalid': 'the corners placed by hand cross each other or lie on a line',
};

/** What an absence means, in words for people. */
export const describeAbsence = (reason: PaperAbsence): string => REASONS[reason];

export const judgePaper = (
  before: PaperJudgement,
  sighting: PaperSighting,
  now: number,
): { readonly judgement: PaperJudgement; readonly faults: readonly FaultReport[] } => {
  if (sighting.kind === 'found') return { judgement: PAPER_SEEN, faults: [] };
  const absentSince = before.absentSince ?? now;
  const faults: FaultReport[] =
    now - absentSince >= GRACE_MS ? [{ code: 'no-paper', detail: describeAbsence(sighting.reason) }] : [];
  return { judgement: { absentSince }, faults };
};
