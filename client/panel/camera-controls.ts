/** The camera's settings: which camera, which resolution, and what is held still; each shown as the camera itself reports it. */
import type { Size } from '../../calibration/frames.ts';
import { type Lock, type LockName, lockAt, offeredLocks, unlock } from '../sources/camera-locks.ts';
import { listCameras } from '../sources/webcam.ts';
import { element } from './element.ts';
import type { CameraChoices } from './settings-memory.ts';

export interface CameraControls {
  readonly root: HTMLElement;
  /** A new track: lists what it offers, and holds what was held before. */
  attach(track: MediaStreamTrack | null): Promise<void>;
}

const RESOLUTIONS: readonly Size[] = [
  { width: 640, height: 480 },
  { width: 960, height: 540 },
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
];

export const createCameraControls = (
  choices: () => CameraChoices,
  /** `reopen`: the camera itself must be opened anew for it. */
  onChoice: (change: Partial<CameraChoices>, reopen: boolean) => void,
): CameraControls => {
  const picker = element('select', { 'aria-label': 'Camera' });
  const resolution = element('select', { 'aria-label': 'Resolution' });
  const actual = element('p', { class: 'caption' });
  const locks = element('div', { class: 'locks' });
  const root = element(
    'section',
    { class: 'controls', 'aria-label': 'Camera settings', hidden: true },
    picker,
    resolution,
    actual,
    locks,
  );
  let track: MediaStreamTrack | null = null;

  picker.addEventListener('change', () => onChoice({ deviceId: picker.value || null, locks: {} }, true));
  resolution.addEventListener('change', () => {
    const [width, height] = resolution.value.split('x').map(Number);
    onChoice({ resolution: width && height ? { width, height } : null }, true);
  });

  const apply = async (constraints: MediaTrackConstraints, remember: Partial<CameraChoices>): Promise<void> => {
    const said = await track?.applyConstraints(constraints).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (said === null) onChoice(remember, false);
    showTrack(said ?? null);
  };

  const lockRow = (lock: Lock): HTMLElement => {
    const held = element(
      'button',
      { type: 'button', 'aria-pressed': String(lock.locked) },
      lock.locked ? 'Held' : 'Hold',
    );
    held.addEventListener('click', () => {
      const rest = { ...choices().locks };
      delete rest[lock.name];
      if (lock.locked) void apply(unlock(lock.name), { locks: rest });
      else {
        const value = lock.value ?? (lock.min + lock.max) / 2;
        void apply(lockAt(lock.name, value), { locks: { ...rest, [lock.name]: value } });
      }
    });
    const value = element('output', {}, lock.value === null ? '–' : readable(lock.name, lock.value));
    const row = element('div', { class: 'lock' }, element('span', {}, lock.title), value, held);
    if (lock.locked && lock.value !== null) {
      const slider = element('input', {
        type: 'range',
        min: lock.min,
        max: lock.max,
        step: lock.step,
        'aria-label': lock.title,
      });
      slider.value = String(lock.value);
      slider.addEventListener('change', () => {
        const wanted = Number(slider.value);
        void apply(lockAt(lock.name, wanted), { locks: { ...choices().locks, [lock.name]: wanted } });
      });
      row.append(slider);
    }
    return row;
  };

  /** Everything as the camera reports it now; `failed` says why it did not do what was asked. */
  const showTrack = (failed: string | null): void => {
    const settings = track?.getSettings() ?? {};
    const { width, height, frameRate } = settings;
    const rate = frameRate ? `, up to ${frameRate.toFixed(0)} frames a second` : '';
    actual.textContent = failed ?? (width && height ? `The camera gives ${width} × ${height}${rate}.` : '');
    // Firefox and old cameras know no capabilities: then there is nothing to hold.
    const offered = track?.getCapabilities ? offeredLocks(track.getCapabilities(), settings) : [];
    locks.replaceChildren(...offered.map(lockRow));
    if (track && offered.length === 0)
      locks.append(
        element('p', { class: 'caption' }, 'This camera offers no exposure, focus or white balance to hold.'),
      );
  };

  return {
    root,
    async attach(next) {
      track = next;
      root.hidden = false;
      const cameras = await listCameras();
      const { deviceId, resolution: wanted, locks: remembered } = choices();
      const current = deviceId ?? track?.getSettings().deviceId ?? '';
      picker.replaceChildren(
        ...cameras.map((camera, i) =>
          element(
            'option',
            { value: camera.deviceId, selected: camera.deviceId === current },
            camera.label || `Camera ${i + 1}`,
          ),
        ),
      );
      resolution.replaceChildren(
        ...RESOLUTIONS.map(({ width, height }) =>
          element(
            'option',
            { value: `${width}x${height}`, selected: width === (wanted?.width ?? 1280) },
            `${width} × ${height}`,
          ),
        ),
      );
      for (const name of Object.keys(remembered) as LockName[])
        await track?.applyConstraints(lockAt(name, remembered[name]!)).catch(() => {});
      showTrack(null);
    },
  };
};

const readable = (name: LockName, value: number): string => {
  if (name === 'exposure') return `${(value / 10).toFixed(1)} ms`;
  if (name === 'focus') return `${value.toFixed(2)} m`;
  return `${value.toFixed(0)} K`;
};
