import { describe, expect, it } from 'vitest';
import { type CalibrationRecord, plainRecord } from '../../calibration/record.ts';
import {
  type CalibrationMessage,
  type CalibrationVerdict,
  emptySnapshot,
  foldMessage,
  payloadSchema,
  type Snapshot,
} from '../../server/protocol.ts';
import { seededRandom } from './random-observation.ts';

const record = (madeAt: string, more: Partial<CalibrationRecord> = {}): CalibrationRecord =>
  plainRecord({
    canvas: 'main',
    projector: 'main',
    sheet: { widthMm: 297, heightMm: 210 },
    canvasToProjector: [2, 0, 10, 0, 2, 20, 0, 0, 1],
    projectorSize: { width: 1280, height: 720 },
    source: 'structured-light',
    madeAt,
    ...more,
  });
const [A, B, C] = [record('a'), record('b'), record('c')];
const verdict = (of: CalibrationRecord | null): CalibrationVerdict => ({
  projector: 'main',
  at: '2026-11-22T10:00:00Z',
  seconds: 20,
  troubles: [],
  figures: [],
  record: of,
});
type Said = CalibrationMessage['calibration'];
const command = (name: Extract<Said, { kind: 'command' }>['command'], projector = 'main'): Said => ({
  kind: 'command',
  projector,
  command: name,
});
const canvasAfter = (...said: readonly Said[]): Snapshot =>
  said.reduce<Snapshot>(
    (canvas, calibration) => foldMessage(canvas, { type: 'calibration', calibration }),
    emptySnapshot('main'),
  );

describe('calibrating a canvas', () => {
  it('leaves the old calibration in force until the new one is accepted', () => {
    const run = [{ kind: 'record', record: A }, command('start'), { kind: 'verdict', verdict: verdict(B) }] as const;
    expect(canvasAfter(...run)).toMatchObject({ calibrations: [A], trials: [B], previous: [], progress: [] });
    expect(canvasAfter(...run, command('accept'))).toMatchObject({ calibrations: [B], trials: [], previous: [A] });
  });

  it('brings the old one back, and the new one after it', () => {
    const accepted = [
      { kind: 'record', record: A },
      { kind: 'verdict', verdict: verdict(B) },
      command('accept'),
    ] as const;
    expect(canvasAfter(...accepted, command('restore'))).toMatchObject({ calibrations: [A], previous: [B] });
    expect(canvasAfter(...accepted, command('restore'), command('restore'))).toMatchObject({
      calibrations: [B],
      previous: [A],
    });
  });

  it('accepts nothing where a run ended without a record', () => {
    const failed = canvasAfter(
      { kind: 'record', record: A },
      { kind: 'verdict', verdict: verdict(null) },
      command('accept'),
    );
    expect(failed).toMatchObject({ calibrations: [A], trials: [], previous: [] });
  });

  it('forgets what was on trial when it runs again', () => {
    expect(canvasAfter({ kind: 'verdict', verdict: verdict(B) }, command('start'))).toMatchObject({
      trials: [],
      verdicts: [],
      progress: [{ projector: 'main', done: 0 }],
    });
  });

  it('takes ten drags of a corner as one alignment', () => {
    const drags = ['1', '2', '3'].map(
      (madeAt): Said => ({ kind: 'record', record: record(madeAt, { source: 'keystone' }) }),
    );
    const dragged = canvasAfter({ kind: 'record', record: A }, ...drags);
    expect(dragged.calibrations.map((r) => r.madeAt)).toEqual(['3']);
    expect(dragged.previous).toEqual([A]);
  });

  it('leaves a trial alone when what is in force learns something of itself', () => {
    const masked = { ...A!, masks: [{ name: 'door', polygon: [0, 1, 2].map((x) => ({ x, y: x * x })) }] };
    const learnt = canvasAfter(
      { kind: 'record', record: A! },
      { kind: 'trial', record: C! },
      { kind: 'record', record: masked },
    );
    expect(learnt).toMatchObject({ calibrations: [masked], trials: [C], previous: [] });
  });

  it('keeps projectors apart', () => {
    const right = record('r', { projector: 'right' });
    const both = canvasAfter(
      { kind: 'record', record: A },
      { kind: 'record', record: right },
      { kind: 'trial', record: C },
      command('accept', 'right'),
      command('discard', 'right'),
    );
    expect(both.calibrations).toEqual([A, right]);
    expect(both.trials).toEqual([C]);
  });

  it('knows of no drift once another calibration is in force', () => {
    const drift: Said = { kind: 'drift', drift: { projector: 'main', mm: 2.4, detail: '' } };
    expect(canvasAfter({ kind: 'record', record: A }, drift).drifts).toHaveLength(1);
    expect(canvasAfter({ kind: 'record', record: A }, drift, { kind: 'record', record: B }).drifts).toEqual([]);
  });
});

describe('a calibration message', () => {
  it('may carry a record of an older version, and arrives as the current one', () => {
    const { mesh, camera, accuracy, photometry, reference, masks, context, ...old } = A!;
    const parsed = payloadSchema.parse({
      type: 'calibration',
      calibration: { kind: 'record', record: { ...old, version: 1 } },
    });
    expect(parsed).toEqual({ type: 'calibration', calibration: { kind: 'record', record: A } });
  });

  it.each([
    ['an unknown command', { kind: 'command', projector: 'main', command: 'explode' }],
    [
      'progress beyond its end',
      { kind: 'progress', progress: { projector: 'main', done: 2, stage: 'rows', note: '' } },
    ],
    [
      'a trouble without a code',
      { kind: 'verdict', verdict: { ...verdict(null), troubles: [{ detail: '', remedy: '' }] } },
    ],
    ['a delay before its cause', { kind: 'latency', latency: { projector: 'main', p50Ms: -3, p95Ms: 4, samples: 2 } }],
  ])('is refused with %s', (_, calibration) => {
    expect(payloadSchema.safeParse({ type: 'calibration', calibration }).success).toBe(false);
  });

  it.each([
    ['an id that no picture can carry', { patternId: 4096, pattern: { kind: 'markers' } }],
    ['a bit beyond any raster', { patternId: 1, pattern: { kind: 'gray-code', axis: 'row', bit: 16, inverse: false } }],
    ['a grid without a pitch', { patternId: 0, pattern: { kind: 'grid' } }],
    ['a kind that nobody draws', { patternId: 0, pattern: { kind: 'film' } }],
  ])('for a pattern is refused with %s', (_, pattern) => {
    expect(payloadSchema.safeParse({ type: 'pattern', projector: 'main', ...pattern }).success).toBe(false);
  });
});

const SAID: readonly Record<string, unknown>[] = [
  { type: 'calibration', calibration: { kind: 'verdict', verdict: verdict(B!) } },
  { type: 'calibration', calibration: { kind: 'record', record: A } },
  { type: 'calibration', calibration: { kind: 'drift', drift: { projector: 'main', mm: 2, detail: 'x' } } },
  {
    type: 'pattern',
    projector: 'main',
    patternId: 4,
    pattern: { kind: 'phase', axis: 'row', periodPx: 16, step: 1, steps: 6 },
  },
  { type: 'beat', projector: 'main', code: 3, time: 5, all: false },
];
const WRONG: readonly unknown[] = [
  null,
  undefined,
  '',
  -1,
  1e308,
  Number.NaN,
  true,
  [],
  {},
  [[[]]],
  'a'.repeat(2000),
  new Uint8Array(3),
];
const MUTATIONS = 600;
const SEED = 20_261_122;

describe('a message of calibration with something wrong in it', () => {
  it(`is refused or means something, and never breaks the canvas (seed ${SEED})`, () => {
    const random = seededRandom(SEED);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    let refused = 0;
    let canvas = emptySnapshot('main');
    for (let i = 0; i < MUTATIONS; i++) {
      const message = structuredClone(pick(SAID));
      let at: object = message;
      for (;;) {
        const key = pick(Object.keys(at));
        const inner: unknown = Reflect.get(at, key);
        if (typeof inner === 'object' && inner !== null && Object.keys(inner).length > 0 && random() < 0.75) {
          at = inner;
          continue;
        }
        if (random() < 0.2) Reflect.deleteProperty(at, key);
        else Reflect.set(at, key, pick(WRONG));
        break;
      }
      const parsed = payloadSchema.safeParse(message);
      if (!parsed.success) {
        refused++;
        expect(parsed.error.issues[0]?.message.length).toBeGreaterThan(2);
        continue;
      }
      canvas = foldMessage(canvas, parsed.data);
      expect(foldMessage(canvas, { type: 'calibration', calibration: command('restore') }).canvas).toBe('main');
    }
    expect(refused).toBeGreaterThan(MUTATIONS / 2);
  });
});
