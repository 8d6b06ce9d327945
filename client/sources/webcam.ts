/**
 * A camera of this machine through getUserMedia, and what can be told of it: which cameras there are, and which settings
 * the browser lets us lock. Out: a MediaStream with one video track.
 */
import type { Size } from '../../calibration/frames.ts';
import { type FrameSource, SourceError, type SourceFailure } from './frame-source.ts';

export interface WebcamChoice {
  /** Of MediaDevices; null = the browser's default. */
  readonly deviceId: string | null;
  /** What to ask for; the camera may give the nearest it has. */
  readonly resolution: Size;
}

/** Enough for a sheet of paper at two px a millimetre, and what nearly every camera offers at 30 frames a second. */
export const DEFAULT_RESOLUTION: Size = { width: 1280, height: 720 };
const FRAME_RATE = 30;

export const createWebcam = (choice: WebcamChoice): FrameSource => {
  let stream: MediaStream | null = null;
  let label = 'camera';
  return {
    kind: 'webcam',
    get label() {
      return label;
    },
    async open() {
      if (!navigator.mediaDevices?.getUserMedia)
        throw new SourceError(
          'unsupported',
          'Cameras need a secure address: open this page on the machine that runs the server, or over HTTPS.',
        );
      try {
        stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: constraints(choice) });
      } catch (error) {
        throw describeFailure(error, choice);
      }
      label = stream.getVideoTracks()[0]?.label || 'camera';
      return stream;
    },
    close() {
      for (const track of stream?.getTracks() ?? []) track.stop();
      stream = null;
    },
  };
};

/** The cameras of this machine; their names are empty until a camera has been allowed once. */
export const listCameras = async (): Promise<readonly MediaDeviceInfo[]> =>
  (await navigator.mediaDevices?.enumerateDevices())?.filter((device) => device.kind === 'videoinput') ?? [];

const constraints = ({ deviceId, resolution }: WebcamChoice): MediaTrackConstraints => ({
  width: { ideal: resolution.width },
  height: { ideal: resolution.height },
  frameRate: { ideal: FRAME_RATE },
  ...(deviceId === null ? {} : { deviceId: { exact: deviceId } }),
});

/** Names of getUserMedia's errors (Media Capture and Streams, 10.2.1) and what they mean to a technician. */
const FAILURES: Record<string, SourceFailure | undefined> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'absent',
  OverconstrainedError: 'absent',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

const describeFailure = (error: unknown, choice: WebcamChoice): SourceError => {
  const name = error instanceof DOMException || error instanceof Error ? error.name : 'Error';
  const said = error instanceof Error ? error.message : String(error);
  const failure = FAILURES[name] ?? 'unsupported';
  if (failure === 'absent')
    return new SourceError(
      'absent',
      choice.deviceId === null ? 'this machine shows no camera' : 'the chosen camera is not connected',
    );
  return new SourceError(failure, said ? `${name}: ${said}` : name);
};
