/** Starts Inklight: reads the command line and the environment (nothing else does), serves, and says where. */
import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join, resolve } from 'node:path';
import { developmentPages } from './development-pages.ts';
import { PAGES } from './serve-pages.ts';
import { readSettings, type Settings, SettingsError, USAGE } from './settings.ts';
import { startInklight } from './start-server.ts';

const root = resolve(import.meta.dirname, '..');

const stop = (message: string): never => {
  console.error(message);
  process.exit(1);
};

const settingsOrExit = (): Settings => {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    console.log(USAGE);
    process.exit(0);
  }
  try {
    return readSettings(args, process.env, root);
  } catch (error) {
    if (error instanceof SettingsError) return stop(`Inklight cannot start: ${error.message}`);
    throw error;
  }
};

/** What to do about it, for the errors that people meet. */
const explain = (error: unknown, { port, lan }: Settings): string => {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  const other = `npm start -- --port ${port >= 1024 && port < 65_535 ? port + 1 : 8081}`;
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use by another program (perhaps another Inklight).\nStop that program, or choose another port: ${other}`;
  if (code === 'EACCES')
    return `This system does not allow port ${port} (ports below 1024 usually need an administrator).\nChoose another port: ${other}`;
  if (code === 'EADDRNOTAVAIL') return `This machine has no address to listen on (${lan ? 'any' : '127.0.0.1'}).`;
  throw error;
};

const addressesOf = (lan: boolean, port: number): string[] => {
  const network = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((a) => a.family === 'IPv4' && !a.internal)
    .map((a) => `http://${a.address}:${port}`);
  return [`http://localhost:${port}`, ...(lan ? network : [])];
};

const printTable = (settings: Settings, port: number): void => {
  const [local, ...network] = addressesOf(settings.lan, port);
  const width = Math.max(...PAGES.map((p) => `${local}${p.path}`.length)) + 3;
  const lines = ['', 'Inklight is running.', ''];
  for (const { path, purpose } of PAGES) lines.push(`  ${`${local}${path}`.padEnd(width)}${purpose}`);
  lines.push('');
  if (settings.lan)
    lines.push(
      `  On the network: ${network.join(', ') || 'no network address found'}`,
      '  Anyone on this network can open these pages and join. Do this on a network you trust.',
      '  A camera on another machine needs HTTPS, which comes later; projector and status pages work without it.',
      '',
    );
  lines.push(`  Kept in ${settings.dataFolder}. Ctrl+C stops.`, '');
  if (!settings.dev && !existsSync(join(root, 'dist')))
    lines.push('  The pages are not built yet: run npm run build (npm start builds by itself).', '');
  console.log(lines.join('\n'));
};

const settings = settingsOrExit();
const log = (line: string): void => console.log(`${new Date().toISOString()} ${line}`);

try {
  const running = await startInklight(settings, {
    root,
    log,
    ...(settings.dev ? { development: await developmentPages(root) } : {}),
  });
  let stopping = false;
  const end = (): void => {
    // The second Ctrl+C does not wait.
    if (stopping) process.exit(1);
    stopping = true;
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => stop(`Inklight did not stop cleanly: ${String(error)}`),
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  printTable(settings, running.port);
} catch (error) {
  stop(`Inklight cannot start: ${explain(error, settings)}`);
}
