import { describe, expect, it } from 'vitest';
import type { PatternSpec } from '../../../calibration/patterns/pattern-spec.ts';
import { type CalibrationDeskSurroundings, createCalibrationDesk } from '../../../client/calibrate/calibration-desk.ts';
import type { CalibrationNews } from '../../../client/workers/calibration-messages.ts';
import { PATTERN_HOLDS_MS, type Payload, type ProjectorFacts, payloadSchema } from '../../../server/protocol.ts';
import { acceptedVerdict } from './accepted-verdict.ts';

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
  dark: false,
};
const settle = () => new Promise((r) => setTimeout(r, 0));

const openDesk = (
  projectors: readonly ProjectorFacts[] = [PROJECTOR],
  dimmings = 0,
  change: Partial<CalibrationDeskSurroundings> = {},
) => {
  const said: Payload[] = [];
  const looks: (string | null)[] = [];
  let run = 0;
  let now = 0;
  const desk = createCalibrationDesk({
    publish: (payload) => void said.push(payload),
    projector: (name) => projectors.find((p) => p.name === name),
    holdCamera: async () => {},
    dimCamera: async () => dimmings-- > 0,
    look: (projector, number) => {
      looks.push(projector?.name ?? null);
      run = number;
    },
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
    ...change,
  });
  /** What the worker says of the look that it was asked for last. */
  const hear = (news: CalibrationNews, of = run): void => desk.hear({ run: of, ...news });
  const patterns = () => said.flatMap((p) => (p.type === 'pattern' ? [p] : []));
  const calibrations = () => said.flatMap((p) => (p.type === 'calibration' ? [p.calibration] : []));
  return { desk, hear, said, looks, patterns, calibrations, pass: (ms: number) => (now += ms) };
};
const FLAT: PatternSpec = { kind: 'flat', colour: [0.5, 0.5, 0.5] };
const GREY: CalibrationNews = { type: 'calibration-show', show: { patternId: 7, pattern: FLAT } };

const TOO_BRIGHT: CalibrationNews = {
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

describe('the calibration desk of the camera page', () => {
  it('asks the projector for what the worker wants to see, and again while it is wanted', async () => {
    const { desk, hear, patterns, looks, pass } = openDesk();
    desk.obey('main', 'start');
    await settle();
    expect(looks.at(-1)).toBe('main');
    hear(GREY);
    expect(patterns().at(-1)).toMatchObject({ projector: 'main', patternId: 7, pattern: FLAT });
    for (let i = 0; i < 20; i++) {
      pass(PATTERN_HOLDS_MS / 10);
      desk.tick();
    }
    expect(patterns().filter(({ patternId }) => patternId === 7).length).toBeGreaterThan(3);
  });

  it('gives the wall back when it is stopped', async () => {
    const { desk, hear, patterns, looks } = openDesk();
    desk.obey('main', 'start');
    await settle();
    hear(GREY);
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
    const { desk, hear, calibrations } = openDesk();
    desk.obey('main', 'start');
    await settle();
    hear({
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
    const { desk, hear, calibrations, looks } = openDesk([PROJECTOR], 1);
    desk.obey('main', 'start');
    await settle();
    hear(TOO_BRIGHT);
    await settle();
    expect(looks).toEqual(['main', 'main']);
    expect(calibrations().filter(({ kind }) => kind === 'verdict')).toEqual([]);
    hear(TOO_BRIGHT);
    await settle();
    expect(calibrations().at(-1)).toMatchObject({ kind: 'verdict', verdict: { troubles: [{ code: 'over-exposed' }] } });
    expect(desk.running).toBeNull();
  });

  it('tells progress by the percent, not by the picture', async () => {
    const { desk, hear, calibrations } = openDesk();
    desk.obey('main', 'start');
    await settle();
    for (let i = 0; i <= 1000; i++) hear({ type: 'calibration-progress', done: i / 1000, stage: 'columns', note: '' });
    expect(calibrations().length).toBeLessThanOrEqual(102);
    expect(calibrations().at(-1)).toMatchObject({ progress: { done: 1 } });
  });

  it('never takes what the worker says of a run that was stopped for the next one', async () => {
    const { desk, hear, calibrations, patterns } = openDesk();
    desk.obey('main', 'start');
    await settle();
    desk.obey('main', 'stop');
    desk.obey('main', 'start');
    hear({ type: 'calibration-failed', reason: 'of the first run' }, 1);
    await settle();
    hear(GREY, 1);
    hear({ type: 'calibration-failed', reason: 'of the first run' }, 1);
    await settle();
    expect(desk.running).toBe('main');
    expect(calibrations().some(({ kind }) => kind === 'verdict')).toBe(false);
    expect(patterns().every(({ patternId }) => patternId === 0)).toBe(true);
    hear(GREY);
    expect(patterns().at(-1)?.patternId).toBe(7);
  });

  it('stops for whoever watches, too, when progress was on its way', async () => {
    const { desk, hear, calibrations } = openDesk();
    desk.obey('main', 'start');
    await settle();
    hear({ type: 'calibration-progress', done: 0.3, stage: 'columns', note: '' });
    desk.obey('main', 'stop');
    expect(calibrations().at(-1)).toEqual({ kind: 'command', projector: 'main', command: 'stop' });
  });

  it('ends with a verdict when the camera refuses to be held', async () => {
    const refuses = async () => {
      throw new Error('the track has ended');
    };
    const { desk, calibrations, looks } = openDesk([PROJECTOR], 0, { holdCamera: refuses });
    desk.obey('main', 'start');
    await settle();
    expect(desk.running).toBeNull();
    expect(looks).toEqual([null]);
    expect(calibrations().at(-1)).toMatchObject({
      kind: 'verdict',
      verdict: { troubles: [{ detail: expect.stringContaining('the track has ended') }] },
    });
  });

  it('says in a verdict that the wire takes why the worker could not go on, however long that is', async () => {
    const { desk, hear, said } = openDesk();
    desk.obey('main', 'start');
    await settle();
    hear({ type: 'calibration-failed', reason: 'out of memory '.repeat(100) });
    expect(desk.running).toBeNull();
    for (const payload of said) expect(payloadSchema.safeParse(payload).error).toBeUndefined();
  });

  it('ends with its verdict when the camera refuses to be dimmed', async () => {
    const refuses = async () => {
      throw new Error('the track has ended');
    };
    const { desk, hear, calibrations } = openDesk([PROJECTOR], 0, { dimCamera: refuses });
    desk.obey('main', 'start');
    await settle();
    hear(TOO_BRIGHT);
    await settle();
    expect(desk.running).toBeNull();
    expect(calibrations().at(-1)).toMatchObject({ kind: 'verdict', verdict: { troubles: [{ code: 'over-exposed' }] } });
  });

  it('lays the record on the raster that the patterns were drawn on, whatever the page was resized to since', async () => {
    const projectors = [PROJECTOR];
    const { desk, hear, calibrations } = openDesk(projectors);
    desk.obey('main', 'start');
    await settle();
    const resized = { width: 1920, height: 1080 };
    projectors[0] = { ...PROJECTOR, raster: resized, viewport: resized };
    hear({ type: 'calibration-verdict', verdict: acceptedVerdict() });
    await settle();
    expect(calibrations().at(-1)).toMatchObject({
      kind: 'verdict',
      verdict: { record: { projectorSize: PROJECTOR.raster, context: { viewport: PROJECTOR.viewport } } },
    });
  });
});
