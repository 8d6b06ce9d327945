/**
 * Retrace and bloom: light follows the pen, soaks into the paper, and answers each line that was read: ripples leave it as contours, and its
 * own writing lifts off, curls into a wreath, and folds into a seal at its end.
 */
import { Group } from 'three';
import { emptyTable, stepTable } from '../colour-table.ts';
import { designFigure, type Figure } from '../design-figure.ts';
import { type FigureBloom, FOLDED_SECONDS, figureBloom } from '../draw/figure-bloom.ts';
import { headSparks } from '../draw/head-sparks.ts';
import { inkHalo } from '../draw/ink-halo.ts';
import { inkThreads } from '../draw/ink-threads.ts';
import { findHeads } from '../find-heads.ts';
import { FADE_MS, type SceneAnswer } from '../scene-state.ts';
import type { LightScene } from './light-scene.ts';

/** Light that was laid longer ago than this has settled, ms. */
const SETTLED_MS = 7_000;

interface Shown {
  readonly answer: SceneAnswer;
  readonly figure: Figure;
  readonly bloom: FigureBloom;
}

export const retraceAndBloom: LightScene = {
  name: 'retrace-and-bloom',
  title: 'Retrace and bloom',
  stage: (uniforms) => {
    const halo = inkHalo(uniforms);
    const threads = inkThreads(uniforms);
    const sparks = headSparks(uniforms);
    const blooms = new Group();
    const object = new Group().add(halo.object, blooms, threads.object, sparks.object);
    /** By the stroke list an answer was given for: it is the same as long as the answer is. */
    let shown = new Map<SceneAnswer['strokes'], Shown>();
    let table = emptyTable;
    return {
      object,
      update: ({ renderer, state, sheet, time }) => {
        const live = [...state.answers.values()];
        const next = new Map<SceneAnswer['strokes'], Shown>();
        for (const answer of [...live, ...state.fadingAnswers]) {
          const known = shown.get(answer.strokes);
          if (known) next.set(answer.strokes, known);
          else {
            const figure = designFigure(answer, sheet);
            const bloom = figureBloom(uniforms, figure);
            blooms.add(...bloom.objects);
            next.set(answer.strokes, { answer, figure, bloom });
          }
        }
        for (const [key, { bloom }] of shown)
          if (!next.has(key)) {
            blooms.remove(...bloom.objects);
            bloom.dispose();
          }
        shown = next;
        for (const answer of live) shown.get(answer.strokes)?.bloom.update((time - answer.at) / 1000, 1);
        for (const answer of state.fadingAnswers)
          shown
            .get(answer.strokes)
            ?.bloom.update((time - answer.at) / 1000, Math.max(0, 1 - (time - answer.withdrawnAt) / FADE_MS));
        table = stepTable(
          table,
          new Map(live.map(({ line, at, strokes }) => [line.id, { figure: shown.get(strokes)!.figure, at }])),
        );
        halo.update(renderer, state, table, sheet, time);
        threads.update(state, time);
        sparks.update(findHeads(state, time));
        return (
          time < state.busyUntil + SETTLED_MS ||
          state.fadingStrokes.length + state.fadingAnswers.length > 0 ||
          live.some(({ at }) => time < at + FOLDED_SECONDS * 1000)
        );
      },
      dispose: () => {
        for (const { bloom } of shown.values()) bloom.dispose();
        for (const layer of [halo, threads, sparks]) layer.dispose();
      },
    };
  },
};
