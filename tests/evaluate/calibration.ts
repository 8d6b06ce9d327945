/**
 * `npm run -s evaluate:calibration -- [--sweep] [--seed N] [--runs N]`: whole calibration runs in the laboratory (client/sources/virtual-wall/laboratory),
 * by the code that runs on the camera page: random poses, lenses, bends, light and noise, each set-up with a flat sheet, every second again bent by 10 mm; then
 * nine sabotages. Errors are against the simulator's truth at 500 points of the sheet that were never measured, in projector px and mm on the paper.
 * Without --sweep a quick look: 3 set-ups, each sabotage once; with it 50 and three times. Last line of stdout: one JSON object.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Job, JobResult } from './calibration/jobs.ts';
import { SABOTAGES } from './calibration/sabotage.ts';

const PROCESSES = 2;

const { values } = parseArgs({
  options: {
    sweep: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string' },
  },
});
const seed = Number(values.seed);
const runs = Number(values.runs ?? (values.sweep ? 50 : 3));
if (!Number.isInteger(seed) || !Number.isInteger(runs) || runs < 1) {
  console.error('usage: npm run -s evaluate:calibration -- [--sweep] [--seed N] [--runs N], N whole numbers');
  process.exit(2);
}
const repeats = values.sweep ? 3 : 1;

/** A run takes ten seconds of a core: bent sheets are tried on every second set-up. */
const BENT_EVERY = 2;
const healthy = Array.from({ length: runs }, (_, index) => [
  { seed, index, isBent: false, sabotage: null },
  ...(index % BENT_EVERY === 0 ? [{ seed, index, isBent: true, sabotage: null }] : []),
]).flat();
const sabotages = Array.from({ length: repeats }, (_, repeat) =>
  SABOTAGES.map((kind, i) => ({ seed, index: 1 + repeat * SABOTAGES.length + i, isBent: false, sabotage: kind })),
).flat();

const isNamed = ({ job, outcome, troubles }: JobResult): boolean =>
  outcome === 'declined' &&
  troubles.some(({ code, severity, remedy }) => code === job.sabotage && severity === 'blocks' && remedy.length > 0);

const tell = (result: JobResult): void => {
  const { job, outcome, errors, seconds, troubles, about } = result;
  const what = job.sabotage ?? (job.isBent ? 'bent' : 'flat');
  const figure = errors === null ? '' : `  rms ${rmsOf(errors.px).toFixed(3)} px ${rmsOf(errors.mm).toFixed(3)} mm`;
  const named = job.sabotage === null ? '' : isNamed(result) ? '  named' : '  NOT NAMED';
  const told = troubles.map(({ code, detail }) => `${code}: ${detail}`).join('; ');
  console.log(
    `${String(job.index).padStart(3)} ${what.padEnd(22)} ${outcome}${figure}  ${seconds.toFixed(1)} s${named}  [${about}]${told ? `\n      ${told}` : ''}`,
  );
};

const rmsOf = (errors: readonly number[]): number =>
  Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / Math.max(1, errors.length));

/** Each process takes the next job when it is done with one. */
const runAll = async (jobs: readonly Job[]): Promise<readonly JobResult[]> => {
  const results: JobResult[] = [];
  let next = 0;
  const serve = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = fork(fileURLToPath(new URL('./calibration/worker.ts', import.meta.url)), {
        execArgv: ['--import', 'tsx'],
      });
      let isDone = false;
      const feed = (): void => {
        const job = jobs[next++];
        isDone = job === undefined;
        if (job === undefined) worker.disconnect();
        else worker.send(job);
      };
      worker.on('message', (result: JobResult) => {
        results.push(result);
        tell(result);
        feed();
      });
      worker.on('error', reject);
      worker.on('exit', (code) =>
        isDone ? resolve() : reject(new Error(`a worker ended with code ${code} before its work`)),
      );
      feed();
    });
  await Promise.all(Array.from({ length: Math.min(PROCESSES, jobs.length) }, serve));
  return results;
};

const results = await runAll([...healthy, ...sabotages]);
const runsOf = (isBent: boolean) => results.filter(({ job }) => job.sabotage === null && job.isBent === isBent);
const round = (value: number): number => Math.round(value * 1e4) / 1e4;

/** Over all points of all runs that have a model, declined ones too. */
const figures = (of: readonly JobResult[]) => {
  const errors = of.flatMap(({ errors }) => (errors === null ? [] : [errors]));
  const px = errors.flatMap((e) => e.px).sort((a, b) => a - b);
  return {
    rmsPx: round(rmsOf(px)),
    p95Px: round(px[Math.ceil(0.95 * px.length) - 1] ?? Number.NaN),
    worstRunRmsPx: round(Math.max(...errors.map((e) => rmsOf(e.px)))),
    rmsMm: round(rmsOf(errors.flatMap((e) => e.mm))),
  };
};
const all = results.filter(({ job }) => job.sabotage === null);
const tried = results.filter(({ job }) => job.sabotage !== null);
console.log(
  JSON.stringify({
    seed,
    runs,
    runsFlat: runsOf(false).length,
    runsBent: runsOf(true).length,
    declined: all.filter(({ outcome }) => outcome !== 'accepted').length,
    flat: figures(runsOf(false)),
    bent: figures(runsOf(true)),
    secondsAtThirtyFps: round(Math.max(...all.map(({ seconds }) => seconds))),
    sabotagesTried: tried.length,
    sabotagesNamed: tried.filter(isNamed).length,
    sabotagesAccepted: tried.filter(({ outcome }) => outcome === 'accepted').length,
  }),
);
