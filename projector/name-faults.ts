/**
 * What the border says: which faults are worth a colour at the edge of the wall, and which codes stand on it. Only what is not
 * working (severity fault), each code once, the cause before its consequences.
 */
import { FAULTS, type Fault, type FaultCode } from '../server/protocol.ts';

/** A wall is no dashboard: more codes than this send the technician to /status. */
const MOST_CODES = 3;

/** Calm colours by where the cause lies: link, camera and paper, reading, alignment, this page. sRGB. */
const COLOURS: Readonly<Record<string, string>> = {
  S: '#6f93d8',
  C: '#d8a15a',
  P: '#d8a15a',
  V: '#c97f86',
  M: '#c97f86',
  K: '#a58bd0',
  G: '#8fa3ad',
};

/** Consequences that are not worth saying while their cause stands beside them. */
const EXPLAINED_BY: Partial<Record<FaultCode, readonly FaultCode[]>> = {
  'no-paper': ['camera-refused', 'camera-unplugged', 'camera-frozen', 'no-camera', 'camera-busy', 'camera-unusable'],
  'no-camera': ['server-unreachable', 'version-mismatch'],
};

export interface Border {
  readonly colour: string;
  /** Short codes as FAULTS gives them. */
  readonly codes: readonly string[];
  /** The first fault in words, for whoever stands near. */
  readonly title: string;
  readonly remedy: string;
  readonly detail: string;
}

/** Null when nothing is wrong. `faults` in the order they were reported: this page's own and the link's first. */
export const nameFaults = (faults: readonly Fault[]): Border | null => {
  const present = new Set(faults.filter((f) => f.severity === 'fault').map((f) => f.code));
  const named = [...present].filter((code) => !EXPLAINED_BY[code]?.some((cause) => present.has(cause)));
  const first = named[0];
  if (first === undefined) return null;
  const { short, title, remedy } = FAULTS[first];
  return {
    colour: COLOURS[short.charAt(0)] ?? '#8fa3ad',
    codes: named.slice(0, MOST_CODES).map((code) => FAULTS[code].short),
    title,
    remedy,
    detail: faults.find((f) => f.code === first)?.detail ?? '',
  };
};
