/** What the comparison asks of a reader: one grey line picture in, its text and the ms from picture to text out. */
import type { GreyImage } from '../../../client/vision/grey-image.ts';

export interface PeerReading {
  readonly text: string;
  readonly ms: number;
}

export interface Peer {
  /** With its version. */
  readonly name: string;
  read(picture: GreyImage): Promise<PeerReading>;
  close(): Promise<void>;
}
