/** The caption: lines that were read, in reading order. In: the canvas as the wire tells it; out: list items. */
import type { ObservedLine } from '../../server/protocol.ts';

/** Lines whose middles differ by less than this share of their height stand side by side. */
const SAME_ROW = 0.5;

/** Below this it is three to one that a line is not right letter for letter: it is told as a guess. At a half, most lines of hard hands would be. */
const DOUBTED_BELOW = 0.25;

/** Text lines from top to bottom, then left to right; drawings are not read. */
export const inReadingOrder = (lines: readonly ObservedLine[]): readonly ObservedLine[] =>
  lines
    .filter((line) => line.kind === 'text' && line.text.trim() !== '')
    .sort((a, b) => {
      const [ya, yb] = [a.box.y + a.box.height / 2, b.box.y + b.box.height / 2];
      const near = Math.abs(ya - yb) < SAME_ROW * Math.min(a.box.height, b.box.height);
      return near ? a.box.x - b.box.x : ya - yb;
    });

/** The classes of a line's item: what will not change any more but was hardly legible is told as a guess, not as a fact. */
export const voiceOf = ({ state, confidence }: Pick<ObservedLine, 'state' | 'confidence'>): string =>
  state !== 'tentative' && confidence < DOUBTED_BELOW ? `${state} doubted` : state;

/** Brings a list in line with what was read, touching only what changed, so that nothing flickers and screen readers hear each line once. */
export const showLines = (list: HTMLElement, lines: readonly ObservedLine[]): void => {
  const wanted = inReadingOrder(lines);
  const items = new Map([...list.children].map((item) => [(item as HTMLElement).dataset.id, item as HTMLElement]));
  wanted.forEach((line, i) => {
    const item = items.get(line.id) ?? list.ownerDocument.createElement('li');
    items.delete(line.id);
    item.dataset.id = line.id;
    if (item.textContent !== line.text) item.textContent = line.text;
    item.className = voiceOf(line);
    item.title = `${Math.round(line.confidence * 100)} % sure`;
    if (list.children[i] !== item) list.insertBefore(item, list.children[i] ?? null);
  });
  for (const gone of items.values()) gone.remove();
};
