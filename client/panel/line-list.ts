/** What was read, in reading order: text, how sure the reader is, and whether it is final. */
import type { ObservedLine } from '../../server/protocol.ts';
import { element } from './element.ts';

export type ShownLine = Pick<ObservedLine, 'id' | 'revision' | 'state' | 'kind' | 'text' | 'confidence'>;

export interface LineList {
  readonly root: HTMLElement;
  show(lines: readonly ShownLine[]): void;
}

export const createLineList = (): LineList => {
  const list = element('ol', { class: 'lines', 'aria-live': 'polite' });
  const empty = element('p', { class: 'caption' }, 'Nothing is written yet.');
  const root = element('section', { class: 'read', 'aria-label': 'Read' }, list, empty);
  let last = '';
  return {
    root,
    show(lines) {
      const now = JSON.stringify(lines.map((l) => [l.id, l.text, l.state, l.confidence.toFixed(2), l.kind]));
      if (now === last) return;
      last = now;
      empty.hidden = lines.length > 0;
      list.replaceChildren(...lines.map(lineItem));
    },
  };
};

const lineItem = (line: ShownLine): HTMLLIElement => {
  const text =
    line.kind === 'drawing'
      ? element('em', {}, 'a drawing')
      : element('span', { class: 'text', dir: 'auto' }, line.text || '…');
  const sure = element('span', { class: 'sure' }, line.confidence.toFixed(2));
  const item = element('li', { class: line.state }, text, sure, element('small', {}, line.state));
  item.style.setProperty('--confidence', String(line.confidence));
  return item;
};
