/** Which languages people write here: a place that knows it is read better. None chosen = any. */
import { LANGUAGES } from '../reading/languages.ts';
import { element, setAttributes, setText } from './element.ts';

export interface LanguageList {
  readonly root: HTMLElement;
}

/** `chosen`: codes; null = those of the page's address, `given`. `onChosen`: null when they are those of the address again. */
export const createLanguageList = (
  chosen: readonly string[] | null,
  given: readonly string[],
  onChosen: (codes: readonly string[] | null) => void,
): LanguageList => {
  let codes = new Set(chosen ?? given);
  const caption = element('span', { class: 'caption' });
  const buttons = Object.entries(LANGUAGES).map(([code, name]) => {
    const button = element('button', { type: 'button', lang: code }, name);
    button.addEventListener('click', () => {
      codes = new Set(codes);
      if (!codes.delete(code)) codes.add(code);
      // Nothing chosen is what the address says again, so that there is a way back.
      if (codes.size === 0) codes = new Set(given);
      tell();
      const isGiven = codes.size === given.length && given.every((one) => codes.has(one));
      onChosen(isGiven ? null : [...codes]);
    });
    return { code, button };
  });
  const tell = (): void => {
    for (const { code, button } of buttons) setAttributes(button, { 'aria-pressed': String(codes.has(code)) });
    setText(
      caption,
      codes.size === 0
        ? 'Any: each line is told by its letters.'
        : 'Lines are read in these only; other words stay readable.',
    );
  };
  tell();
  return {
    root: element(
      'section',
      { class: 'language-list', role: 'group', 'aria-label': 'Languages written here' },
      element('span', { class: 'eyebrow' }, 'Languages written here'),
      element('div', {}, ...buttons.map(({ button }) => button)),
      caption,
    ),
  };
};
