/** What the camera page says of its machine: which camera, what is held still, how large a camera px is on the paper. Frames: camera px, canvas mm. */
import type { Quad, SheetSize, Size } from '../../calibration/frames.ts';
import type { CameraFacts } from '../../server/protocol.ts';
import { offeredLocks } from '../sources/camera-locks.ts';
import type { SourceKind } from '../sources/frame-source.ts';

const LOCK_NAMES = { exposure: 'exposure', focus: 'focus', whiteBalance: 'white balance' } as const;
/** The wire's limits. */
const LONGEST = 200;

export interface CameraKnown {
  readonly name: string;
  readonly source: SourceKind;
  /** Null while there is no picture. */
  readonly track:
    | (Pick<MediaStreamTrack, 'label' | 'getSettings'> & Partial<Pick<MediaStreamTrack, 'getCapabilities'>>)
    | null;
  readonly size: Size | null;
  readonly fps: number;
  readonly sheet: SheetSize | null;
  readonly paper: Quad<'camera'> | null;
}

export const cameraFacts = ({ name, source, track, size, fps, sheet, paper }: CameraKnown): CameraFacts => ({
  name,
  device: {
    id: (source === 'webcam' ? track?.getSettings().deviceId || track?.label || source : source).slice(0, LONGEST),
    label: (source === 'virtual-wall' ? 'virtual wall' : (track?.label ?? '')).slice(0, LONGEST),
  },
  size,
  // What a camera gives; a source that does not say is taken at what was looked at.
  fps: Math.round((track?.getSettings().frameRate ?? fps) * 10) / 10,
  locks: source === 'webcam' ? lockFacts(track) : [],
  sheet,
  mmPerPx: sheet && paper ? mmPerPx(paper, sheet) : null,
});

const lockFacts = (track: CameraKnown['track']): CameraFacts['locks'] => {
  const offered = track?.getCapabilities ? offeredLocks(track.getCapabilities(), track.getSettings()) : [];
  return (Object.keys(LOCK_NAMES) as (keyof typeof LOCK_NAMES)[]).map((key) => {
    const lock = offered.find((l) => l.name === key);
    return {
      name: LOCK_NAMES[key],
      offered: lock !== undefined,
      locked: lock?.locked ?? false,
      value: lock?.value ?? null,
    };
  });
};

/** By area; null for a quad that has none. */
export const mmPerPx = (quad: Quad<'camera'>, sheet: SheetSize): number | null => {
  const twice = quad.reduce((sum, p, i) => {
    const q = quad[(i + 1) % 4]!;
    return sum + p.x * q.y - q.x * p.y;
  }, 0);
  const px = Math.abs(twice) / 2;
  return px > 1 ? Math.sqrt((sheet.widthMm * sheet.heightMm) / px) : null;
};
