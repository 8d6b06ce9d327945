/** Where camera pictures come from. Every source ends in a MediaStream, so nothing downstream knows which one it is. */
export type SourceKind = 'webcam' | 'video' | 'virtual-wall';

/** Why a source could not be opened or ended. */
export type SourceFailure = 'refused' | 'absent' | 'busy' | 'ended' | 'unsupported';

export class SourceError extends Error {
  override readonly name = 'SourceError';
  constructor(
    readonly failure: SourceFailure,
    message: string,
  ) {
    super(message);
  }
}

export interface FrameSource {
  readonly kind: SourceKind;
  /** Shown to people: the camera's or the file's name. */
  readonly label: string;
  /** Opens it. Throws SourceError. */
  open(): Promise<MediaStream>;
  close(): void;
}
