/** Plain glow: the ink is retraced and keeps a quiet candlelight. The scene for a reading, or for a slow machine. */
import { Group } from 'three';
import { emptyTable } from '../colour-table.ts';
import { headSparks } from '../draw/head-sparks.ts';
import { inkHalo } from '../draw/ink-halo.ts';
import { inkThreads } from '../draw/ink-threads.ts';
import { findHeads } from '../find-heads.ts';
import type { LightScene } from './light-scene.ts';

/** Light that was laid longer ago than this has settled, ms. */
const SETTLED_MS = 7_000;

export const plainGlow: LightScene = {
  name: 'plain-glow',
  title: 'Plain glow',
  stage: (uniforms) => {
    const halo = inkHalo(uniforms, { glow: 0.26, ripples: 0 });
    const threads = inkThreads(uniforms);
    const sparks = headSparks(uniforms);
    const object = new Group().add(halo.object, threads.object, sparks.object);
    return {
      object,
      update: ({ renderer, state, sheet, time }) => {
        halo.update(renderer, state, emptyTable, sheet, time);
        threads.update(state, time);
        sparks.update(findHeads(state, time));
        return time < state.busyUntil + SETTLED_MS || state.fadingStrokes.length > 0;
      },
      dispose: () => {
        for (const layer of [halo, threads, sparks]) layer.dispose();
      },
    };
  },
};
