/**
 * `npm run -s evaluate:graycode -- DIR --projector 1024x768 --mask FILE.json [--seed N]`: real Gray-code captures decoded, and how far they are from
 * one plane at pixels that the plane was not fitted on. Last line of stdout: {"litPixels","decodedFraction","heldOutRmsPx","heldOutP95Px",
 * "heldOutRmsSubpixelPx","cameraToProjector",…}.
 */
import { parseArgs } from 'node:util';
import { randomOf } from '../../client/sources/virtual-wall/random.ts';
import { loadGrayCode, loadMask } from './load-graycode.ts';
import { measureGrayCode } from './measure-graycode.ts';

const USAGE =
  'usage: npm run -s evaluate:graycode -- DIR --projector WIDTHxHEIGHT --mask FILE.json [--seed N]   ' +
  '(DIR holds the captures in order; FILE.json holds {"polygon": [[x, y], …]} in camera px)';

const fail = (why: string): never => {
  console.error(`${why}\n${USAGE}`);
  process.exit(2);
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { projector: { type: 'string' }, mask: { type: 'string' }, seed: { type: 'string', default: '1' } },
});
const directory = positionals[0] ?? fail('no folder given');
const raster =
  /^(\d+)x(\d+)$/.exec(values.projector ?? '') ?? fail(`--projector: ${values.projector ?? 'nothing'} given`);
const maskPath = values.mask ?? fail('no --mask given');
const seed = Number(values.seed);
if (!Number.isInteger(seed)) fail(`--seed: ${values.seed} is no whole number`);

try {
  const captures = await loadGrayCode(directory, { width: Number(raster[1]), height: Number(raster[2]) });
  const inside = await loadMask(maskPath, captures.size);
  const figures = measureGrayCode(captures, inside, randomOf(seed));
  const px = (value: number): string => `${value.toFixed(3)} projector px`;
  console.log(
    `lit pixels ${figures.litPixels}, with a code ${(100 * figures.decodedFraction).toFixed(2)} % (good from 99 %)`,
  );
  console.log(`fitted on ${figures.fittedPixels} of them, measured on the other ${figures.heldOutPixels}`);
  console.log(`whole codes: RMS ${px(figures.heldOutRmsPx)} (good below 0.48), 95 % below ${px(figures.heldOutP95Px)}`);
  console.log(
    `  ${figures.repairedPixels} codes repaired from their neighbourhood; as read the RMS is ${px(figures.heldOutRmsUnrepairedPx)}`,
  );
  console.log(
    `refined codes: RMS ${px(figures.heldOutRmsSubpixelPx)} (good below 0.20), 95 % below ${px(figures.heldOutP95SubpixelPx)}`,
  );
  console.log(JSON.stringify(figures));
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exit(1);
}
