import { describe, expect, it } from 'vitest';
import { canvasPoint } from '../../../calibration/frames.ts';
import { type CalibrationRecord, plainRecord } from '../../../calibration/record.ts';
import { describeScreen } from '../../../calibration/wizard/describe-screen.ts';
import {
  addCorner,
  closeMask,
  type HandWork,
  isClosing,
  moveNode,
  nextNode,
} from '../../../calibration/wizard/hand-work.ts';
import { mayRun, type PreflightInput, preflight } from '../../../calibration/wizard/preflight.ts';
import { fileNameFor, readRecordFile } from '../../../calibration/wizard/record-file.ts';
import { type Screen, screenOf } from '../../../calibration/wizard/screen.ts';
import { actionsOf } from '../../../calibration/wizard/show-screen.ts';
import {
  type CalibrationVerdict,
  type CameraFacts,
  emptySnapshot,
  type ProjectorFacts,
} from '../../../server/protocol.ts';

const CAMERA: CameraFacts = {
  name: 'main',
  device: { id: 'cam', label: 'Camera' },
  size: { width: 1920, height: 1080 },
  fps: 30,
  locks: ['exposure', 'focus', 'white balance'].map((name) => ({ name, offered: true, locked: true, value: 1 })),
  sheet: { widthMm: 800, heightMm: 500 },
  mmPerPx: 0.6,
};
const PROJECTOR: ProjectorFacts = {
  name: 'main',
  raster: { width: 1920, height: 1080 },
  viewport: { width: 1920, height: 1080 },
  devicePixelRatio: 1,
  fullscreen: true,
  pageZoom: 1,
  fixedRaster: false,
  software: false,
  pattern: false,
  dark: false,
};
const READY: PreflightInput = { camera: CAMERA, cameraHere: true, projector: PROJECTOR, projectorHere: true };
const record = (more: Partial<CalibrationRecord> = {}): CalibrationRecord =>
  plainRecord({
    canvas: 'main',
    projector: 'main',
    sheet: { widthMm: 800, heightMm: 500 },
    canvasToProjector: [2, 0, 10, 0, 2, 20, 0, 0, 1],
    projectorSize: { width: 1920, height: 1080 },
    source: 'structured-light',
    madeAt: '2026-11-22T10:00:00.000Z',
    ...more,
  });
const verdict = (of: CalibrationRecord | null, more: Partial<CalibrationVerdict> = {}): CalibrationVerdict => ({
  projector: 'main',
  at: '2026-11-22T10:00:00.000Z',
  seconds: 20,
  troubles: [],
  figures: [],
  record: of,
  ...more,
});

describe('the preflight', () => {
  it('lets a healthy set-up run, with a number beside each check', () => {
    const checks = preflight(READY);
    expect(mayRun(checks)).toBe(true);
    expect(checks.every(({ mood }) => mood === 'calm')).toBe(true);
    expect(checks.map(({ value }) => value).join(' ')).toMatch(/1920 × 1080.*0\.60 mm a camera px/);
  });

  it.each<[string, Partial<PreflightInput>, RegExp]>([
    ['no camera page', { cameraHere: false }, /camera page/],
    ['a camera without a picture', { camera: { ...CAMERA, size: null } }, /Allow/],
    ['no paper in view', { camera: { ...CAMERA, mmPerPx: null } }, /whole sheet/],
    ['camera px larger than a stroke', { camera: { ...CAMERA, mmPerPx: 2.4 } }, /closer/],
    ['no projector page', { projectorHere: false }, /projector page/],
    ['a projector that is blacked out', { projector: { ...PROJECTOR, dark: true } }, /Press B/],
    ['a zoomed projector page', { projector: { ...PROJECTOR, pageZoom: 1.25 } }, /Ctrl and 0/],
  ])('stops before %s, and says what to do', (_, change, remedy) => {
    const checks = preflight({ ...READY, ...change });
    expect(mayRun(checks)).toBe(false);
    expect(
      checks
        .filter(({ mood }) => mood === 'fault')
        .map((c) => c.remedy)
        .join(),
    ).toMatch(remedy);
  });

  it('warns, and runs, where the camera lets nobody hold it and the page is in a window', () => {
    const camera = { ...CAMERA, locks: CAMERA.locks.map((lock) => ({ ...lock, offered: false })) };
    const checks = preflight({ ...READY, camera, projector: { ...PROJECTOR, fullscreen: false } });
    expect(mayRun(checks)).toBe(true);
    expect(checks.filter(({ mood }) => mood === 'notice')).toHaveLength(2);
  });
});

describe('the wizard’s screens', () => {
  const canvas = emptySnapshot('main');
  const keys = (screen: Screen) => actionsOf(screen, true, false).map(({ key }) => key);

  it('go from preflight over the run to the verdict, and offer what can be done there', () => {
    expect(keys(screenOf(canvas, 'main', null))).toEqual(['start', 'refine']);
    const running = screenOf(
      { ...canvas, progress: [{ projector: 'main', done: 0.4, stage: 'columns', note: '' }] },
      'main',
      null,
    );
    expect(keys(running)).toEqual(['stop']);
    const trial = screenOf({ ...canvas, trials: [record()], verdicts: [verdict(record())] }, 'main', null);
    expect(keys(trial)).toEqual(['accept', 'start', 'refine', 'discard']);
    const accepted = screenOf({ ...canvas, calibrations: [record()], verdicts: [verdict(record())] }, 'main', null);
    expect(accepted.kind).toBe('accepted');
  });

  it('offer nothing to accept of a run that was declined', () => {
    const declined = screenOf({ ...canvas, verdicts: [verdict(null)] }, 'main', null);
    expect(declined.kind).toBe('declined');
    expect(keys(declined)).not.toContain('accept');
    expect(screenOf({ ...canvas, verdicts: [verdict(null)] }, 'main', verdict(null).at).kind).toBe('preflight');
  });

  it('speak of their own projector only', () => {
    const other = { ...canvas, progress: [{ projector: 'right', done: 0.4, stage: 'columns', note: '' }] };
    expect(screenOf(other, 'main', null).kind).toBe('preflight');
  });

  it('put numbers with units beside the verdict, and claim none that was not measured', () => {
    const accuracy = {
      rmsPx: 0.31,
      p95Px: 0.6,
      rmsMm: 0.46,
      p95Mm: 0.9,
      points: 5200,
      coverage: 1,
      inlierShare: 1,
      heat: null,
    };
    const said = describeScreen({ kind: 'trial', record: record({ accuracy }), verdict: null }, true);
    expect(said.title).toBe('Right to 0.46 mm');
    expect(said.lead).toMatch(/5,200 points.*0\.31 px RMS, good below/);
    const byHand = describeScreen({ kind: 'trial', record: record({ source: 'refined' }), verdict: null }, true);
    expect(`${byHand.title} ${byHand.lead}`).not.toMatch(/\d/);
  });
});

describe('a calibration as a file', () => {
  const place = { canvas: 'wall', projector: 'left', raster: { width: 1920, height: 1080 } };
  it('comes back as it was, laid on the canvas and projector that it is read for', () => {
    const read = readRecordFile(JSON.stringify(record()), place);
    expect(read).toEqual({ ...record(), canvas: 'wall', projector: 'left' });
    expect(fileNameFor(record())).toBe('inklight-main-main-2026-11-22.json');
  });
  it.each([
    ['something else than JSON', 'hello', /no JSON/],
    ['another JSON', '{"version": 2}', /no calibration: at /],
    [
      'one for another raster',
      JSON.stringify(record({ projectorSize: { width: 1280, height: 800 } })),
      /1280 × 800 px.*1920 × 1080/,
    ],
  ])('is refused in a sentence when it is %s', (_, text, words) => {
    expect(readRecordFile(text, place)).toMatch(words);
  });
});

describe('what a hand does on the plan', () => {
  const NOW = '2026-11-22T11:00:00.000Z';
  it('moves the node that Tab chose', () => {
    const start: HandWork = { kind: 'refine', node: 0, record: record() };
    const second = nextNode(start, 1);
    expect(nextNode(second, -1)).toEqual(start);
    const moved = moveNode(second, 0.1, 0, NOW);
    expect(moved.kind === 'refine' && moved.record.madeAt).toBe(NOW);
    expect(moved.kind === 'refine' && moved.node).toBe(1);
  });
  it('closes a mask of three corners, and none of two', () => {
    const sheet = record().sheet;
    let work: HandWork = { kind: 'mask', draft: [], cursor: canvasPoint(0, 0) };
    for (const [x, y] of [
      [10, 10],
      [50.04, 10],
    ] as const)
      work = addCorner(work, canvasPoint(x, y), sheet);
    expect(closeMask(work, 0)).toBeNull();
    work = addCorner(work, canvasPoint(99_999, 40), sheet);
    expect(closeMask(work, 2)).toEqual({
      name: 'mask 3',
      polygon: [
        { x: 10, y: 10 },
        { x: 50, y: 10 },
        { x: 2 * sheet.widthMm, y: 40 },
      ],
    });
  });

  it('is back at its first corner where a finger can tell, and only once it has three', () => {
    const sheet = record().sheet;
    let work: HandWork = { kind: 'mask', draft: [], cursor: canvasPoint(0, 0) };
    const first = canvasPoint(100, 100);
    for (const [x, y] of [
      [100, 100],
      [300, 100],
      [300, 300],
    ] as const) {
      expect(isClosing(work, first, sheet)).toBe(false);
      work = addCorner(work, canvasPoint(x, y), sheet);
    }
    expect(isClosing(work, canvasPoint(110, 95), sheet)).toBe(true);
    expect(isClosing(work, canvasPoint(160, 100), sheet)).toBe(false);
  });
});
