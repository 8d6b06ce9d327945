/**
 * The calibration page's composition root: a remote control for one person on any machine. It commands the camera page and the projector page over
 * the link and shows their results; it looks at no picture and holds no truth of its own. What is decided is pure and lives in wizard/.
 */
import { openLink } from '../server/link.ts';
import { element } from '../server/pages/element.ts';
import { find, keepParts } from '../server/pages/keep-parts.ts';
import { type CalibrationCommand, type ClientInfo, FAULTS, ofProjector } from '../server/protocol.ts';
import { canvasPoint, type SheetSize } from './frames.ts';
import type { CalibrationRecord } from './record.ts';
import { createPatternAsker, type EyePattern } from './wizard/ask-for-pattern.ts';
import type { MaskChange } from './wizard/change-masks.ts';
import { describeScreen } from './wizard/describe-screen.ts';
import { handOnPlan } from './wizard/hand-on-plan.ts';
import { type HandWork, NO_HAND, startPointing } from './wizard/hand-work.ts';
import { keepMasks } from './wizard/keep-masks.ts';
import { listenToKeys } from './wizard/listen-to-keys.ts';
import { type CanvasView, lookAtCanvas } from './wizard/look-at-canvas.ts';
import { maskList } from './wizard/mask-list.ts';
import { PATTERN_CHOICES, patternButtons } from './wizard/pattern-bar.ts';
import { planContent } from './wizard/plan-content.ts';
import { createPlanView } from './wizard/plan-view.ts';
import { mayRun } from './wizard/preflight.ts';
import { fileNameFor, readRecordFile } from './wizard/record-file.ts';
import { saveFile } from './wizard/save-file.ts';
import { screenOf } from './wizard/screen.ts';
import { showChoice } from './wizard/show-choice.ts';
import { inForceRows, inForceTable, recordActions } from './wizard/show-in-force.ts';
import { actionButtons, actionsOf, screenBody } from './wizard/show-screen.ts';

/** Ages and seconds are shown in words. */
const REDRAW_EVERY_MS = 1_000;
/** The page itself says so, larger. */
const SAID_ANYWAY: ReadonlySet<string> = new Set(['calibration-running', 'calibration-missing']);
const WORDS = {
  joining: ['Connecting', 'idle'],
  joined: ['The server is here', 'calm'],
  refused: ['The server refused this page', 'fault'],
  unreachable: ['The server cannot be reached', 'fault'],
} as const;

const NAME = /^(?!\.)[\p{L}\p{N}_.-]{1,64}$/u;
const given = new URLSearchParams(location.search);
const named = (key: string, otherwise: string): string => {
  const value = given.get(key);
  return value !== null && NAME.test(value) ? value : otherwise;
};
const canvas = named('canvas', 'main');

let clients: readonly ClientInfo[] = [];
let chosenProjector: string | null = given.get('projector');
let work: HandWork = NO_HAND;
let dismissed: string | null = null;
let note = '';
let runSeenAt: number | null = null;
let shownVerdict = '';
const parts = keepParts();

const link = openLink({
  role: 'calibration',
  canvas,
  name: 'calibrate',
  onState: (state) => {
    const [words, mood] = WORDS[state];
    find('#link-state').textContent = words;
    find('#link-state').className = `state ${mood}`;
    show();
  },
  onSnapshot: () => show(),
  onMessage: ({ payload }) => {
    if (payload.type === 'observation' || payload.type === 'calibration') show();
  },
  onPresence: (all) => {
    clients = all.filter((c) => c.canvas === canvas);
    show();
  },
  onFaults: (reported) =>
    parts.show('#faults', reported, () =>
      reported
        .filter(({ fault }) => /^[KSC]/.test(FAULTS[fault.code].short) && !SAID_ANYWAY.has(fault.code))
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

const view = (): CanvasView => lookAtCanvas(link.canvas, clients, chosenProjector);
const asker = createPatternAsker(
  (pattern) => link.publish(pattern),
  () => view().projector,
);

// ---------------------------------------------------------------------------------------------- what can be done
const command = (what: CalibrationCommand): void =>
  link.publish({ type: 'calibration', calibration: { kind: 'command', projector: view().projector, command: what } });
const putOnTrial = (record: CalibrationRecord): void =>
  link.publish({ type: 'calibration', calibration: { kind: 'trial', record } });
/** No other alignment, so that it counts at once. */
const changeMask = (change: MaskChange): void => {
  const { inForce, onTrial } = keepMasks(view(), change);
  if (inForce) link.publish({ type: 'calibration', calibration: { kind: 'record', record: inForce } });
  if (onTrial) putOnTrial(onTrial);
};

const setWork = (next: HandWork): void => {
  work = next;
  if (work.kind === 'point') asker.ask({ kind: 'cross-hair', x: work.at.x, y: work.at.y });
  else if (work.kind === 'refine') asker.ask({ kind: 'refine', node: work.node });
  else if (work.kind === 'mask') asker.ask({ kind: 'masks' });
};
const showPattern = (kind: EyePattern['kind'] | null): void => {
  work = NO_HAND;
  if (kind === null) asker.ask(null);
  else if (kind === 'cross-hair') setWork(startPointing(view().sheet));
  else if (kind === 'masks') setWork({ kind: 'mask', draft: [], cursor: canvasPoint(0, 0) });
  else if (kind === 'grid') asker.ask({ kind, pitchMm: pitchFor(view().sheet) });
  else if (kind !== 'refine') asker.ask({ kind });
};
/** Some twenty lines across: 10 mm on A4, 50 on a wall. */
const pitchFor = ({ widthMm }: SheetSize): number => (widthMm <= 450 ? 10 : widthMm <= 900 ? 20 : 50);

const refine = (): void => {
  const record = view().shown;
  if (work.kind === 'refine') showPattern('sheet-outline');
  else if (record) setWork({ kind: 'refine', node: 0, record });
  else note = 'There is nothing to move yet: calibrate first, or press K on the projector page.';
};
const putDown = (pattern: EyePattern['kind'] | null): void => {
  dismissed = ofProjector(link.canvas.verdicts, view().projector)?.at ?? null;
  showPattern(pattern);
};

const ACTIONS: Readonly<Record<string, () => void>> = {
  start: () => {
    if (!mayRun(view().checks)) return;
    showPattern(null);
    dismissed = null;
    runSeenAt = null;
    command('start');
  },
  stop: () => command('stop'),
  accept: () => {
    if (!view().onTrial) return;
    command('accept');
    showPattern('sheet-outline');
  },
  discard: () => {
    command('discard');
    showPattern(null);
  },
  close: () => putDown(null),
  refine,
  restore: () => {
    command('restore');
    showPattern('sheet-outline');
  },
  repair: () => command('repair'),
  export: () => {
    const record = view().inForce;
    if (!record) return;
    saveFile(fileNameFor(record), `${JSON.stringify(record, null, 2)}\n`);
  },
  import: () => find('#file').click(),
};
const run = (key: string): void => {
  note = '';
  ACTIONS[key]?.();
  show();
};
const choosePattern = (kind: EyePattern['kind']): void => {
  note = '';
  showPattern(asker.asked?.kind === kind ? null : kind);
  if (kind === 'cross-hair' || kind === 'masks') plan.root.querySelector<SVGElement>('svg')?.focus();
  show();
};
find('#file').addEventListener('change', (event) => {
  const input = event.target as HTMLInputElement;
  const file = input.files?.[0];
  if (!file) return;
  // Chosen again after it was changed, the same file is read again.
  file
    .text()
    .then(takeFile, () => {
      note = `“${file.name}” cannot be read: it may have been moved since it was chosen. Choose it again.`;
    })
    .finally(() => {
      input.value = '';
      show();
    });
});
const takeFile = (text: string): void => {
  const record = readRecordFile(text, { canvas, projector: view().projector, raster: view().facts?.raster ?? null });
  note = typeof record === 'string' ? record : '';
  if (typeof record === 'string') return;
  putOnTrial(record);
  showPattern('sheet-outline');
};

// ---------------------------------------------------------------------------------------------- the plan
const plan = createPlanView(
  handOnPlan({
    work: () => work,
    setWork,
    holdWork: (next) => {
      work = next;
    },
    view,
    putOnTrial,
    addMask: (mask) => changeMask({ kind: 'add', mask }),
    say: (words) => {
      note = words;
    },
    onRefined: () => showPattern('sheet-outline'),
    show,
    now: () => performance.now(),
  }),
);
find('#plan').append(plan.root);

const hint = (): string => {
  if (document.body.dataset.screen === 'running') return 'Patterns are on the wall, one after another.';
  if (work.kind === 'refine')
    return `Point ${work.node + 1}: arrow keys 1 px, with Shift 10, with Alt 0.1. Tab takes the next one, Enter ends.`;
  return PATTERN_CHOICES.find(({ kind }) => kind === asker.asked?.kind)?.hint ?? 'Nothing but the show is on the wall.';
};

// ---------------------------------------------------------------------------------------------- what is shown
/** A verdict is proven on the wall itself, by whoever is here to see it. */
const proveOnWall = (screen: ReturnType<typeof screenOf>): void => {
  if (screen.kind !== 'trial' || !screen.verdict || screen.verdict.at === shownVerdict) return;
  if (runSeenAt !== null) showPattern('heat-map');
  shownVerdict = screen.verdict.at;
};

function show(): void {
  const now = view();
  const screen = screenOf(link.canvas, now.projector, dismissed);
  if (screen.kind === 'running') runSeenAt ??= performance.now();
  proveOnWall(screen);
  if (screen.kind !== 'running') runSeenAt = null;
  const { checks } = now;
  const isReady = mayRun(checks);
  const { step, title, lead, mood } = describeScreen(screen, isReady);
  const seconds = runSeenAt === null ? 0 : (performance.now() - runSeenAt) / 1000;
  find('#step').textContent = step;
  find('#step').className = `eyebrow state ${mood}`;
  if (find('#title').textContent !== title) find('#title').textContent = title;
  find('#lead').textContent = lead;
  find('#said').textContent = note;
  document.body.dataset.screen = screen.kind;
  parts.show('#body', [screen, checks, Math.round(seconds)], () => screenBody(screen, checks, seconds));
  const actions = actionsOf(screen, isReady, work.kind === 'refine');
  parts.show('#actions', actions, () => actionButtons(actions, run));
  const isRunning = screen.kind === 'running';
  parts.show('#patterns', [asker.asked?.kind ?? null, isRunning], () =>
    patternButtons(asker.asked?.kind ?? null, isRunning, choosePattern),
  );
  showPlan(now);
  showRecords(now);
  showChoice(parts, now);
}

const showPlan = (now: CanvasView): void => {
  plan.show(planContent(link.canvas.strokes, now, work), hint());
  find('#map-hint').textContent = hint();
  const { shown } = now;
  const masks = shown?.masks ?? [];
  parts.show('#masks', [masks, work.kind === 'mask', shown !== null], () =>
    work.kind === 'mask'
      ? maskList(masks, shown !== null, (change) => {
          changeMask(change);
          show();
        })
      : [],
  );
};

const showRecords = ({ connected, projector }: CanvasView): void => {
  const rows = inForceRows(link.canvas, connected);
  const now = Date.now();
  const minute = Math.floor(now / 60_000);
  parts.show('#records', [rows, minute], () => [inForceTable(rows, now)]);
  const mine = rows.find((row) => row.projector === projector);
  const more = recordActions(mine, now);
  parts.show('#record-actions', more, () => actionButtons(more, run));
};

find('#projector').addEventListener('change', (event) => {
  asker.ask(null);
  work = NO_HAND;
  chosenProjector = (event.target as HTMLSelectElement).value;
  show();
});

// ---------------------------------------------------------------------------------------------- keys
listenToKeys(() => {
  if (screenOf(link.canvas, view().projector, dismissed).kind === 'running') run('stop');
  else {
    showPattern(null);
    show();
  }
});

find('#canvas-name').textContent = canvas;
show();
setInterval(show, REDRAW_EVERY_MS);
addEventListener('pagehide', () => {
  asker.stop();
  link.close();
});
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});
