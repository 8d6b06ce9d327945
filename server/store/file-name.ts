/** Names on the wire → names in a folder: readable where they are plain, unmistakable where they are not. */
import { createHash } from 'node:crypto';

/** Lower case only: some file systems take “Main” and “main” for the same file. */
const PLAIN = /^[a-z0-9_-][a-z0-9_.-]{0,63}$/;

/** A file name without its ending that no other name shares. */
export const fileNameOf = (name: string): string => {
  if (PLAIN.test(name)) return name;
  const readable = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '')
    .slice(0, 40);
  return `${readable}~${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
};
