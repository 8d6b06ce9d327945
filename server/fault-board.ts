/** The server's own faults: each is there or not, keeps the moment it began, and enters the log once when it comes and once when it goes. */
import { FAULTS, type Fault, type FaultCode } from './protocol.ts';

export interface ServerFault extends Fault {
  /** The canvas it concerns; null = all of them. */
  readonly canvas: string | null;
}

export interface FaultBoard {
  /** `subject` tells faults of one code apart: a path, a canvas. */
  set(
    code: FaultCode,
    subject: string,
    detail: string,
    options?: { canvas?: string | null; severity?: 'notice' | 'fault' },
  ): void;
  clear(code: FaultCode, subject: string): void;
  all(): readonly ServerFault[];
  /** Those that a page of this canvas should know. */
  concerning(canvas: string): Fault[];
}

/** `onChange` is called after each change; `now` gives the wall clock; `log` takes one plain line. */
export const createFaultBoard = (onChange: () => void, now: () => Date, log: (line: string) => void): FaultBoard => {
  const faults = new Map<string, ServerFault>();
  return {
    set: (code, subject, detail, { canvas = null, severity = 'fault' } = {}) => {
      const key = `${code} ${subject}`;
      const known = faults.get(key);
      if (known && known.detail === detail && known.severity === severity) return;
      faults.set(key, {
        code,
        severity,
        since: known?.since ?? now().toISOString(),
        detail: detail.slice(0, 600),
        canvas,
      });
      if (!known)
        log(`${severity} ${FAULTS[code].short} ${code}: ${FAULTS[code].title}. ${detail} ${FAULTS[code].remedy}`);
      onChange();
    },
    clear: (code, subject) => {
      const key = `${code} ${subject}`;
      if (!faults.delete(key)) return;
      log(`over: ${FAULTS[code].short} ${code} (${subject})`);
      onChange();
    },
    all: () => [...faults.values()],
    concerning: (canvas) =>
      [...faults.values()]
        .filter((f) => f.canvas === null || f.canvas === canvas)
        .map(({ canvas: _canvas, ...fault }) => fault),
  };
};
