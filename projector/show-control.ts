/**
 * What the performer decides, as a value: dark or lit, which scene, how bright, what is laid over it. Keys and cues become the same
 * actions, so that a cue from the desk and a key on the projector cannot disagree. Works with nothing else alive.
 */
import type { Cue } from '../server/protocol.ts';

export interface ShowState {
  readonly blackout: boolean;
  /** Name of a scene of the programme. */
  readonly scene: string;
  /** 0 … 1, linear light. */
  readonly intensity: number;
  readonly help: boolean;
  readonly keystone: boolean;
  /** Corner that the arrow keys move, in Quad order. */
  readonly corner: number;
}

export type ShowAction =
  | { readonly kind: 'blackout'; readonly on: boolean | 'toggle' }
  | { readonly kind: 'scene'; readonly scene: string }
  | { readonly kind: 'intensity'; readonly value: number }
  | { readonly kind: 'brighter' | 'dimmer' }
  | { readonly kind: 'help' | 'keystone' | 'dismiss' }
  | { readonly kind: 'corner'; readonly corner: number }
  | { readonly kind: 'next-corner' | 'previous-corner' };

/** Leaves the performer room upwards. */
export const USUAL_INTENSITY = 0.8;
const INTENSITY_STEP = 0.05;
/** Below this, light cannot be told from a projector's black: going dark is what blackout is for. */
const LEAST_INTENSITY = 0.05;

export const openShow = (scene: string): ShowState => ({
  blackout: false,
  scene,
  intensity: USUAL_INTENSITY,
  help: false,
  keystone: false,
  corner: 0,
});

export const stepShow = (show: ShowState, action: ShowAction): ShowState => {
  switch (action.kind) {
    case 'blackout':
      return { ...show, blackout: action.on === 'toggle' ? !show.blackout : action.on };
    case 'scene':
      return { ...show, scene: action.scene };
    case 'intensity':
      return { ...show, intensity: Math.min(1, Math.max(0, action.value)) };
    case 'brighter':
    case 'dimmer': {
      const step = action.kind === 'brighter' ? INTENSITY_STEP : -INTENSITY_STEP;
      const value = Math.round((show.intensity + step) * 100) / 100;
      return { ...show, intensity: Math.min(1, Math.max(LEAST_INTENSITY, value)) };
    }
    case 'help':
      return { ...show, help: !show.help };
    case 'keystone':
      return { ...show, keystone: !show.keystone };
    case 'dismiss':
      return { ...show, help: false, keystone: false };
    case 'corner':
      return { ...show, corner: action.corner };
    case 'next-corner':
      return { ...show, corner: (show.corner + 1) % 4 };
    case 'previous-corner':
      return { ...show, corner: (show.corner + 3) % 4 };
  }
};

/** A cue as an action; null for `clear`, which concerns the light itself, and for a scene that is not in the programme. */
export const actionOfCue = ({ cue }: Cue, scenes: readonly string[]): ShowAction | null => {
  if (cue.kind === 'blackout') return { kind: 'blackout', on: cue.on };
  if (cue.kind === 'intensity') return { kind: 'intensity', value: cue.value };
  if (cue.kind === 'scene' && scenes.includes(cue.scene)) return { kind: 'scene', scene: cue.scene };
  return null;
};
