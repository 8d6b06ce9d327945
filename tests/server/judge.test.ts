import { describe, expect, it } from 'vitest';
import { plainRecord } from '../../calibration/record.ts';
import { newCanvas } from '../../server/canvas-state.ts';
import type { ServerFault } from '../../server/fault-board.ts';
import { describeDuration } from '../../server/pages/describe-duration.ts';
import { judge } from '../../server/pages/status/judge.ts';
import type { ClientInfo } from '../../server/protocol.ts';
import { describeStatus, type StatusSources } from '../../server/status.ts';

const NOW = 1_000_000;
const camera: ClientInfo = {
  id: 'c',
  role: 'camera',
  canvas: 'main',
  name: 'main',
  joinedAt: NOW - 60_000,
  faults: [],
};
const canvasSeen = (msAgo: number) => ({
  ...newCanvas('main'),
  owner: 'c',
  lastObservationAt: NOW - msAgo,
  observations: 9,
});
const fault = (severity: 'notice' | 'fault'): ServerFault => ({
  code: 'storage-failed',
  severity,
  since: '2026-01-01T00:00:00Z',
  detail: '/data',
  canvas: null,
});
const described = (change: Partial<StatusSources>) =>
  describeStatus({
    version: '1.2.3',
    startedAt: new Date(),
    now: NOW,
    dataFolder: '/data',
    lan: false,
    canvases: [],
    clients: [],
    faults: [],
    models: [],
    counters: { messages: 7, malformed: 0, duplicates: 0, outOfOrder: 0, wrongRole: 0, refusedJoins: 0, flooding: 0 },
    ...change,
  });
const judged = (change: Partial<StatusSources>) => judge(described(change));

describe('the verdict on the status page', () => {
  it('is that all is well only while a camera looks and nothing is wrong', () => {
    expect(judged({ clients: [camera], canvases: [canvasSeen(400)] })).toMatchObject({
      mood: 'calm',
      verdict: 'All is well',
    });
    expect(judged({}).verdict).toBe('Ready, no camera yet');
  });

  it('puts the calibration’s error, its drift and the delay of light beside it, where they were measured', () => {
    const record = plainRecord({
      canvas: 'main',
      projector: 'left',
      sheet: { widthMm: 800, heightMm: 500 },
      canvasToProjector: [2, 0, 10, 0, 2, 20, 0, 0, 1],
      projectorSize: { width: 1280, height: 720 },
      source: 'structured-light',
      madeAt: '2026-11-22T10:00:00.000Z',
      accuracy: { rmsPx: 0.2, p95Px: 0.4, rmsMm: 0.31, p95Mm: 0.6, points: 9, coverage: 1, inlierShare: 1, heat: null },
    });
    const seen = canvasSeen(400);
    const canvas = {
      ...seen,
      snapshot: {
        ...seen.snapshot,
        calibrations: [record],
        drifts: [{ projector: 'left', mm: 0.4, detail: '' }],
        latencies: [{ projector: 'left', p50Ms: 61.4, p95Ms: 88.2, samples: 40 }],
      },
    };
    const { figures } = judged({ clients: [camera], canvases: [canvas] });
    expect(figures.map(({ value }) => value)).toEqual(expect.arrayContaining(['0.31 mm', '0.40 mm', '61 ms']));
    expect(figures.find(({ value }) => value === '61 ms')?.label).toContain('95 % below 88 ms');
    expect(judged({ clients: [camera], canvases: [seen] }).figures.some(({ value }) => value.endsWith('mm'))).toBe(
      false,
    );
  });

  it('takes a camera page for busy, not silent, while it calibrates', () => {
    const running: ClientInfo = {
      ...camera,
      faults: [{ code: 'calibration-running', severity: 'notice', since: '2026-11-22T10:00:00Z', detail: '' }],
    };
    expect(judged({ clients: [running], canvases: [canvasSeen(32_000)] }).verdict).toBe('Works, with a note');
  });

  it('is no other than what is said of the page itself: a note is no fault', () => {
    const noted: ClientInfo = {
      ...camera,
      faults: [{ code: 'reading-on-wasm', severity: 'notice', since: '2026-11-22T10:00:00Z', detail: '' }],
    };
    const { camera: pages } = described({ clients: [noted] }).clients;
    expect(pages).toMatchObject([{ faults: 0, notices: 1 }]);
  });

  it('says so when a camera page is connected and silent', () => {
    const { mood, verdict, figures } = judged({ clients: [camera], canvases: [canvasSeen(32_000)] });
    expect({ mood, verdict }).toEqual({ mood: 'notice', verdict: 'A camera page is silent' });
    expect(figures[0]).toEqual({ value: '32 s', label: 'since the last observation, good below 5.0 s' });
  });

  it('does not miss a canvas that no camera sees', () => {
    const abandoned = { ...canvasSeen(9_000_000), owner: null };
    expect(judged({ canvases: [abandoned] }).verdict).toBe('Ready, no camera yet');
  });

  it('counts faults before notes, the server’s and the pages’', () => {
    expect(judged({ faults: [fault('fault')] })).toMatchObject({ mood: 'fault', verdict: 'One thing needs you' });
    const both = { ...camera, faults: [{ code: 'no-paper', severity: 'fault', since: '', detail: '' } as const] };
    expect(judged({ clients: [both], faults: [fault('fault'), fault('notice')] }).verdict).toBe('2 things need you');
    expect(judged({ faults: [fault('notice')] })).toMatchObject({ mood: 'notice', verdict: 'Works, with a note' });
  });
});

it('durations are said as people say them', () => {
  expect([0.24, 5, 42, 600, 7_500, 400_000].map(describeDuration)).toEqual([
    '0.2 s',
    '5.0 s',
    '42 s',
    '10 min',
    '2 h 5 min',
    '4 days',
  ]);
});
