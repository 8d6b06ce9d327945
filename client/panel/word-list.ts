/** Words that the writers are likely to write (a performer's vocabulary, names of the place): typed once, remembered, read where the ink allows it. */
import { parseVocabulary } from '../reading/vocabulary.ts';
import { element, setText } from './element.ts';

/** As the address takes them; more is no vocabulary but a dictionary. */
const LONGEST = 20_000;
/** Somebody who types is not interrupted by every letter, ms. */
const TAKE_AFTER_MS = 700;

export interface WordList {
  readonly root: HTMLElement;
}

/** `always`: words that the page's address brings; they cannot be taken away here. */
export const createWordList = (words: string, always: string, onWords: (words: string) => void): WordList => {
  const given = parseVocabulary(always);
  const area = element('textarea', {
    rows: 3,
    maxlength: LONGEST,
    spellcheck: false,
    placeholder: 'One a line, or with commas',
    'aria-label': 'Words to expect',
  });
  area.value = words;
  const count = element('span', { class: 'caption' });
  const tell = (): void => {
    // LONGEST characters are fewer words than it may refuse.
    const all = parseVocabulary(area.value).length;
    const typed = all === 0 ? '' : `${all} ${all === 1 ? 'word' : 'words'}.`;
    const fromAddress = given.length === 0 ? '' : `From this page’s address: ${given.join(', ')}.`;
    setText(count, [typed, fromAddress].filter(Boolean).join(' ') || 'None: any word is as likely.');
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  area.addEventListener('input', () => {
    tell();
    clearTimeout(timer);
    timer = setTimeout(() => onWords(area.value), TAKE_AFTER_MS);
  });
  tell();
  return {
    root: element(
      'section',
      { class: 'word-list' },
      element('label', {}, element('span', { class: 'eyebrow' }, 'Words to expect'), area),
      count,
    ),
  };
};
