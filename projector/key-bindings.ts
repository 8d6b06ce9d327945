/** Every key of the projector page, once: what it does, and how the help names it. */
import type { ShowAction } from './show-control.ts';

export type KeyCommand =
  | ShowAction
  | { readonly kind: 'clear' | 'fullscreen' | 'save-alignment' | 'repair' }
  /** Moves the selected corner. */
  | { readonly kind: 'nudge'; readonly key: string; readonly step: { readonly shift: boolean; readonly alt: boolean } };

export interface KeyPress {
  readonly key: string;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly ctrl: boolean;
}

export const KEY_HELP: readonly (readonly [keys: string, what: string])[] = [
  ['B  .  0', 'go dark, and back'],
  ['1 – 9', 'scene'],
  ['[   ]', 'dimmer, brighter'],
  ['C', 'clear the light'],
  ['F', 'full screen'],
  ['K', 'align the corners'],
  ['R', 'put drifted light right'],
  ['Esc', 'close what is laid over'],
  ['H', 'this list'],
];
export const KEYSTONE_HELP: readonly (readonly [keys: string, what: string])[] = [
  ['Tab', 'next corner'],
  ['← ↑ → ↓', 'move 1 px'],
  ['Shift', '10 px'],
  ['Alt', '0.1 px'],
  ['Enter', 'keep'],
  ['K', 'done'],
];

/** Null for a key that means nothing here: it is left to the browser. */
export const commandOfKey = (
  press: KeyPress,
  context: { readonly keystone: boolean; readonly scenes: readonly string[] },
): KeyCommand | null => {
  if (press.ctrl) return null;
  if (context.keystone) {
    if (press.key === 'Tab') return { kind: press.shift ? 'previous-corner' : 'next-corner' };
    if (press.key.startsWith('Arrow'))
      return { kind: 'nudge', key: press.key, step: { shift: press.shift, alt: press.alt } };
    if (press.key === 'Enter') return { kind: 'save-alignment' };
  }
  if (press.alt) return null;
  switch (press.key.toLowerCase()) {
    // Presenters' remote controls send b or a full stop for a black screen; 0 is the largest key of a number pad.
    case 'b':
    case '.':
    case '0':
      return { kind: 'blackout', on: 'toggle' };
    case 'c':
      return { kind: 'clear' };
    case 'f':
      return { kind: 'fullscreen' };
    case 'k':
      return { kind: 'keystone' };
    case 'r':
      return { kind: 'repair' };
    case 'h':
    case '?':
      return { kind: 'help' };
    case '[':
      return { kind: 'dimmer' };
    case ']':
      return { kind: 'brighter' };
    case 'escape':
      return { kind: 'dismiss' };
  }
  const scene = /^[1-9]$/.test(press.key) ? context.scenes[Number(press.key) - 1] : undefined;
  return scene === undefined ? null : { kind: 'scene', scene };
};
