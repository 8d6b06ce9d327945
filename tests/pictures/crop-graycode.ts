/**
 * `npx tsx tests/pictures/crop-graycode.ts DIR`: makes tests/fixtures/graycode.png of real Gray-code captures: 128×96 camera px of each of the 42, one
 * below the other, grey levels in steps of two, so that the decoder is tested on real light where the captures themselves do not exist.
 */
import { join } from 'node:path';
import sharp from 'sharp';
import { loadGrayCode } from '../evaluate/load-graycode.ts';

/** Camera px: black and white squares of the board, and four tiles of the evaluation's chequer. */
const CROP = { left: 448, top: 384, width: 128, height: 96 };
/** The last bit of the sensor's noise is left out: it makes the file half as large again. */
const LEVEL_STEP = 2;

const directory = process.argv[2];
if (directory === undefined) {
  console.error('usage: npx tsx tests/pictures/crop-graycode.ts DIR   (DIR holds 42 captures of a 1024x768 projector)');
  process.exit(2);
}
const captures = await loadGrayCode(directory, { width: 1024, height: 768 });
const pictures = [
  ...[...captures.columns, ...captures.rows].flatMap(({ pattern, inverse }) => [pattern, inverse]),
  captures.white,
  captures.black,
];
const strip = new Uint8Array(CROP.width * CROP.height * pictures.length);
pictures.forEach((picture, k) => {
  for (let y = 0; y < CROP.height; y++)
    for (let x = 0; x < CROP.width; x++) {
      const level = picture[(CROP.top + y) * captures.size.width + CROP.left + x]!;
      strip[(k * CROP.height + y) * CROP.width + x] = Math.floor(level / LEVEL_STEP) * LEVEL_STEP;
    }
});
await sharp(strip, { raw: { width: CROP.width, height: CROP.height * pictures.length, channels: 1 } })
  .png({ compressionLevel: 9, palette: true, colours: 128 })
  .toFile(join(import.meta.dirname, '../fixtures/graycode.png'));
