/**
 * What a technician chose for one camera of one canvas, remembered in the browser that runs it.
 * Kept per canvas, camera and source: corners dragged on a video must not be laid over the webcam's picture.
 * Storage is passed in; what is found there is parsed, and whatever cannot be used counts as nothing chosen.
 */
import { z } from 'zod';
import { LANGUAGES } from '../reading/languages.ts';
import type { SourceKind } from '../sources/frame-source.ts';

const point = z.object({ x: z.number(), y: z.number() });
const size = z.object({ width: z.number().positive(), height: z.number().positive() });

const choicesSchema = z.object({
  version: z.literal(1),
  /** Corners placed by hand, camera px of a picture of `cameraSize`; null = detect. */
  manual: z.object({ quad: z.tuple([point, point, point, point]), cameraSize: size }).nullable(),
  /** Of MediaDevices; null = the browser's default. */
  deviceId: z.string().nullable(),
  resolution: size.nullable(),
  /** Setting name of MediaTrackConstraints → locked value. */
  locks: z.record(z.string(), z.number()),
  /** Words to expect; null = those of the address. */
  vocabulary: z.string().max(20_000).nullable().default(null),
  /** Codes of the languages that people write here; null = those of the address. */
  languages: z.array(z.string()).max(Object.keys(LANGUAGES).length).nullable().default(null),
});
export type CameraChoices = z.infer<typeof choicesSchema>;

export const NO_CHOICES: CameraChoices = {
  version: 1,
  manual: null,
  deviceId: null,
  resolution: null,
  locks: {},
  vocabulary: null,
  languages: null,
};

export const choicesKey = (canvas: string, camera: string, source: SourceKind): string =>
  `inklight.camera/${canvas}/${camera}/${source}`;

/** What was chosen; NO_CHOICES where nothing usable is stored or storage is forbidden. */
export const loadChoices = (storage: Pick<Storage, 'getItem'>, key: string): CameraChoices => {
  try {
    const stored = storage.getItem(key);
    const parsed = choicesSchema.safeParse(stored === null ? null : JSON.parse(stored));
    return parsed.success ? parsed.data : NO_CHOICES;
  } catch {
    return NO_CHOICES;
  }
};

/** Whether it could be stored: a full or forbidden storage is no reason to stop the camera. */
export const saveChoices = (storage: Pick<Storage, 'setItem'>, key: string, choices: CameraChoices): boolean => {
  try {
    storage.setItem(key, JSON.stringify(choices));
    return true;
  } catch {
    return false;
  }
};
