/** The calibration page, first version: shows what each projector of the canvas is aligned by, and how to align by hand. Measures nothing yet. */
import { openLink } from '../server/link.ts';
import { describeDuration } from '../server/pages/describe-duration.ts';
import { element, table } from '../server/pages/element.ts';
import { type ClientInfo, FAULTS } from '../server/protocol.ts';
import type { CalibrationRecord } from './record.ts';

/** Ages are shown in words; more often is not worth a redraw. */
const REDRAW_EVERY_MS = 10_000;

const NAME = /^(?!\.)[\p{L}\p{N}_.-]{1,64}$/u;
const asked = new URLSearchParams(location.search).get('canvas');
const canvas = asked !== null && NAME.test(asked) ? asked : 'main';

const find = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the calibration page has no #${id}`);
  return found;
};

const SOURCES: Readonly<Record<CalibrationRecord['source'], readonly [words: string, trust: string]>> = {
  keystone: ['by hand', 'four corners; its error is not measured'],
  'virtual-wall': ['by the virtual wall', 'exact: the simulator knows where its paper is'],
  'structured-light': ['measured', 'by patterns that the camera decoded'],
  refined: ['measured, then moved by hand', 'what was measured no longer proves it'],
};

let records: readonly CalibrationRecord[] = [];
let projectors: readonly ClientInfo[] = [];

const show = (): void => {
  const aligned = records.map((r) => {
    const [words, trust] = SOURCES[r.source];
    const here = projectors.some((p) => p.name === r.projector);
    const age = (Date.now() - Date.parse(r.madeAt)) / 1000;
    return [
      r.projector,
      element('span', '', words, element('small', '', trust)),
      Number.isFinite(age)
        ? element(
            'span',
            '',
            `${describeDuration(Math.max(0, age))} ago`,
            element('small', '', new Date(r.madeAt).toLocaleString()),
          )
        : 'unknown',
      `${r.sheet.widthMm}\u00a0×\u00a0${r.sheet.heightMm}\u00a0mm`,
      `${r.projectorSize.width}\u00a0×\u00a0${r.projectorSize.height}\u00a0px`,
      element('span', `state ${here ? 'calm' : 'idle'}`, here ? 'connected' : 'not connected'),
    ];
  });
  const unaligned = projectors
    .filter((p) => !records.some((r) => r.projector === p.name))
    .map((p) => [
      p.name,
      element('span', 'state notice', 'not aligned'),
      '–',
      '–',
      '–',
      element('span', 'state calm', 'connected'),
    ]);
  const rows = [...aligned, ...unaligned];
  find('records').replaceChildren(
    rows.length === 0
      ? element('p', 'caption', 'No projector has been aligned, and none is connected.')
      : table(['Projector', 'Aligned', 'When', 'Sheet', 'Raster', 'Page'], rows),
  );
};

find('canvas-name').textContent = canvas;
if (canvas !== 'main') find('open-projector').setAttribute('href', `/projector?canvas=${encodeURIComponent(canvas)}`);

const WORDS = {
  joining: ['Connecting', 'idle'],
  joined: ['The server is here', 'calm'],
  refused: ['The server refused this page', 'fault'],
  unreachable: ['The server cannot be reached', 'fault'],
} as const;

const link = openLink({
  role: 'calibration',
  canvas,
  name: 'calibrate',
  onState: (state) => {
    const [words, mood] = WORDS[state];
    find('link-state').textContent = words;
    find('link-state').className = `state ${mood}`;
  },
  onSnapshot: (snapshot) => {
    records = snapshot.calibrations;
    show();
  },
  onMessage: (_message, snapshot) => {
    if (snapshot.calibrations === records) return;
    records = snapshot.calibrations;
    show();
  },
  onPresence: (clients) => {
    projectors = clients.filter((c) => c.role === 'projector' && c.canvas === canvas);
    show();
  },
  onFaults: (reported) =>
    find('faults').replaceChildren(
      ...reported
        .filter(({ fault }) => /^[KS]/.test(FAULTS[fault.code].short))
        .map(({ fault }) =>
          element(
            'li',
            fault.severity,
            element('h3', '', FAULTS[fault.code].title),
            element('p', '', FAULTS[fault.code].remedy),
            element('p', 'caption', `${FAULTS[fault.code].short} · ${fault.detail}`),
          ),
        ),
    ),
});
setInterval(show, REDRAW_EVERY_MS);
addEventListener('pagehide', () => link.close());
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});
