import { describe, expect, it } from 'vitest';
import type { PatternSpec } from '../../../calibration/patterns/pattern-spec.ts';
import { createCalibrationDesk } from '../../../client/calibrate/calibration-desk.ts';
import type { CalibrationFromWorker } from '../../../client/workers/calibration-messages.ts';
import { PATTERN_HOLDS_MS, type Payload, type ProjectorFacts } from '../../../server/protocol.ts';

const PROJECTOR: ProjectorFacts = {
  name: 'main',
  raster: { width: 640, height: 360 },
  viewport: { width: 640, height: 360 },
  devicePixelRatio: 1,
  fullscreen: true,
  pageZoom: null,
  fixedRaster: false,
  software: false,
  pattern: false,
};
const settle = () => new Promise((r) => setTimeout(r, 0));

const openDesk = (projectors: readonly ProjectorFacts[] = [PROJECTOR], dimmings = 0) => {
  const said: Payload[] = [];
  const looks: (string | null)[] = [];
  let now = 0;
  const desk = createCalibrationDesk({
    publish: (payload) => void said.push(payload),
    projector: (name) => projectors.find((p) => p.name === name),
    holdCamera: async () => {},
    dimCamera: async () => dimmings-- > 0,
    look: (projector) => void looks.push(projector?.name ?? null),
    verdict: () => ({
      canvas: 'main',
      camera: {
        name: 'main',
        device: { id: 'cam', label: 'Camera' },
        size: { width: 1280, height: 720 },
        fps: 30,
        locks: [],
        sheet: null,
        mmPerPx: null,
      },
      projector: () => PROJECTOR,
      inForce: () => undefined,
      date: () => '2026-11-22T10:00:00Z',
    }),
    now: () => now,
    onRunning: () => {},
  });
  const patterns = () => said.flatMap((p) => (p.type === 'pattern' ? [p] : []));
  const calibrations = () => said.flatMap((p) => (p.type === 'calibration' ? [p.calibration] : []));
  return { desk, said, looks, patterns, calibrations, pass: (ms: number) => (now += ms) };
};
const FLAT: PatternSpec = { kind: 'flat', colour: [0.5, 0.5, 0.5] };
const GREY: CalibrationFromWorker = { type: 'calibration-show', show: { patternId: 7, pattern: FLAT } };

describe('the calibration desk of the camera page', () => {
  it('asks the projector for what the worker wants to see, and again while it is wanted', async () => {
    const { desk, patterns, looks, pass } = openDesk();
    desk.obey('main', 'start');
    await settle();
    expect(looks.at(-1)).toBe('main');
    desk.hear(GREY);
    expect(patterns().at(-1)).toMatchObject({ projector: 'main', patternId: 7, pattern: FLAT });
    for (let i = 0; i < 20; i++) {
      pass(PATTERN_HOLDS_MS / 10);
      desk.tick();
    }
    expect(patterns().filter(({ patternId }) => patternId === 7).length).toBeGreaterThan(3);
  });

  it('gives the wall back when it is stopped', async () => {
    const { desk, patterns, looks } = openDesk();
    desk.obey('main', 'start');
    await settle();
    desk.hear(GREY);
    desk.obey('main', 'stop');
    expect(patterns().at(-1)?.pattern.kind).toBe('none');
    expect(looks.at(-1)).toBeNull();
    expect(desk.running).toBeNull();
  });

  it('gives the wall back when whoever started it is gone, but not for a reload', async () => {
    const { desk, calibrations, pass } = openDesk();
    desk.obey('main', 'start');
    await settle();
    desk.watched(false);
    pass(3000);
    desk.tick();
    desk.watched(true);
    pass(10_000);
    desk.tick();
    expect(desk.running).toBe('main');
    desk.watched(false);
    pass(10_000);
    desk.tick();
    expect(desk.running).toBeNull();
    expect(calibrations().at(-1)).toEqual({ kind: 'command', projector: 'main', command: 'stop' });
  });

  it('says in a verdict that no projector is there, or that the camera went away', async () => {
    const none = openDesk([]);
    none.desk.obey('main', 'start');
    await settle();
    expect(none.calibrations()).toMatchObject([
      {
        kind: 'verdict',
        verdict: { record: null, troubles: [{ severity: 'blocks', detail: expect.stringContaining('“main”') }] },
      },
    ]);
    const gone = openDesk();
    gone.desk.obey('main', 'start');
    await settle();
    gone.desk.abort('The camera is gone.');
    expect(gone.calibrations().at(-1)).toMatchObject({
      kind: 'verdict',
      verdict: { record: null, troubles: [{ detail: 'The camera is gone.' }] },
    });
    expect(gone.patterns().at(-1)?.pattern.kind).toBe('none');
  });

  it('offers no record of a run that was declined', async () => {
    const { desk, calibrations } = openDesk();
    desk.obey('main', 'start');
    await settle();
    desk.hear({
      type: 'calibration-verdict',
      verdict: {
        outcome: 'declined',
        troubles: [{ code: 'too-dark', detail: '40 %', remedy: 'Light it.', severity: 'blocks' }],
        model: null,
        photometry: null,
        chequerShare: 0.5,
        seconds: 9,
        pictures: { seen: 200, used: 100 },
      },
    });
    await settle();
    expect(calibrations().at(-1)).toMatchObject({
      kind: 'verdict',
      verdict: { record: null, troubles: [{ code: 'too-dark' }] },
    });
  });

  it('dims a camera that sees too much light, looks again, and says so only when that is not enough', async () => {
    const tooBright: CalibrationFromWorker = {
      type: 'calibration-verdict',
      verdict: {
        outcome: 'declined',
        troubles: [{ code: 'over-exposed', detail: '97 %', remedy: 'Lower it.', severity: 'blocks' }],
        model: null,
        photometry: null,
        chequerShare: null,
        seconds: 5,
        pictures: { seen: 40, used: 20 },
      },
    };
    const { desk, calibrations, looks } = openDesk([PROJECTOR], 1);
    desk.obey('main', 'start');
    await settle();
    desk.hear(tooBright);
    await settle();
    expect(looks).toEqual(['main', 'main']);
    expect(calibrations().filter(({ kind }) => kind === 'verdict')).toEqual([]);
    desk.hear(tooBright);
    await settle();
    expect(calibrations().at(-1)).toMatchObject({ kind: 'verdict', verdict: { troubles: [{ code: 'over-exposed' }] } });
    expect(desk.running).toBeNull();
  });

  it('tells progress by the percent, not by the picture', async () => {
    const { desk, calibrations } = openDesk();
    desk.obey('main', 'start');
    await settle();
    for (let i = 0; i <= 1000; i++)
      desk.hear({ type: 'calibration-progress', done: i / 1000, stage: 'columns', note: '' });
    expect(calibrations().length).toBeLessThanOrEqual(102);
    expect(calibrations().at(-1)).toMatchObject({ progress: { done: 1 } });
  });
});
