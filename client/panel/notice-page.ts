/** What stands in place of the panel where there can be none: why, and what to do. */
import { element } from './element.ts';

/** `words`: a paragraph each. */
export const noticePage = (title: string, words: readonly string[]): HTMLElement =>
  element('main', { class: 'notice-page' }, element('h1', {}, title), ...words.map((text) => element('p', {}, text)));
