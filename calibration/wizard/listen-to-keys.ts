/** The wizard's keys: what a key does is what its button does, and only while there is one. They never act while somebody types. */
import { PATTERN_CHOICES } from './pattern-bar.ts';

/** Key → `data-key` of the buttons it may press, the first that is there. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  c: ['start'],
  a: ['accept'],
  d: ['discard', 'close'],
  h: ['refine'],
};

export const listenToKeys = (onEscape: () => void): void => {
  const press = (key: string): void => {
    const button = document.querySelector<HTMLButtonElement>(`main button[data-key="${key}"]:not(:disabled)`);
    button?.click();
  };
  addEventListener('keydown', (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (target.matches('input, select, textarea')) return;
    const key = event.key.toLowerCase();
    if (key === 'escape') onEscape();
    else {
      const pattern = PATTERN_CHOICES.find(({ shortcut }) => shortcut.toLowerCase() === key);
      if (pattern) press(pattern.kind);
      else
        for (const wanted of KEYS[key] ?? [])
          if (document.querySelector(`#actions button[data-key="${wanted}"]`)) {
            press(wanted);
            break;
          }
    }
  });
};
