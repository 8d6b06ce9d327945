/**
 * What can be told before a pattern is shown: who is there, how large a camera px is on the paper, what is held still, whether the projector's
 * picture reaches its chip unscaled. Pure; each check has its number, what is good, and a remedy. What only light can tell, the run checks itself.
 */
import type { CameraFacts, ProjectorFacts } from '../../server/protocol.ts';

export interface Check {
  readonly title: string;
  readonly value: string;
  /** What counts as good; empty where the value says it. */
  readonly good: string;
  readonly mood: 'calm' | 'notice' | 'fault' | 'idle';
  /** What to do; empty while it is calm. */
  readonly remedy: string;
}

export interface PreflightInput {
  readonly camera: CameraFacts | null;
  readonly cameraHere: boolean;
  readonly projector: ProjectorFacts | null;
  readonly projectorHere: boolean;
}

/** Beyond this a stroke is narrower than a camera px; the light could not be placed on it. */
const GOOD_MM_PER_PX = 1;
const MOST_MM_PER_PX = 2;
const GOOD_FPS = 10;
/** Zooms of a browser go in tenths. */
const ZOOM_TOLERANCE = 0.02;

export const preflight = (input: PreflightInput): readonly Check[] => [
  ...cameraChecks(input),
  ...projectorChecks(input),
];

/** Nothing stands in the way of a run. */
export const mayRun = (checks: readonly Check[]): boolean => checks.every(({ mood }) => mood !== 'fault');

const cameraChecks = ({ camera, cameraHere }: PreflightInput): readonly Check[] => {
  if (!cameraHere || !camera)
    return [
      {
        title: 'Camera',
        value: 'no page',
        good: '',
        mood: 'fault',
        remedy: 'Open the camera page on the machine that has the camera.',
      },
    ];
  const { size, fps, device } = camera;
  return [
    size === null
      ? { title: 'Camera', value: 'no picture', good: '', mood: 'fault', remedy: 'Allow the camera on its page.' }
      : {
          title: 'Camera',
          value: `${size.width} × ${size.height} px, ${fps.toFixed(0)} a second`,
          good: `good from ${GOOD_FPS} a second`,
          mood: fps >= GOOD_FPS ? 'calm' : 'notice',
          remedy: fps >= GOOD_FPS ? '' : 'It works, but takes longer: close other programs, or lower the resolution.',
        },
    heldStill(camera, device.id === 'virtual-wall'),
    paper(camera),
  ];
};

const heldStill = ({ locks }: CameraFacts, isVirtual: boolean): Check => {
  const title = 'Exposure, focus, white';
  if (isVirtual) return { title, value: 'held', good: '', mood: 'calm', remedy: '' };
  const offered = locks.filter((lock) => lock.offered);
  const missing = locks.filter((lock) => !lock.offered).map((lock) => lock.name);
  const free = offered.filter((lock) => !lock.locked).map((lock) => lock.name);
  if (offered.length === 0)
    return {
      title,
      value: 'the camera offers none to hold',
      good: '',
      mood: 'notice',
      remedy: 'Keep the room’s light steady; the run says whether the camera corrected itself.',
    };
  if (free.length > 0)
    return { title, value: `${free.join(', ')} held at the start`, good: '', mood: 'calm', remedy: '' };
  return {
    title,
    value: missing.length > 0 ? `held, but for ${missing.join(', ')}` : 'held',
    good: '',
    mood: missing.length > 0 ? 'notice' : 'calm',
    remedy: missing.length > 0 ? 'The camera does not offer the rest; the run says whether it changed.' : '',
  };
};

const paper = ({ sheet, mmPerPx }: CameraFacts): Check => {
  if (sheet === null || mmPerPx === null)
    return {
      title: 'Paper',
      value: 'not in view',
      good: '',
      mood: 'fault',
      remedy: 'Point the camera at the whole sheet, or drag its corners on the camera page.',
    };
  const mood = mmPerPx <= GOOD_MM_PER_PX ? 'calm' : mmPerPx <= MOST_MM_PER_PX ? 'notice' : 'fault';
  return {
    title: 'Paper',
    value: `${sheet.widthMm} × ${sheet.heightMm} mm, ${mmPerPx.toFixed(2)} mm a camera px`,
    good: `good below ${GOOD_MM_PER_PX} mm a px`,
    mood,
    remedy: mood === 'calm' ? '' : 'Move the camera closer, zoom in, or raise its resolution.',
  };
};

const projectorChecks = ({ projector, projectorHere }: PreflightInput): readonly Check[] => {
  if (!projectorHere || !projector)
    return [
      {
        title: 'Projector',
        value: 'no page',
        good: '',
        mood: 'fault',
        remedy: 'Open the projector page on the projector’s screen.',
      },
    ];
  const { raster, fullscreen, pageZoom, devicePixelRatio: ratio, fixedRaster, dark } = projector;
  const zoomed = pageZoom !== null && Math.abs(pageZoom - 1) > ZOOM_TOLERANCE;
  return [
    {
      title: 'Projector',
      value: dark ? 'blacked out' : `${raster.width} × ${raster.height} px`,
      good: dark ? '' : 'its native resolution',
      mood: dark ? 'fault' : 'calm',
      remedy: dark ? 'Press B on the projector page: patterns must be seen.' : '',
    },
    {
      title: 'Picture',
      value: zoomed
        ? `page zoomed to ${Math.round(100 * pageZoom)} %`
        : fullscreen
          ? `full screen${ratio === 1 ? '' : `, ratio ${Math.round(ratio * 100) / 100}`}`
          : 'in a window',
      good: 'good in full screen at 100 %',
      mood: zoomed ? 'fault' : fullscreen || fixedRaster ? 'calm' : 'notice',
      remedy: zoomed
        ? 'Press Ctrl and 0 on the projector page.'
        : fullscreen || fixedRaster
          ? ''
          : 'Press F on the projector page, so that nothing moves it later.',
    },
  ];
};
