/** The status page: asks `/status.json` every second and says in one line whether anything needs a person, then in numbers why. */
import type { Status } from '../../status.ts';
import { describeDuration } from '../describe-duration.ts';
import { element, table } from '../element.ts';
import { find, keepParts } from '../keep-parts.ts';
import { judge } from './judge.ts';

const ASK_EVERY_MS = 1_000;
const ASK_LIMIT_MS = 5_000;

const { show } = keepParts();

const figure = (value: string, label: string): HTMLElement =>
  element('div', 'figure', element('b', '', value), element('span', '', label));

const state = (mood: string, words: string): HTMLElement => element('span', `state ${mood}`, words);

const withSmall = (words: string, small: string): HTMLElement =>
  element('span', '', words, ...(small === '' ? [] : [element('small', '', small)]));

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const sentence = (words: string): HTMLElement => element('p', 'caption', words);

const showVerdict = (mood: string, verdict: string, summary: string): void => {
  const heading = find('#verdict');
  if (heading.textContent !== verdict) heading.textContent = verdict;
  heading.className = mood;
  find('#summary').textContent = summary;
  document.title = `${verdict} · Inklight`;
};

const showStatus = (s: Status): void => {
  const { mood, verdict, figures } = judge(s);
  showVerdict(
    mood,
    verdict,
    `Version ${s.version}, running for ${describeDuration(s.uptimeSeconds)}. Kept in ${s.dataFolder}.`,
  );
  show('#faults', s.faults, () =>
    s.faults.map((f) =>
      element(
        'li',
        f.severity,
        element('h3', '', f.title),
        element('p', '', f.remedy),
        element(
          'p',
          'caption',
          [f.short, f.from, `since ${new Date(f.since).toLocaleTimeString()}`, f.detail]
            .filter((w) => w !== '')
            .join(' · '),
        ),
      ),
    ),
  );
  show('#figures', figures, () => figures.map(({ value, label }) => figure(value, label)));
  show('#canvases .rows', s.canvases, () => [
    s.canvases.length === 0
      ? sentence('No canvas yet: a camera, a projector or the virtual wall opens one.')
      : table(
          ['Canvas', 'Camera', 'Paper', 'Last seen', 'Strokes', 'Lines', 'Aligned projectors'],
          s.canvases.map((c) => [
            c.name,
            c.camera === null ? state('idle', 'none') : state('calm', c.camera),
            paper(c),
            c.lastObservationAgeMs === null ? 'never' : `${describeDuration(c.lastObservationAgeMs / 1000)} ago`,
            amount(c.strokes),
            amount(c.lines),
            aligned(c),
          ]),
        ),
  ]);
  const pages = Object.entries(s.clients).flatMap(([role, list]) => list.map((c) => ({ role, ...c })));
  show('#pages .rows', pages, () => [
    pages.length === 0
      ? sentence('None.')
      : table(
          ['Page', 'Name', 'Canvas', 'For', 'State'],
          pages.map((p) => [
            p.role,
            p.name,
            p.canvas,
            describeDuration(p.connectedSeconds),
            p.faults > 0
              ? state('fault', counted(p.faults, 'fault'))
              : p.notices > 0
                ? state('notice', counted(p.notices, 'note'))
                : state('calm', 'well'),
          ]),
        ),
  ]);
  show('#models .rows', s.models, () => [
    s.models.length === 0
      ? sentence('No model is listed in models/manifest.json.')
      : table(
          ['File', 'Size', 'sha256', 'State'],
          s.models.map((m) => [
            m.file,
            `${(m.bytes / 1e6).toFixed(1)} MB`,
            element('code', '', m.sha256 === null ? 'no file' : `${m.sha256.slice(0, 16)}…`),
            m.ok ? state('calm', 'as shipped') : withSmall('not as shipped', `expected ${m.expected.slice(0, 16)}…`),
          ]),
        ),
  ]);
  show('#messages .rows', s.counters, () => [
    table(
      ['Relayed', 'Malformed', 'Sent twice', 'Out of order', 'Wrong role', 'Joins refused', 'Flooding'],
      [
        [
          s.counters.messages,
          s.counters.malformed,
          s.counters.duplicates,
          s.counters.outOfOrder,
          s.counters.wrongRole,
          s.counters.refusedJoins,
          s.counters.flooding,
        ].map(String),
      ],
    ),
  ]);
};

const aligned = ({ calibrations }: Status['canvases'][number]): HTMLElement =>
  calibrations.length === 0
    ? state('idle', 'none')
    : element(
        'span',
        '',
        ...calibrations.map(({ projector, source, accuracy, drift, latency }) =>
          withSmall(
            `${projector} (${source})`,
            [
              accuracy
                ? `${accuracy.rmsMm.toFixed(2)} mm, ${accuracy.rmsPx.toFixed(2)} px on held-out points`
                : 'error not measured',
              drift ? `drift ${drift.mm.toFixed(1)} mm` : '',
              latency ? `delay ${Math.round(latency.p50Ms)} ms, 95 % below ${Math.round(latency.p95Ms)} ms` : '',
            ]
              .filter((words) => words !== '')
              .join(' · '),
          ),
        ),
      );

const amount = ({ committed, tentative }: { committed: number; tentative: number }): HTMLElement =>
  withSmall(String(committed), tentative > 0 ? `and ${tentative} tentative` : '');

const paper = (c: Status['canvases'][number]): HTMLElement => {
  if (c.paper === 'absent')
    return element('span', '', state('notice', 'not in view'), element('small', '', c.paperDetail));
  if (c.paper !== 'found' || !c.sheet) return state('idle', 'unknown');
  return element(
    'span',
    '',
    state('calm', 'in view'),
    element('small', '', `${c.sheet.widthMm} × ${c.sheet.heightMm} mm`),
  );
};

const ask = async (): Promise<void> => {
  try {
    const answer = await fetch('/status.json', { signal: AbortSignal.timeout(ASK_LIMIT_MS) });
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    // Same origin and same build: what the server says has the type it is built with.
    showStatus((await answer.json()) as Status);
    document.body.classList.remove('stale');
  } catch {
    document.body.classList.add('stale');
    showVerdict('fault', 'The server cannot be reached', 'Start it with npm start. This page asks again every second.');
  }
  setTimeout(ask, ASK_EVERY_MS);
};
void ask();
