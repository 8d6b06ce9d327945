/**
 * Exposure, focus and white balance: which of them the browser lets us hold still, and the constraints that do it.
 * A camera that corrects itself changes the whole picture when a hand comes in; held still, only ink changes.
 * Values are the camera's own units (MediaStream Image Capture: exposureTime 100 µs, focusDistance m, colorTemperature K).
 */
export const LOCKS = ['exposure', 'focus', 'whiteBalance'] as const;
export type LockName = (typeof LOCKS)[number];

/** What getCapabilities and getSettings may hold beyond TypeScript's types (MediaStream Image Capture, section 10). */
interface ImageCapabilities {
  readonly exposureMode?: readonly string[];
  readonly focusMode?: readonly string[];
  readonly whiteBalanceMode?: readonly string[];
  readonly exposureTime?: Range;
  readonly focusDistance?: Range;
  readonly colorTemperature?: Range;
}
interface ImageSettings {
  readonly exposureMode?: string;
  readonly focusMode?: string;
  readonly whiteBalanceMode?: string;
  readonly exposureTime?: number;
  readonly focusDistance?: number;
  readonly colorTemperature?: number;
}
interface Range {
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
}

const KEYS = {
  exposure: { mode: 'exposureMode', value: 'exposureTime', title: 'Exposure' },
  focus: { mode: 'focusMode', value: 'focusDistance', title: 'Focus' },
  whiteBalance: { mode: 'whiteBalanceMode', value: 'colorTemperature', title: 'White balance' },
} as const satisfies Record<LockName, { mode: keyof ImageSettings; value: keyof ImageSettings; title: string }>;

export interface Lock {
  readonly name: LockName;
  readonly title: string;
  readonly locked: boolean;
  /** As the camera reports it now, in its own units; null where it does not say. */
  readonly value: number | null;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** The locks that this camera offers; empty where browser or camera offers none. */
export const offeredLocks = (capabilities: object, settings: object): readonly Lock[] => {
  const can = capabilities as ImageCapabilities;
  const is = settings as ImageSettings;
  return LOCKS.flatMap((name): Lock[] => {
    const { mode, value, title } = KEYS[name];
    const range = can[value];
    if (!can[mode]?.includes('manual') || range?.min === undefined || range.max === undefined) return [];
    const locked = is[mode] === 'manual';
    return [{ name, title, locked, value: is[value] ?? null, min: range.min, max: range.max, step: range.step || 1 }];
  });
};

/** Constraints that hold it at `value`. */
export const lockAt = (name: LockName, value: number): MediaTrackConstraints => {
  const { mode, value: key } = KEYS[name];
  return { advanced: [{ [mode]: 'manual', [key]: value } as MediaTrackConstraintSet] };
};

/** Constraints that let the camera choose again. */
export const unlock = (name: LockName): MediaTrackConstraints => ({
  advanced: [{ [KEYS[name].mode]: 'continuous' } as MediaTrackConstraintSet],
});
