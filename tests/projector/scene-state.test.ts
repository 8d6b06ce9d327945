import { describe, expect, it } from 'vitest';
import { findHeads } from '../../projector/find-heads.ts';
import {
  darkScene,
  FADE_MS,
  type SceneEvent,
  type SceneState,
  sheetOf,
  stepScene,
} from '../../projector/scene-state.ts';
import { canvasOf, dash, lineOf, SHEET, strokeOf } from './canvas-of.ts';

const show = (...args: Parameters<typeof canvasOf>): SceneEvent => ({ kind: 'canvas', canvas: canvasOf(...args) });
const play = (steps: readonly (readonly [time: number, ...events: SceneEvent[]])[]): SceneState =>
  steps.reduce((state, [time, ...events]) => stepScene(state, events, time), darkScene('main'));

describe('the scene state', () => {
  it('is dark until ink is seen', () => {
    const scene = play([[0], [1000]]);
    expect(scene.strokes.size).toBe(0);
    expect(sheetOf(scene)).toBeNull();
  });

  it('gives the same scene for the same events at the same times', () => {
    const steps = [
      [0, show([strokeOf('a', dash(10, 10, 20))])],
      [200, show([strokeOf('a', dash(10, 10, 30)), strokeOf('b', dash(50, 10, 5))])],
      [900, show([strokeOf('a', dash(10, 10, 30), 'committed')], [lineOf('L', 'word', ['a'])])],
      [4000],
    ] as const;
    expect(play(steps)).toEqual(play(steps));
    expect(sheetOf(play(steps))).toEqual(SHEET);
  });

  it('lights a stroke from its first tentative sighting, along the polyline', () => {
    const scene = play([[500, show([strokeOf('a', dash(10, 10, 26))])]]);
    const { litAt, points } = scene.strokes.get('a')!;
    expect(litAt[0]).toBe(500);
    for (let i = 1; i < litAt.length; i++) expect(litAt[i]).toBeGreaterThan(litAt[i - 1]!);
    const heads = [520, 560, 600, 640, 680].map((t) => findHeads(scene, t));
    expect(heads.every((h) => h.length === 1)).toBe(true);
    const xs = heads.map((h) => h[0]!.x);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
    expect(xs[0]).toBeGreaterThanOrEqual(points[0]!);
    expect(findHeads(scene, 499)).toEqual([]);
    expect(findHeads(scene, 5000)).toEqual([]);
  });

  it('writes strokes that arrive together one after the other, in writing order', () => {
    const scene = play([[0, show([strokeOf('a', dash(10, 10, 20)), strokeOf('b', dash(40, 10, 20))])]]);
    const [a, b] = [scene.strokes.get('a')!, scene.strokes.get('b')!];
    expect(b.litAt[0]).toBeGreaterThan(a.litAt.at(-1)!);
  });

  it('retraces a page that arrives at once within two seconds', () => {
    const page = Array.from({ length: 60 }, (_, i) =>
      strokeOf(`s${i}`, dash(10 + (i % 6) * 40, 10 + Math.floor(i / 6) * 15, 35)),
    );
    const scene = play([[0, show(page)]]);
    const last = Math.max(...[...scene.strokes.values()].map((s) => s.litAt.at(-1)!));
    expect(last).toBeLessThanOrEqual(2500);
  });

  it('goes on where it was when a stroke grows, and does not light its beginning again', () => {
    const scene = play([
      [0, show([strokeOf('a', dash(10, 10, 20))])],
      [3000, show([strokeOf('a', dash(10, 10, 40))])],
    ]);
    const { litAt, points } = scene.strokes.get('a')!;
    for (let i = 0; i < litAt.length; i++)
      if (points[i * 2]! < 29) expect(litAt[i]).toBeLessThan(400);
      else if (points[i * 2]! > 31.5) expect(litAt[i]).toBeGreaterThanOrEqual(3000);
  });

  it('keeps the light of ink that is only traced anew under another id', () => {
    const scene = play([
      [0, show([strokeOf('a', dash(10, 10, 30))])],
      [5000, show([strokeOf('z', dash(10, 10.2, 30))])],
    ]);
    expect([...scene.strokes.keys()]).toEqual(['z']);
    expect(Math.max(...scene.strokes.get('z')!.litAt)).toBeLessThan(1000);
  });

  it('fades a withdrawn stroke, then forgets it', () => {
    const before = play([
      [0, show([strokeOf('a', dash(10, 10, 30))])],
      [2000, show([])],
    ]);
    expect(before.strokes.size).toBe(0);
    expect(before.fadingStrokes.map(({ id, withdrawnAt }) => [id, withdrawnAt])).toEqual([['a', 2000]]);
    expect(stepScene(before, [], 2000 + FADE_MS - 1).fadingStrokes).toHaveLength(1);
    const after = stepScene(before, [], 2000 + FADE_MS);
    expect(after.fadingStrokes).toHaveLength(0);
    expect(after.revision).toBeGreaterThan(before.revision);
  });

  it('answers a committed line once, after its ink is lit', () => {
    const ink = [strokeOf('a', dash(10, 10, 30), 'committed')];
    const tentative = show(ink, [lineOf('L', 'wor', ['a'], { state: 'tentative' })]);
    expect(play([[0, tentative]]).answers.size).toBe(0);
    const answered = play([
      [0, tentative],
      [100, show(ink, [lineOf('L', 'word', ['a'])])],
      [2000, show(ink, [lineOf('L', 'word', ['a'], { revision: 2, confidence: 0.95 })])],
    ]);
    const answer = answered.answers.get('L')!;
    expect(answer.at).toBeGreaterThan(answered.strokes.get('a')!.litAt.at(-1)!);
    expect(answer.at).toBeLessThan(2000);
    expect(answered.fadingAnswers).toEqual([]);
  });

  it('answers anew when a line comes to say something else, and lets the old answer fade', () => {
    const ink = [strokeOf('a', dash(10, 10, 30), 'committed')];
    const scene = play([
      [0, show(ink, [lineOf('L', 'word', ['a'])])],
      [3000, show(ink, [lineOf('L', 'world', ['a'], { revision: 2 })])],
    ]);
    expect(scene.answers.get('L')!.line.text).toBe('world');
    expect(scene.answers.get('L')!.at).toBeGreaterThanOrEqual(3000);
    expect(scene.fadingAnswers.map((a) => a.line.text)).toEqual(['word']);
  });

  it('keeps the answer of a line that is only found anew under another id', () => {
    const ink = [strokeOf('a', dash(10, 10, 30), 'committed')];
    const box = { x: 10, y: 8, width: 30, height: 4 };
    const scene = play([
      [0, show(ink, [lineOf('L', 'word', ['a'], { box })])],
      [5000, show(ink, [lineOf('M', 'word', ['a'], { box: { ...box, x: 12 } })])],
    ]);
    expect([...scene.answers.keys()]).toEqual(['M']);
    expect(scene.answers.get('M')!.at).toBeLessThan(2000);
    expect(scene.fadingAnswers).toEqual([]);
    const elsewhere = play([
      [0, show(ink, [lineOf('L', 'word', ['a'], { box })])],
      [5000, show(ink, [lineOf('M', 'word', ['a'], { box: { ...box, y: 90 } })])],
    ]);
    expect(elsewhere.answers.get('M')!.at).toBeGreaterThan(5000);
    expect(elsewhere.fadingAnswers).toHaveLength(1);
  });

  it('clears the light, stays dark for that ink, and lights what is new', () => {
    const old = strokeOf('a', dash(10, 10, 30), 'committed');
    const line = lineOf('L', 'word', ['a']);
    const scene = play([
      [0, show([old], [line])],
      [3000, { kind: 'clear' }],
      [6000, show([old, strokeOf('b', dash(10, 40, 30))], [line])],
    ]);
    expect([...scene.strokes.keys()]).toEqual(['b']);
    expect(scene.answers.size).toBe(0);
  });

  it('does not change when the same canvas comes again', () => {
    const canvas = canvasOf([strokeOf('a', dash(10, 10, 30))]);
    const once = play([[0, { kind: 'canvas', canvas }]]);
    const twice = stepScene(once, [{ kind: 'canvas', canvas }], 500);
    expect(twice.revision).toBe(once.revision);
    expect(twice.strokes).toBe(once.strokes);
  });

  it('bears strokes without a usable point', () => {
    const scene = play([[0, show([strokeOf('a', []), strokeOf('b', [[Number.NaN, 3]]), strokeOf('c', [[20, 20]])])]]);
    expect([...scene.strokes.keys()]).toEqual(['c']);
  });
});
