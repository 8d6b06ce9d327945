import { describe, expect, it } from 'vitest';
import { cameraPoint, canvasPoint, type Quad } from '../../../calibration/frames.ts';
import type { StableLine } from '../../../client/reading/stabilise.ts';
import type { LineRegion, TracedStroke } from '../../../client/vision/ink.ts';
import type { PipelineOutput } from '../../../client/vision/pipeline.ts';
import { composeObservation, NOTHING_SENT } from '../../../client/workers/compose-observation.ts';
import { emptySnapshot, floatsOf, foldObservation, payloadSchema } from '../../../server/protocol.ts';

const CAMERA = { width: 640, height: 480 };
const QUAD: Quad<'camera'> = [cameraPoint(10, 10), cameraPoint(600, 12), cameraPoint(598, 400), cameraPoint(12, 398)];

const stroke = (id: string, state: TracedStroke['state'], ...points: number[]): TracedStroke => ({
  id,
  state,
  points: Float32Array.from(points),
  widthMm: 0.7,
  time: 100,
});
const region = (id: string, strokes: string[], revision = 1): LineRegion => ({
  id,
  revision,
  settled: true,
  box: { x: 10, y: 20, width: 30, height: 8 },
  baseline: [canvasPoint(10, 27), canvasPoint(40, 27)],
  strokes,
  crop: { width: 64, height: 20, data: new Uint8Array(64 * 20).fill(255), pxPerMm: 2 },
  cropOrigin: { x: 18, y: 38 },
});
const read = (lineId: string, text: string, state: StableLine['state'] = 'committed'): StableLine => ({
  lineId,
  state,
  revision: 1,
  kind: 'text',
  text,
  confidence: 0.9,
  alternatives: [{ text, probability: 0.9 }],
  characters: [{ character: 'a', left: 21.5, right: 31.5 }],
});
const output = (
  strokes: readonly TracedStroke[],
  lines: readonly LineRegion[],
  quad: Quad<'camera'> = QUAD,
): PipelineOutput =>
  ({
    time: 500,
    sighting: { kind: 'found', quad, confidence: 1, source: 'detected' },
    timings: {},
    canvas: {
      paper: { quad, sheet: { widthMm: 210, heightMm: 297 }, source: 'detected', unseenMs: 0 },
      strokes,
      lines,
    },
  }) as unknown as PipelineOutput;
const lost: PipelineOutput = {
  time: 900,
  sighting: { kind: 'absent', reason: 'no-bright-quad' },
  canvas: null,
  timings: {},
};
const readings = (...lines: StableLine[]) => new Map(lines.map((l) => [l.lineId, l]));

describe('composeObservation', () => {
  const strokes = [stroke('a', 'committed', 1, 2, 3, 4), stroke('b', 'tentative', 5, 6, 7, 8, 9, 10)];

  it('packs all that is new into one message that the contract accepts', () => {
    const { observation } = composeObservation(
      NOTHING_SENT,
      output(strokes, [region('l', ['a', 'b'])]),
      readings(read('l', 'hello')),
      CAMERA,
    );
    expect(payloadSchema.parse(observation)).toEqual(observation);
    expect(observation!.strokes.map((s) => [s.id, s.offset, s.count])).toEqual([
      ['a', 0, 2],
      ['b', 2, 3],
    ]);
    expect([...floatsOf(observation!.points)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(observation!.lines[0]).toMatchObject({ id: 'l', text: 'hello', state: 'committed' });
  });

  it('places characters on the canvas in mm, wherever the line’s crop begins', () => {
    for (const x of [18, 6]) {
      const moved = { ...region('l', ['a']), cropOrigin: { x, y: 38 } };
      const { observation } = composeObservation(
        NOTHING_SENT,
        output(strokes, [moved]),
        readings(read('l', 'a')),
        CAMERA,
      );
      expect(observation!.lines[0]!.characters[0]!.box).toEqual({ x: 11, y: 20, width: 5, height: 8 });
    }
  });

  it('says nothing when nothing is new, though the quad trembles', () => {
    const lines = readings(read('l', 'hello'));
    const first = composeObservation(NOTHING_SENT, output(strokes, [region('l', ['a'])]), lines, CAMERA);
    const shaken = QUAD.map((p) => cameraPoint(p.x + 0.4, p.y - 0.3)) as unknown as Quad<'camera'>;
    const second = composeObservation(first.sent, output(strokes, [region('l', ['a'])], shaken), lines, CAMERA);
    expect(second.observation).toBeNull();
  });

  it('tells only of the stroke and the line that changed', () => {
    const first = composeObservation(
      NOTHING_SENT,
      output(strokes, [region('l', ['a']), region('m', ['b'])]),
      readings(read('l', 'hello'), read('m', 'you', 'tentative')),
      CAMERA,
    );
    const grown = [strokes[0]!, stroke('b', 'committed', 5, 6, 7, 8, 9, 10, 11, 12)];
    const { observation } = composeObservation(
      first.sent,
      output(grown, [region('l', ['a']), region('m', ['b'], 2)]),
      readings(read('l', 'hello'), read('m', 'young')),
      CAMERA,
    );
    expect(observation!.strokes.map((s) => s.id)).toEqual(['b']);
    expect(observation!.lines.map((l) => l.id)).toEqual(['m']);
  });

  it('withdraws what has left, so that a receiver ends with what is there', () => {
    const first = composeObservation(
      NOTHING_SENT,
      output(strokes, [region('l', ['a']), region('m', ['b'])]),
      readings(read('l', 'hello'), read('m', 'you')),
      CAMERA,
    );
    const second = composeObservation(
      first.sent,
      output([strokes[0]!], [region('l', ['a'])]),
      readings(read('l', 'hello')),
      CAMERA,
    );
    const canvas = [first, second].reduce((s, { observation }) => foldObservation(s, observation!), emptySnapshot('c'));
    expect(canvas.strokes.map((s) => s.id)).toEqual(['a']);
    expect(canvas.lines.map((l) => l.id)).toEqual(['l']);
    expect(payloadSchema.parse(second.observation)).toEqual(second.observation);
  });

  it('tells once that the paper is gone, keeps its ink, and tells when it is back', () => {
    const lines = readings(read('l', 'hello'));
    const first = composeObservation(NOTHING_SENT, output(strokes, [region('l', ['a'])]), lines, CAMERA);
    const gone = composeObservation(first.sent, lost, lines, CAMERA);
    expect(gone.observation).toMatchObject({
      paper: { kind: 'absent', reason: 'no-bright-quad' },
      strokes: [],
      lines: [],
    });
    expect(composeObservation(gone.sent, lost, lines, CAMERA).observation).toBeNull();
    const back = composeObservation(gone.sent, output(strokes, [region('l', ['a'])]), lines, CAMERA);
    expect(back.observation).toMatchObject({ paper: { kind: 'found' }, strokes: [], lines: [] });
  });
});
