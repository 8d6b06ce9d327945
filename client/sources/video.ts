/**
 * A video file that the user picks or drops, looped, as if it were a camera. The file never leaves the page.
 * Out: the MediaStream of a playing HTMLVideoElement.
 */
import { type FrameSource, SourceError } from './frame-source.ts';

/** Missing from TypeScript's DOM types: captureStream is Chromium's name for it. */
type CapturableVideo = HTMLVideoElement & { readonly captureStream?: () => MediaStream };

export const createVideoSource = (file: File): FrameSource => {
  let video: CapturableVideo | null = null;
  let address: string | null = null;
  return {
    kind: 'video',
    label: file.name,
    async open() {
      address = URL.createObjectURL(file);
      video = document.createElement('video');
      video.muted = true;
      video.loop = true;
      video.playsInline = true;
      video.src = address;
      try {
        await video.play();
      } catch {
        throw new SourceError(
          'unsupported',
          `This browser cannot play “${file.name}” (${file.type || 'unknown type'}): use MP4 (H.264) or WebM.`,
        );
      }
      if (!video.captureStream)
        throw new SourceError('unsupported', 'This browser cannot capture a video: use Chrome, Edge or Chromium.');
      return video.captureStream();
    },
    close() {
      video?.pause();
      video?.removeAttribute('src');
      if (address !== null) URL.revokeObjectURL(address);
      video = null;
      address = null;
    },
  };
};
