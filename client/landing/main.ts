/** The landing page: draws its line of light, keeps every link on the chosen canvas, and shows who is here and what is wrong. */
import { openLink, type ReportedFault } from '../../server/link.ts';
import { FAULTS } from '../../server/protocol.ts';
import { element, setText, svgElement } from '../panel/element.ts';
import { lackingFeatures } from './lacking-features.ts';
import { loopPath } from './loops.ts';
import { whoIsHere } from './who-is-here.ts';

const NAME = /^(?!\.)[\p{L}\p{N}_.-]{1,64}$/u;
const asked = new URLSearchParams(location.search).get('canvas');
const canvas = asked !== null && NAME.test(asked) ? asked : 'main';

const find = (id: string): Element => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the landing page has no #${id}`);
  return found;
};

const drawStroke = (svg: Element): void => {
  const width = 1200;
  const height = 160;
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('preserveAspectRatio', 'xMinYMid meet');
  const d = loopPath({ width, height, loops: 11 });
  const path = (names: string): SVGPathElement => svgElement('path', { d, class: names });
  const paths = [path('ink'), path('glow traced'), path('light traced')];
  svg.append(...paths);
  const length = paths[0]!.getTotalLength();
  for (const p of paths) p.style.setProperty('--length', String(Math.ceil(length * 1.5)));
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

drawStroke(find('stroke'));
showLacking();
if (canvas !== 'main')
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-page]'))
    if (link.dataset.page !== 'status') link.href = `${link.pathname}?canvas=${encodeURIComponent(canvas)}`;

const WORDS = {
  joining: ['Connecting', 'idle'],
  joined: ['The server is here', 'calm'],
  refused: ['The server refused this page', 'fault'],
  unreachable: ['The server cannot be reached', 'fault'],
} as const;

const link = openLink({
  role: 'landing',
  canvas,
  name: 'landing',
  onState: (state) => {
    const [words, mood] = WORDS[state];
    setText(find('link-state'), words);
    find('link-state').className = `state ${mood}`;
  },
  onPresence: (clients) => {
    const here = whoIsHere(clients);
    find('nobody').toggleAttribute('hidden', here.length > 0);
    find('canvases').replaceChildren(
      ...here.map(({ canvas: name, parts }) =>
        element(
          'div',
          { class: 'canvas' },
          element('h3', {}, name),
          ...parts.map(({ words, state }) => element('span', { class: `state ${state}` }, words)),
        ),
      ),
    );
  },
  onFaults: showFaults,
});
addEventListener('pagehide', () => link.close());
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});
