/** Replaces a file so that after a power cut there is either the old one or the new one, whole. */
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes the folder where it is missing. Rejects with Node's own error when the disk or the rights do not allow it. */
export const writeAtomically = async (path: string, text: string): Promise<void> => {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(folder);
};

/** The rename itself lasts only once the folder is on the disk; some systems cannot sync a folder, and then do without. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r').catch(() => null);
  if (!handle) return;
  try {
    await handle.sync();
  } catch {
    // Windows and some network file systems refuse; the file itself is safe.
  } finally {
    await handle.close();
  }
};
