/**
 * `npm run -s evaluate:photometry -- [--seed N] [--camera 960x540] [--seconds 4]`: the wizard's own session measures a set-up of the laboratory (its full
 * physics); then a moving scene is shown, and what the measured photometry predicts of blank paper is compared with what the camera sees, noise and
 * all. When which picture was seen is told by the latency meter. Last line of stdout: one JSON object {"seed","rmsOfWhite",…}; shares of the
 * camera's white (255), over all pixels of paper, channels and pictures.
 */
import { parseArgs } from 'node:util';
import type { Size } from '../../calibration/frames.ts';
import { randomSetup } from '../../client/sources/virtual-wall/laboratory/random-setup.ts';
import { runSetup } from './calibration/run-setup.ts';
import { playScene } from './photometry/play-scene.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    camera: { type: 'string', default: '960x540' },
    seconds: { type: 'string', default: '4' },
  },
});
const seed = Number(values.seed);
const seconds = Number(values.seconds);
const camera = sizeOf(values.camera);
if (!Number.isInteger(seed) || !(seconds > 0) || camera === null) {
  console.error('--seed must be a whole number, --seconds more than 0, --camera like 960x540');
  process.exit(2);
}

function sizeOf(text: string): Size | null {
  const match = /^(\d+)x(\d+)$/.exec(text);
  return match ? { width: Number(match[1]), height: Number(match[2]) } : null;
}

const setup = randomSetup(seed, { cameraSize: camera, raster: { width: 1024, height: 768 }, isBent: false });
console.log(
  `seed ${seed}: room ${setup.light.level.toFixed(2)} of white, noise σ ${setup.camera.noise.sigma.toFixed(1)}, blur ${setup.camera.blurPx.toFixed(2)} px, sheet ${setup.sheet.size.widthMm} mm`,
);
const { verdict } = runSetup(setup, seed, false);
const trouble = (verdict?.troubles ?? []).map((t) => `${t.code} (${t.detail})`).join(', ');
console.log(`session: ${verdict?.outcome ?? 'no verdict'}${trouble === '' ? '' : `, ${trouble}`}`);
if (!verdict?.model || !verdict.photometry) {
  console.log(JSON.stringify({ seed, rmsOfWhite: null, outcome: verdict?.outcome ?? null }));
  process.exit(1);
}
const { photometry, model } = verdict;
console.log(
  `photometry: black level ${photometry.blackLevel?.toFixed(4) ?? 'not to be told from the wall'} (true ${setup.projector.blackLevel.toFixed(4)}), usable codes ${photometry.usable.darkest.toFixed(2)} to ${photometry.usable.brightest.toFixed(2)}, error on a colour kept back ${(100 * (photometry.heldOutRms ?? Number.NaN)).toFixed(2)} % of white`,
);
const played = playScene(setup, photometry, model, seed, seconds);
const round = (value: number, digits = 4): number => Number(value.toFixed(digits));
console.log(
  `latency: measured ${played.latency?.p50.toFixed(0) ?? '–'} ms (p95 ${played.latency?.p95.toFixed(0) ?? '–'}), true ${played.trueLatencyMs.toFixed(0)} ms`,
);
console.log(
  JSON.stringify({
    seed,
    rmsOfWhite: round(played.rms),
    rmsOfWhiteLinear: round(played.rmsLinear),
    worstPicture: round(played.worst),
    rmsWithoutLight: round(played.rmsWithoutLight),
    pictures: played.pictures,
    heldOutRms: photometry.heldOutRms === null ? null : round(photometry.heldOutRms),
    latencyMs: played.latency === null ? null : round(played.latency.p50, 1),
    trueLatencyMs: round(played.trueLatencyMs, 1),
  }),
);
