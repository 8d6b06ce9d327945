/**
 * `npm run -s evaluate:light -- [--seeds 11,12,13] [--scenes retrace,glow] [--knows nothing,photometry,latency]`: a hand writes under light in the simulator;
 * what vision takes for ink against what is ink (through the true lens), by what the light prediction knows. Last line of stdout: one JSON object with
 * the means of each combination.
 */
import { parseArgs } from 'node:util';
import { makeWorld, SMALL_CAMERA } from '../../client/sources/virtual-wall/default-world.ts';
import { loadRepertoire } from '../client/sources/virtual-wall/load-repertoire.ts';
import { measureWorldPhotometry } from './light/measure-world.ts';
import { runWriting, type Scene, type WritingReport } from './light/run-writing.ts';
import { loadOpenCv } from './load-opencv.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '11,12,13' },
    scenes: { type: 'string', default: 'retrace,glow' },
    knows: { type: 'string', default: 'nothing,photometry,latency' },
  },
});
const cv = await loadOpenCv();
const entries = await loadRepertoire();
const world = makeWorld({ camera: SMALL_CAMERA });
const photometry = measureWorldPhotometry(world, 1);
/** At 5 frames a second: light of one frame is announced 120 ms later and seen in the next frame, 80 ms after that. */
const DELAY = { p5: 40, p50: 80, p95: 120 };
const round = (value: number): number => Number(value.toFixed(4));
const table: Record<string, Record<string, number | null>> = {};
for (const scene of values.scenes.split(',') as Scene[])
  for (const knows of values.knows.split(',')) {
    const reports: WritingReport[] = [];
    for (const seed of values.seeds.split(',').map(Number))
      reports.push(
        await runWriting(cv, {
          world,
          entries,
          seed,
          fps: 5,
          scene,
          photometry: knows === 'nothing' ? null : photometry,
          delay: knows === 'latency' ? DELAY : null,
        }),
      );
    const mean = (pick: (r: WritingReport) => number | null): number | null =>
      reports.some((r) => pick(r) === null) ? null : round(reports.reduce((s, r) => s + pick(r)!, 0) / reports.length);
    const row = {
      falsePx: mean((r) => r.falsePx),
      falseShare: mean((r) => r.falseShare),
      falseCommittedShare: mean((r) => r.falseCommittedShare),
      farthestMm: Math.max(...reports.map((r) => round(r.farthestMm))),
      missingShare: mean((r) => r.missingShare),
      lostPx: mean((r) => r.lostPx),
      inkByte: mean((r) => r.inkByte),
      uncertainShare: mean((r) => r.uncertainShare),
      settledAfterMs: mean((r) => r.settledAfterMs),
    };
    table[`${scene} ${knows}`] = row;
    console.log(`${scene}, knows ${knows}: ${JSON.stringify(row)}`);
  }
console.log(JSON.stringify({ seeds: values.seeds, ...table }));
