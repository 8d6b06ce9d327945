/** The panel's keys. They never act while somebody types, and never with Ctrl, Alt or Meta, which belong to the browser. */
import type { CornerIndex } from './corner-drag.ts';

export const SHORTCUTS: readonly { readonly keys: string; readonly does: string }[] = [
  { keys: '1 – 4', does: 'take a corner' },
  { keys: '← ↑ → ↓', does: 'move it 1 px' },
  { keys: 'Shift', does: '10 px' },
  { keys: 'Alt', does: '0.1 px' },
  { keys: 'D', does: 'detect again' },
  { keys: 'P', does: 'stage pictures' },
];

export interface ShortcutActions {
  readonly focusCorner: (corner: CornerIndex) => void;
  readonly detectAgain: () => void;
  readonly toggleStages: () => void;
}

export const listenToShortcuts = (actions: ShortcutActions): void => {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    const key = event.key.toLowerCase();
    if (key >= '1' && key <= '4') actions.focusCorner((Number(key) - 1) as CornerIndex);
    else if (key === 'd') actions.detectAgain();
    else if (key === 'p') actions.toggleStages();
  });
};

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName));
