/**
 * `npx tsx tests/pictures/make-photo-clip.ts PHOTO`: a real photo as a clip that Chromium's fake camera plays (tests/fixtures/photo-clip.mjpeg).
 * The sheet fills the frame's height; each frame has sensor noise of its own, because a picture that never changes is a frozen camera.
 * An .mjpeg is its JPEG pictures one after another.
 */
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { seeded } from '../client/vision/random.ts';

const WIDTH = 1280;
const HEIGHT = 720;
const FRAMES = 6;
/** Standard deviation in 8-bit levels. */
const NOISE = 1.2;
/** Keeps the clip below 400 kB with the thinnest pen strokes intact. */
const JPEG_QUALITY = 80;
/** Rows of page01.jpg around its sheet, px of the photo. */
const CROP = { left: 0, top: 150, width: 1440, height: 1640 };
const TARGET = new URL('../fixtures/photo-clip.mjpeg', import.meta.url);

const photo = process.argv[2];
if (photo === undefined) {
  console.error(
    'usage: npx tsx tests/pictures/make-photo-clip.ts PHOTO   (page01.jpg; its provenance: tests/fixtures/README.md)',
  );
  process.exit(2);
}

const sheetWidth = Math.round((CROP.width * HEIGHT) / CROP.height);
const left = Math.floor((WIDTH - sheetWidth) / 2);
// The desk goes on to both sides as its outermost columns, blurred.
const sheet = await sharp(photo).extract(CROP).resize(sheetWidth, HEIGHT, { kernel: 'lanczos3' }).png().toBuffer();
const desk = await sharp(sheet)
  .extend({ left, right: WIDTH - sheetWidth - left, extendWith: 'copy' })
  .blur(6)
  .png()
  .toBuffer();
const { data } = await sharp(desk)
  .composite([{ input: sheet, left, top: 0 }])
  .removeAlpha()
  .raw()
  .toBuffer({ resolveWithObject: true });

const random = seeded(1);
const frames: Buffer[] = [];
for (let frame = 0; frame < FRAMES; frame++) {
  const noisy = Buffer.from(data);
  for (let at = 0; at < noisy.length; at += 3) {
    // Sensor noise after demosaicing is mostly luminance: one value for the three channels.
    const noise = (random() + random() + random() + random() - 2) * Math.sqrt(3) * NOISE;
    for (let channel = 0; channel < 3; channel++)
      noisy[at + channel] = Math.min(255, Math.max(0, Math.round(noisy[at + channel]! + noise)));
  }
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 as const };
  frames.push(await sharp(noisy, { raw }).jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:2:0' }).toBuffer());
}
const clip = Buffer.concat(frames);
await writeFile(TARGET, clip);
console.log(`${TARGET.pathname}: ${FRAMES} frames of ${WIDTH}×${HEIGHT}, ${Math.round(clip.length / 1000)} kB`);
