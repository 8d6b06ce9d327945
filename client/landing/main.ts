/**
 * The landing page: shows the line that was written last (loops while there is none), keeps every link on the chosen canvas, and
 * says who is here and what is wrong. Looks at the canvas that was asked for, else at one that is in use.
 */
import { type Link, openLink, type ReportedFault } from '../../server/link.ts';
import { type ClientInfo, FAULTS, type Snapshot } from '../../server/protocol.ts';
import { element, setText } from '../panel/element.ts';
import { drawLight } from './draw-light.ts';
import { lackingFeatures } from './lacking-features.ts';
import { latestLine } from './latest-line.ts';
import { writeLoops } from './loops.ts';
import { chooseCanvas, whoIsHere } from './who-is-here.ts';

/** px of the picture at the top; its shape, not its size on the screen. */
const PICTURE = { width: 1200, height: 160 };
/** A line that is being written changes many times a second; redrawing it less often keeps the machine free for the camera. */
const REDRAW_EVERY_MS = 700;

const NAME = /^(?!\.)[\p{L}\p{N}_.-]{1,64}$/u;
const given = new URLSearchParams(location.search).get('canvas');
const asked = given !== null && NAME.test(given) ? given : null;

const find = (id: string): Element => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the landing page has no #${id}`);
  return found;
};

let shown = { key: '', id: '', strokes: 0 };
const showLine = (canvas: Snapshot): void => {
  const line = latestLine(canvas, PICTURE);
  const key = line?.key ?? 'loops';
  if (key === shown.key) return;
  const strokes = line?.strokes ?? [writeLoops({ ...PICTURE, loops: 11 })];
  const id = line?.id ?? 'loops';
  drawLight(find('stroke'), strokes, id === shown.id ? shown.strokes : 0);
  shown = { key, id, strokes: strokes.length };
  const words = line === null || line.text === '' ? '' : `“${line.text}”`;
  setText(
    find('stroke-words'),
    line === null ? '' : [`Written on ${canvas.canvas} just now`, words].filter((w) => w !== '').join(': '),
  );
  find('stroke').setAttribute('aria-label', words || 'Writing, retraced in light');
};

const showFaults = (reported: readonly ReportedFault[]): void => {
  find('faults').replaceChildren(
    ...reported.map(({ from, fault }) => {
      const { short, title, remedy } = FAULTS[fault.code];
      return element(
        'li',
        { class: fault.severity },
        element('h3', {}, title),
        element('p', {}, remedy),
        element('p', { class: 'caption' }, [short, from, fault.detail].filter((words) => words !== '').join(' · ')),
      );
    }),
  );
};

const showPresence = (clients: readonly ClientInfo[]): void => {
  const here = whoIsHere(clients);
  find('nobody').toggleAttribute('hidden', here.length > 0);
  find('canvases').replaceChildren(
    ...here.map(({ canvas, parts }) =>
      element(
        'div',
        { class: 'canvas' },
        element('h3', {}, canvas),
        ...parts.map(({ words, state }) => element('span', { class: `state ${state}` }, words)),
      ),
    ),
  );
};

const showLacking = (): void => {
  const lacks = lackingFeatures();
  if (lacks.length === 0) return;
  const section = find('lacking');
  section.removeAttribute('hidden');
  section.append(
    element('p', {}, 'This browser lacks something. A current Chrome, Edge or Chromium has it.'),
    element('ul', {}, ...lacks.map(({ page, what }) => element('li', {}, `${what}, which the ${page} page needs`))),
  );
};

const WORDS = {
  joining: ['Connecting', 'idle'],
  joined: ['The server is here', 'calm'],
  refused: ['The server refused this page', 'fault'],
  unreachable: ['The server cannot be reached', 'fault'],
} as const;

let link: Link | null = null;
const follow = (canvas: string): void => {
  link?.close();
  link = openLink({
    role: 'landing',
    canvas,
    name: 'landing',
    onState: (state) => {
      const [words, mood] = WORDS[state];
      setText(find('link-state'), words);
      find('link-state').className = `state ${mood}`;
    },
    onPresence: (clients) => {
      showPresence(clients);
      const better = chooseCanvas(clients, asked, canvas);
      if (better !== canvas) follow(better);
    },
    onFaults: showFaults,
  });
};

showLacking();
if (asked !== null)
  for (const anchor of document.querySelectorAll<HTMLAnchorElement>('a[data-page]'))
    if (anchor.dataset.page !== 'status') anchor.href = `${anchor.pathname}?canvas=${encodeURIComponent(asked)}`;
follow(asked ?? 'main');
const redraw = (): void => {
  if (link && !document.hidden) showLine(link.canvas);
};
redraw();
setInterval(redraw, REDRAW_EVERY_MS);
addEventListener('pagehide', () => link?.close());
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});
