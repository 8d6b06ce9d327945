/**
 * Calibrations on disk: one versioned JSON file for each canvas and projector, `calibrations/CANVAS/PROJECTOR.json`. Read again
 * whenever a file changes, so that a repaired file is taken up without a restart. A file that cannot be used is reported with
 * what was expected and what was found, and never replaced by a guess.
 */
import { copyFile, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ZodError } from 'zod';
import { type CalibrationRecord, parseCalibration } from '../../calibration/record.ts';
import { fileNameOf } from './file-name.ts';
import { writeAtomically } from './write-atomically.ts';

export interface CorruptCalibration {
  readonly path: string;
  /** What was expected and what was found. */
  readonly problem: string;
  /** From the folder's name; null where that does not tell. */
  readonly canvas: string | null;
}

export interface CalibrationChanges {
  /** Records that are new or different since the last look. */
  readonly records: readonly CalibrationRecord[];
  /** All files that cannot be used now. */
  readonly corrupt: readonly CorruptCalibration[];
}

export interface CalibrationFiles {
  /** `previous`: what it replaced and may be brought back, kept beside it. Rejects when a file cannot be written. */
  save(record: CalibrationRecord, previous: CalibrationRecord | null): Promise<void>;
  /** What a record replaced; null when nothing usable was kept. */
  previousOf(record: CalibrationRecord): Promise<CalibrationRecord | null>;
  look(): Promise<CalibrationChanges>;
}

interface Known {
  /** Modification time and size: what tells that a file changed. */
  readonly stamp: string;
  readonly problem: string | null;
  readonly text: string;
}

export const openCalibrationFiles = (dataFolder: string): CalibrationFiles => {
  const root = join(dataFolder, 'calibrations');
  const known = new Map<string, Known>();
  const pathOf = ({ canvas, projector }: CalibrationRecord): string =>
    join(root, fileNameOf(canvas), `${fileNameOf(projector)}.json`);

  const lookAt = async (folder: string, file: string): Promise<CalibrationRecord | null> => {
    const path = join(root, folder, file);
    const { mtimeMs, size, ino } = await stat(path);
    const stamp = `${mtimeMs} ${size} ${ino}`;
    const before = known.get(path);
    if (before?.stamp === stamp) return null;
    const text = await readFile(path, 'utf8');
    const read = readRecord(text, folder, file);
    known.set(path, { stamp, text, problem: typeof read === 'string' ? read : null });
    if (typeof read === 'string') return null;
    return before?.text === text && before.problem === null ? null : read;
  };

  return {
    save: async (record, previous) => {
      const path = pathOf(record);
      await keepOld(path, previous);
      const text = `${JSON.stringify(record, null, 2)}\n`;
      await writeAtomically(path, text);
      const { mtimeMs, size, ino } = await stat(path);
      known.set(path, { stamp: `${mtimeMs} ${size} ${ino}`, text, problem: null });
    },
    previousOf: async (record) => {
      const text = await readFile(`${pathOf(record)}.previous`, 'utf8').catch(() => '');
      const read = readRecord(text, fileNameOf(record.canvas), `${fileNameOf(record.projector)}.json`);
      return typeof read === 'string' ? null : read;
    },
    look: async () => {
      const records: CalibrationRecord[] = [];
      const present = new Set<string>();
      for (const folder of await namesIn(root))
        for (const file of await namesIn(join(root, folder))) {
          if (!file.endsWith('.json')) continue;
          present.add(join(root, folder, file));
          const record = await lookAt(folder, file).catch((error: unknown) => {
            // Gone between listing and reading is no fault; anything else is.
            if (!isAbsent(error)) known.set(join(root, folder, file), { stamp: '', text: '', problem: String(error) });
            return null;
          });
          if (record) records.push(record);
        }
      for (const path of known.keys()) if (!present.has(path)) known.delete(path);
      const corrupt = [...known].flatMap(([path, { problem }]) =>
        problem === null ? [] : [{ path, problem, canvas: canvasOfPath(path) }],
      );
      return { records, corrupt };
    },
  };
};

/** The record, or what is wrong with it. */
const readRecord = (text: string, folder: string, file: string): CalibrationRecord | string => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const found = text.trim() === '' ? 'an empty file' : `“${text.slice(0, 40).replace(/\s+/g, ' ')}”`;
    return `Expected JSON, found ${found} (${error instanceof Error ? error.message : String(error)}).`;
  }
  try {
    const record = parseCalibration(value);
    if (fileNameOf(record.canvas) !== folder || `${fileNameOf(record.projector)}.json` !== file)
      return `Expected the calibration of ${folder}/${file}, found canvas “${record.canvas}”, projector “${record.projector}”.`;
    return record;
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const issue = error.issues[0]!;
    return `At ${issue.path.join('.') || 'the top'}: ${issue.message}; found ${describe(at(value, issue.path))}.`;
  }
};

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((v, key) => (typeof v === 'object' && v !== null ? Reflect.get(v, key) : undefined), value);

const describe = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80));

/** What is replaced stays beside it, as it was written where it still stands there; a broken file is kept for whoever wants to repair it. */
const keepOld = async (path: string, previous: CalibrationRecord | null): Promise<void> => {
  const old = await readFile(path, 'utf8').catch(() => null);
  if (old !== null) {
    const read = recordIn(old);
    if (read === null) return copyFile(path, `${path}.broken`);
    if (isDeepStrictEqual(read, previous)) return copyFile(path, `${path}.previous`);
  }
  if (previous) await writeAtomically(`${path}.previous`, `${JSON.stringify(previous, null, 2)}\n`);
};

const recordIn = (text: string): CalibrationRecord | null => {
  try {
    return parseCalibration(JSON.parse(text));
  } catch {
    return null;
  }
};

const canvasOfPath = (path: string): string | null => {
  const folder = path.split(/[\\/]/).at(-2) ?? '';
  return folder.includes('~') ? null : folder;
};

const namesIn = async (folder: string): Promise<string[]> => {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
};

const isAbsent = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
