/**
 * `npm run -s evaluate:drift -- [--seed N] [--minutes 30] [--mm 2] [--fps 2] [--drifts paper,camera,projector]`: a show in the simulator (960×540, a hand that writes, light that wanders,
 * room light that drifts). First for so many minutes without anything moved: every alarm is false. Then paper, camera and projector are moved by so
 * many mm, one after the other; the watchdog must say so, and its one key must put it right. Last line of stdout: one JSON object
 * {"falseAlarms","minutes","reportedAfterS","repairedAfterS","repairErrorMm","drifts":[…]}; the three figures are the worst of the drifts.
 */
import { parseArgs } from 'node:util';
import { makeWorld } from '../../client/sources/virtual-wall/default-world.ts';
import { loadRepertoire } from '../client/sources/virtual-wall/load-repertoire.ts';
import { MOVED_THINGS } from './drift/move-world.ts';
import { runShow } from './drift/run-show.ts';
import { loadOpenCv } from './load-opencv.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '30' },
    mm: { type: 'string', default: '2' },
    fps: { type: 'string', default: '2' },
    drifts: { type: 'string', default: MOVED_THINGS.join(',') },
  },
});
const [seed, minutes, mm, fps] = [values.seed, values.minutes, values.mm, values.fps].map(Number) as [
  number,
  number,
  number,
  number,
];
if (!Number.isInteger(seed) || !(minutes >= 0) || !(mm > 0) || !(fps >= 1)) {
  console.error('--seed must be a whole number, --minutes 0 or more, --mm more than 0, --fps 1 or more');
  process.exit(2);
}
const round = (value: number, digits: number): number => Number(value.toFixed(digits));
const MOVE_AT_MS = 24_000;
/** Light of the long calm run moves in steps: half an hour of it takes minutes then. */
const CALM_STEP_MS = 1500;
/** Long enough for the report, the key and ten calm seconds. */
const DRIFT_RUN_S = 56;
/** What moves is not a person's fault alone: the camera's rate is its own, and the watchdog's patience counts seconds. */
const DRIFT_FPS = Math.max(fps, 5);

const cv = await loadOpenCv();
const entries = await loadRepertoire();
const world = makeWorld();
const asked = new Set(values.drifts.split(','));
const drifts = MOVED_THINGS.filter((thing) => asked.has(thing)).map((thing, k) => {
  const angle = seed * 2.3 + k * 1.9;
  const move = { thing, atMs: MOVE_AT_MS, dx: mm * Math.cos(angle), dy: mm * Math.sin(angle) };
  const report = runShow(cv, {
    world,
    entries,
    seed: seed + 100 * (k + 1),
    fps: DRIFT_FPS,
    seconds: DRIFT_RUN_S,
    lightStepMs: 200,
    move,
  });
  const first = report.alarms.find(({ atMs }) => atMs >= MOVE_AT_MS);
  const early = report.alarms.filter(({ atMs }) => atMs < MOVE_AT_MS).length;
  const reportedAfterS = first ? (first.atMs - MOVE_AT_MS) / 1000 : null;
  const repairedAfterS =
    first && report.repairedAtMs !== null ? (report.repairedAtMs - first.atMs - 1000) / 1000 : null;
  console.log(
    `${thing} moved by ${mm} mm: ${first ? `reported after ${reportedAfterS} s as "${first.drift.moved}", ${first.drift.amountMm.toFixed(2)} mm` : 'not reported'}; repaired ${repairedAfterS} s after the key; light off by ${report.errorBeforeMm.toFixed(2)} mm before, ${report.errorAfterMm.toFixed(2)} mm after; most while calm ${report.mostCalmMm.toFixed(2)} mm; ${report.calmAfterRepair ? 'calm since' : 'not calm since'}`,
  );
  return {
    moved: thing,
    named: first?.drift.moved ?? null,
    amountMm: first ? round(first.drift.amountMm, 2) : null,
    reportedAfterS,
    repairedAfterS: repairedAfterS === null ? null : round(repairedAfterS, 2),
    repairErrorMm: round(report.errorAfterMm, 3),
    falseAlarms:
      early + report.alarms.filter(({ atMs }) => atMs > (report.repairedAtMs ?? Number.POSITIVE_INFINITY)).length,
  };
});

let falseAlarms = drifts.reduce((sum, d) => sum + d.falseAlarms, 0);
let mostCalmMm = 0;
if (minutes > 0) {
  console.log(`${minutes} minutes in which nothing moves …`);
  const calm = runShow(cv, { world, entries, seed, fps, seconds: 60 * minutes, lightStepMs: CALM_STEP_MS, move: null });
  falseAlarms += calm.alarms.length;
  ({ mostCalmMm } = calm);
  for (const { atMs, drift } of calm.alarms)
    console.log(`  false alarm at ${(atMs / 1000).toFixed(1)} s: ${drift.moved}, ${drift.amountMm.toFixed(2)} mm`);
}
const worst = (pick: (d: (typeof drifts)[number]) => number | null): number | null =>
  drifts.length === 0 || drifts.some((d) => pick(d) === null || Number.isNaN(pick(d)))
    ? null
    : Math.max(...drifts.map((d) => pick(d)!));
console.log(
  JSON.stringify({
    seed,
    falseAlarms,
    minutes,
    mostCalmMm: round(mostCalmMm, 3),
    reportedAfterS: worst((d) => d.reportedAfterS),
    repairedAfterS: worst((d) => d.repairedAfterS),
    repairErrorMm: worst((d) => d.repairErrorMm),
    drifts,
  }),
);
