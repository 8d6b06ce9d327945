/** What the server was asked to do: the command line first, then the environment, then the defaults. Unknown words are refused, not ignored. */
import { resolve } from 'node:path';

export interface Settings {
  readonly port: number;
  /** Listen on the network instead of on this machine alone. */
  readonly lan: boolean;
  /** Absolute path of the folder that holds what must survive a restart. */
  readonly dataFolder: string;
  /** Serve the pages from their sources through vite. */
  readonly dev: boolean;
}

export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

export const DEFAULT_PORT = 8080;

export const USAGE = `Usage: npm start -- [--port N] [--lan] [--data DIR]
  --port N    listen on port N instead of ${DEFAULT_PORT} (or set PORT)
  --lan       listen on the network, not on this machine alone
  --data DIR  keep calibrations and canvases in DIR instead of .inklight/
  --dev       serve the pages from their sources (for developers)`;

/** `root`: the repository. Throws SettingsError with what was expected, what was found, and the usage. */
export const readSettings = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  root: string,
): Settings => {
  let port = environment.PORT ? parsePort(environment.PORT, 'PORT') : DEFAULT_PORT;
  let lan = false;
  let dev = false;
  let dataFolder = resolve(root, '.inklight');
  const rest = args.flatMap((arg) =>
    /^--\w+=/.test(arg) ? [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)] : [arg],
  );
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i]!;
    const value = (): string => {
      const next = rest[++i];
      if (next === undefined || next === '') throw new SettingsError(`${word} needs a value.\n${USAGE}`);
      return next;
    };
    if (word === '--port') port = parsePort(value(), '--port');
    else if (word === '--data') dataFolder = resolve(value());
    else if (word === '--lan') lan = true;
    else if (word === '--dev') dev = true;
    else throw new SettingsError(`“${word}” is not an option.\n${USAGE}`);
  }
  return { port, lan, dataFolder, dev };
};

/** 0 lets the system choose, which the tests use. */
const parsePort = (text: string, from: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 0 && port <= 65_535))
    throw new SettingsError(`${from} must be a whole number from 0 to 65535, not “${text}”.\n${USAGE}`);
  return port;
};
