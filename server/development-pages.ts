/** The pages from their sources, through vite, for developers: what is saved is served. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PagesOptions } from './serve-pages.ts';

/** vite is loaded only here: an installation that serves what was built never needs it. */
export const developmentPages = async (root: string): Promise<NonNullable<PagesOptions['development']>> => {
  const { createServer } = await import('vite');
  const vite = await createServer({ root, server: { middlewareMode: true }, appType: 'custom' });
  return {
    middleware: vite.middlewares,
    transform: async (file) => {
      const source = await readFile(join(root, file), 'utf8');
      // The page's clean address is not its folder: its own relative links start from there.
      const based = source.replace('<head>', `<head><base href="/${dirname(file)}/">`);
      return vite.transformIndexHtml(`/${file}`, based);
    },
  };
};
