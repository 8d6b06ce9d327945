/** Writes repertoire.json and repertoire.png (4-bit grey), and reads grey pictures: the only files here that touch the disk are the scripts through this one. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { GreyPicture, Repertoire } from './repertoire.ts';

export const saveRepertoire = async (list: Repertoire, { width, height, data }: GreyPicture): Promise<void> => {
  writeFileSync(join(import.meta.dirname, 'repertoire.json'), `${JSON.stringify(list, null, 1)}\n`);
  await sharp(data, { raw: { width, height, channels: 1 } })
    .png({ palette: true, colours: 16, compressionLevel: 9, effort: 10, dither: 0 })
    .toFile(join(import.meta.dirname, list.picture));
};

/** Any picture file as one byte a pixel. Throws sharp's error, which names the file, when it cannot be read. */
export const readGrey = async (file: string): Promise<GreyPicture> => {
  const { data, info } = await sharp(file)
    .flatten({ background: '#fff' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
};
