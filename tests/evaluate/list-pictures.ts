/** The pictures of a folder, by name. Throws Error with the path, what was expected and what was found. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const PICTURE = /\.(png|jpe?g|webp)$/i;

export function listPictures(folder: string): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new Error(`${folder}: expected a folder of pictures, found none`);
  const found = readdirSync(folder)
    .filter((name) => PICTURE.test(name))
    .sort()
    .map((name) => join(folder, name));
  if (found.length === 0) throw new Error(`${folder}: expected pictures (png, jpg, webp), found none`);
  return found;
}
