/** The virtual wall's repertoire in Node: decodes its picture with sharp. In: nothing; out: lines with their ink. */
import { join } from 'node:path';
import sharp from 'sharp';
import type { RepertoireEntry } from '../../../../client/sources/virtual-wall/repertoire/repertoire.ts';
import { cutRepertoire, repertoire } from '../../../../client/sources/virtual-wall/repertoire/repertoire.ts';

const FOLDER = join(import.meta.dirname, '../../../../client/sources/virtual-wall/repertoire');

export const loadRepertoire = async (): Promise<readonly RepertoireEntry[]> => {
  const { data, info } = await sharp(join(FOLDER, repertoire.picture))
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return cutRepertoire(repertoire, { width: info.width, height: info.height, data: new Uint8Array(data) });
};
