/** What the page is doing, in a few words for people. */
import type { ObservedPaper } from '../../server/protocol.ts';
import type { PaperSighting } from '../vision/paper.ts';

export interface Loading {
  readonly part: 'vision' | 'reader';
  readonly doneBytes: number;
  readonly totalBytes: number | null;
}

export interface Progress {
  readonly streaming: boolean;
  readonly loading: Loading | null;
  /** The reader is loaded. */
  readonly ready: boolean;
  readonly frames: number;
  readonly paper: PaperSighting;
}

const PARTS: Record<Loading['part'], string> = { vision: 'the eyes', reader: 'the reader' };

export const describeStatus = ({
  streaming,
  loading,
  ready,
  frames,
  paper,
}: Progress): { readonly status: string; readonly calm: boolean } => {
  if (!streaming) return { status: 'Waiting for a picture', calm: false };
  if (loading) return { status: `Loading ${PARTS[loading.part]}${amount(loading)}`, calm: false };
  if (frames === 0) return { status: 'Waiting for the first picture', calm: false };
  if (paper.kind === 'absent') return { status: 'Looking for the sheet', calm: false };
  if (!ready) return { status: 'Watching; the reader is not there yet', calm: false };
  return { status: paper.source === 'manual' ? 'Reading, corners placed by hand' : 'Reading', calm: true };
};

/** The sheet as it was last published; null while there is none. */
export const describePaper = (paper: ObservedPaper | null): string | null =>
  paper?.kind === 'found' ? `Sheet ${round(paper.sheet.widthMm)} × ${round(paper.sheet.heightMm)} mm` : null;

const amount = ({ doneBytes, totalBytes }: Loading): string => {
  if (totalBytes === null) return doneBytes > 0 ? `, ${megabytes(doneBytes)} MB` : '';
  return `, ${megabytes(doneBytes)} of ${megabytes(totalBytes)} MB`;
};
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
const round = (mm: number): string => String(Math.round(mm));
