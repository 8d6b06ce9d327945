/** What the pages report of themselves to tests and evaluations (`window.inklight…report()`), read through Playwright. */
import type { Frame, Page } from 'playwright-core';

export interface ReportedLine {
  readonly text: string;
  readonly confidence: number;
  readonly state: 'tentative' | 'committed' | 'withdrawn';
}
/** client/main.ts; times are the page's own performance.now ms. */
export interface CameraReport {
  readonly backend: string | null;
  readonly fps: number;
  readonly lines: readonly ReportedLine[];
  readonly firstFrameAt: number | null;
  readonly firstCommittedAt: number | null;
  readonly paper: { readonly kind: string };
  readonly faults: readonly { readonly code: string; readonly severity: string; readonly detail: string }[];
  readonly liveMats: number;
}
/** client/wall/main.ts */
export interface WallReport {
  readonly seed: number;
  readonly written: readonly { readonly text: string; readonly penUpAt: number }[];
  readonly cameraFps: number;
  readonly projectorLitOnInk: number;
  readonly projectorLitElsewhere: number;
}

const reportOf = async <T>(where: Page | Frame, name: string): Promise<T | null> =>
  (await where.evaluate((key) => {
    const owner = (window as unknown as Record<string, { report?: () => unknown } | undefined>)[key];
    return owner?.report ? JSON.parse(JSON.stringify(owner.report())) : null;
  }, name)) as T | null;

export const cameraReport = (where: Page | Frame): Promise<CameraReport | null> => reportOf(where, 'inklightCamera');
export const wallReport = (where: Page | Frame): Promise<WallReport | null> => reportOf(where, 'inklightWall');

/** Asks until the answer satisfies, or the time is up: then the last answer. */
export const pollUntil = async <T>(
  ask: () => Promise<T>,
  satisfied: (answer: T) => boolean,
  limitMs: number,
  everyMs = 150,
): Promise<T> => {
  const until = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (satisfied(answer) || Date.now() > until) return answer;
    await new Promise((r) => setTimeout(r, everyMs));
  }
};
