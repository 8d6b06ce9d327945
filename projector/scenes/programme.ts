/** The scenes of the evening, in the order of the number keys. */
import type { LightScene } from './light-scene.ts';
import { plainGlow } from './plain-glow.ts';
import { retraceAndBloom } from './retrace-and-bloom.ts';

export const PROGRAMME: readonly LightScene[] = [retraceAndBloom, plainGlow];
