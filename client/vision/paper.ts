/** What paper detection and tracking say of one frame. Frames: quads are camera px; the sheet is mm. */
import type { Quad, SheetSize } from '../../calibration/frames.ts';

/** Why no paper is seen: a typed absence, shown to people as it stands. */
export type PaperAbsence = 'no-bright-quad' | 'too-small' | 'too-dark' | 'manual-corners-invalid';

export type PaperSighting =
  | {
      readonly kind: 'found';
      /** Corners as the writers see the sheet. May lie outside the frame where the sheet leaves it. */
      readonly quad: Quad<'camera'>;
      /** 0…1, share of the quad's outline that lies on a bright-to-dark edge. */
      readonly confidence: number;
      readonly source: 'detected' | 'manual';
    }
  | { readonly kind: 'absent'; readonly reason: PaperAbsence };

/** Paper that has been followed over frames: steadier than one sighting, and lost only after a grace time. */
export interface TrackedPaper {
  readonly quad: Quad<'camera'>;
  readonly sheet: SheetSize;
  readonly source: 'detected' | 'manual';
  /** ms since the quad was last confirmed by a sighting; 0 in this frame. */
  readonly unseenMs: number;
}
