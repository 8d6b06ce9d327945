/** The verdict of the status page and the figures beside it. Pure: from the status alone. */
import { DRIFT_MM } from '../../../calibration/drift/drift.ts';
import type { Status } from '../../status.ts';
import { describeDuration } from '../describe-duration.ts';

export interface Judgement {
  readonly mood: 'calm' | 'notice' | 'fault';
  readonly verdict: string;
  /** A number beside every verdict, and what counts as good. */
  readonly figures: readonly { readonly value: string; readonly label: string }[];
}

/** A camera page tells of its paper every second, even when nothing changes on it; a slow machine may take a few. */
export const FRESH_OBSERVATION_MS = 5_000;

const inMm = (mm: number): string => `${mm.toFixed(2)} mm`;

export const judge = (s: Status): Judgement => {
  const faults = s.faults.filter((f) => f.severity === 'fault').length;
  const notices = s.faults.length - faults;
  const running = s.clients.camera?.length ?? 0;
  const ages = s.canvases.flatMap((c) =>
    c.camera !== null && c.lastObservationAgeMs !== null ? [c.lastObservationAgeMs] : [],
  );
  const oldest = Math.max(0, ...ages);
  // While patterns are shown nothing is read, and a note says so.
  const silent = oldest > FRESH_OBSERVATION_MS && !s.faults.some(({ code }) => code === 'calibration-running');
  const verdict =
    faults > 0
      ? `${faults === 1 ? 'One thing needs' : `${faults} things need`} you`
      : silent
        ? 'A camera page is silent'
        : notices > 0
          ? 'Works, with a note'
          : running > 0
            ? 'All is well'
            : 'Ready, no camera yet';
  const pages = Object.values(s.clients).reduce((sum, list) => sum + list.length, 0);
  const { malformed, messages } = s.counters;
  const aligned = s.canvases.flatMap((c) => c.calibrations);
  const known = <T>(pick: (c: (typeof aligned)[number]) => T | null | undefined): T[] =>
    aligned.flatMap((c) => pick(c) ?? []);
  const errors = known((c) => c.accuracy?.rmsMm);
  const drifts = known((c) => c.drift?.mm);
  const delays = known((c) => c.latency);
  return {
    mood: faults > 0 ? 'fault' : silent || notices > 0 ? 'notice' : 'calm',
    verdict,
    figures: [
      {
        value: ages.length === 0 ? '–' : describeDuration(oldest / 1000),
        label: `since the last observation, good below ${describeDuration(FRESH_OBSERVATION_MS / 1000)}`,
      },
      ...(errors.length > 0
        ? [{ value: inMm(Math.max(...errors)), label: 'held-out error of the calibration, on the paper' }]
        : []),
      ...(drifts.length > 0
        ? [{ value: inMm(Math.max(...drifts)), label: `drift since, good below ${DRIFT_MM} mm` }]
        : []),
      ...delays.slice(0, 1).map(({ p50Ms, p95Ms }) => ({
        value: `${Math.round(p50Ms)} ms`,
        label: `light to camera, 95 % below ${Math.round(p95Ms)} ms`,
      })),
      { value: String(pages), label: 'pages connected' },
      { value: String(messages), label: 'messages relayed' },
      { value: String(malformed), label: 'malformed messages, good at 0' },
    ],
  };
};
