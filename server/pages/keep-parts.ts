/** Parts of a page that are rebuilt only when what they say is different, so that a selection, a focus or a screen reader is left in peace. */

export interface Parts {
  /** `said`: everything that `build` depends on, as data. */
  show(selector: string, said: unknown, build: () => readonly Node[]): void;
}

export const find = (selector: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`this page has no ${selector}`);
  return found;
};

export const keepParts = (): Parts => {
  const shown = new Map<string, string>();
  return {
    show: (selector, said, build) => {
      const text = JSON.stringify(said);
      if (shown.get(selector) === text) return;
      shown.set(selector, text);
      const part = find(selector);
      const hadFocus = part.contains(document.activeElement);
      const before = hadFocus ? document.activeElement?.getAttribute('data-key') : null;
      part.replaceChildren(...build());
      if (!hadFocus) return;
      // Whoever works by keyboard goes on where he was, or at what is to be done next.
      const again = before
        ? part.querySelector<HTMLElement>(`[data-key="${CSS.escape(before)}"]:not(:disabled)`)
        : null;
      (again ?? part.querySelector<HTMLElement>('.primary:not(:disabled), button:not(:disabled)'))?.focus();
    },
  };
};
