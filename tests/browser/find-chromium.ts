/**
 * Finds a Chromium for tests and evaluations: CHROMIUM if it is set, then the usual places; as root on Debian or Ubuntu it installs
 * Debian's; else it throws with the one line to run.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
const BUNDLES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const lookUp = (): string | null => {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...BUNDLES];
  return candidates.find(isExecutable) ?? null;
};

const isDebian = (): boolean =>
  existsSync('/etc/os-release') && /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));

/** Path of a Chromium-like browser. Throws an Error that says what to run when there is none. */
export const findChromium = (): string => {
  const chosen = process.env.CHROMIUM;
  if (chosen !== undefined) {
    if (isExecutable(chosen)) return chosen;
    throw new Error(
      `CHROMIUM is set to ${chosen}, which is not an executable file. Unset it, or point it at a browser.`,
    );
  }
  const found = lookUp();
  if (found !== null) return found;
  if (isDebian() && process.getuid?.() === 0) {
    console.log('No Chromium found: installing Debian’s (apt-get install chromium) …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { stdio: 'inherit', env });
    const installed = lookUp();
    if (installed !== null) return installed;
  }
  throw new Error(
    'No Chromium found. Run: sudo apt-get install --no-install-recommends chromium   (or set CHROMIUM=/path/to/chrome)',
  );
};
