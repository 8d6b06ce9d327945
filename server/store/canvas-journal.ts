/**
 * What is written on each canvas, across restarts: a journal of JSON lines, `canvases/CANVAS.jsonl`. Only committed strokes and
 * lines enter it. Entries are appended and synced in batches; a journal that has grown far past what it holds is written anew.
 * When the disk fails nothing is lost that is still in memory: the whole canvas is written once the disk is back.
 * Frames: canvas mm; times on the server's clock.
 */
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type CanvasStroke, emptySnapshot, type Observation, type ObservedLine, type Snapshot } from '../protocol.ts';
import { fileNameOf } from './file-name.ts';
import { applyEntry, type Entry, HEADER_VERSION, type Held, parseEntry, parseHeader } from './journal-entry.ts';
import { writeAtomically } from './write-atomically.ts';

export interface LoadedCanvas {
  readonly snapshot: Snapshot;
  /** Lines that could not be used; the file as it was is kept at `keptAs`. */
  readonly damaged: number;
  readonly keptAs: string | null;
}

/** What the relay needs of a store; a database may stand behind it later. */
export interface CanvasStore {
  load(): Promise<LoadedCanvas[]>;
  /** Notes what this observation committed or withdrew; `after` is the canvas with it folded in. Never throws: see `flush`. */
  note(observation: Observation, after: Snapshot): void;
  /** Writes what was noted. Rejects when the disk fails; what was noted stays for the next flush. */
  flush(): Promise<void>;
}

interface Journal {
  readonly path: string;
  readonly stored: { readonly strokes: Set<string>; readonly lines: Set<string> };
  pending: Entry[];
  /** The file must be written whole: it is new, has grown too far, or an append failed half-way. */
  whole: boolean;
  bytes: number;
  /** Size of the file when it was last written whole. */
  wholeBytes: number;
  latest: Snapshot;
}

/** A journal is written anew when it has grown so many times larger than what it holds; small ones never are. */
const GROWTH_LIMIT = 4;
const SMALL_BYTES = 256 * 1024;

export const openCanvasJournal = (dataFolder: string): CanvasStore => {
  const folder = join(dataFolder, 'canvases');
  const journals = new Map<string, Journal>();

  const journalOf = (canvas: string): Journal => {
    const known = journals.get(canvas);
    if (known) return known;
    const fresh: Journal = {
      path: join(folder, `${fileNameOf(canvas)}.jsonl`),
      stored: { strokes: new Set(), lines: new Set() },
      pending: [],
      whole: true,
      bytes: 0,
      wholeBytes: 0,
      latest: emptySnapshot(canvas),
    };
    journals.set(canvas, fresh);
    return fresh;
  };

  const loadOne = async (path: string): Promise<LoadedCanvas | null> => {
    const text = await readFile(path, 'utf8');
    const lines = text.split('\n').filter((line) => line !== '');
    const canvas = parseHeader(lines[0] ?? '');
    const held: Held = { strokes: new Map(), lines: new Map() };
    let damaged = canvas === null ? lines.length : 0;
    if (canvas !== null)
      for (const line of lines.slice(1)) {
        const entry = parseEntry(line);
        if (entry) applyEntry(held, entry);
        else damaged++;
      }
    const keptAs = damaged > 0 ? `${path}.damaged` : null;
    if (keptAs) await rename(path, keptAs);
    if (canvas === null) return { snapshot: emptySnapshot(''), damaged, keptAs };
    const snapshot = { ...emptySnapshot(canvas), strokes: [...held.strokes.values()], lines: [...held.lines.values()] };
    const journal = journalOf(canvas);
    // A start is a good moment: nobody is writing yet.
    journal.whole = damaged > 0 || text.length > SMALL_BYTES;
    journal.bytes = text.length;
    journal.wholeBytes = text.length;
    journal.latest = snapshot;
    for (const s of snapshot.strokes) journal.stored.strokes.add(s.id);
    for (const l of snapshot.lines) journal.stored.lines.add(l.id);
    return { snapshot, damaged, keptAs };
  };

  const write = async (journal: Journal): Promise<void> => {
    const pending = journal.pending;
    if (pending.length === 0 && !journal.whole) return;
    if (journal.bytes > Math.max(SMALL_BYTES, journal.wholeBytes * GROWTH_LIMIT)) journal.whole = true;
    journal.pending = [];
    try {
      if (journal.whole) {
        const all = entryOf(journal.latest.strokes, journal.latest.lines, [], [], true);
        const header = JSON.stringify({ inklight: 'canvas', version: HEADER_VERSION, canvas: journal.latest.canvas });
        const text = `${header}\n${JSON.stringify(all)}\n`;
        await writeAtomically(journal.path, text);
        journal.bytes = text.length;
        journal.wholeBytes = text.length;
        journal.whole = false;
      } else {
        const text = pending.map((entry) => `${JSON.stringify(entry)}\n`).join('');
        await append(journal.path, text);
        journal.bytes += text.length;
      }
    } catch (error) {
      // Half an append may be in the file, and `pending` is spent: only the whole canvas makes it right again.
      journal.whole = true;
      journal.bytes = Math.max(1, journal.bytes);
      throw error;
    }
  };

  return {
    load: async () => {
      await mkdir(folder, { recursive: true });
      const loaded: LoadedCanvas[] = [];
      for (const file of (await readdir(folder)).sort()) {
        const one = file.endsWith('.jsonl') ? await loadOne(join(folder, file)) : null;
        if (one) loaded.push(one);
      }
      return loaded;
    },
    note: (observation, after) => {
      const journal = journalOf(after.canvas);
      journal.latest = after;
      const entry = changesOf(observation, after, journal.stored);
      if (entry) journal.pending.push(entry);
    },
    flush: async () => {
      const failures = (await Promise.allSettled([...journals.values()].filter(hasWork).map(write))).flatMap((r) =>
        r.status === 'rejected' ? [r.reason as unknown] : [],
      );
      if (failures.length > 0) throw failures[0];
    },
  };
};

const hasWork = (journal: Journal): boolean => journal.pending.length > 0 || (journal.whole && journal.bytes > 0);

/** What of this observation concerns committed ink; null for nothing. Keeps `stored` up to date. */
const changesOf = (o: Observation, after: Snapshot, stored: Journal['stored']): Entry | null => {
  const complete = o.complete === true;
  if (complete) {
    stored.strokes.clear();
    stored.lines.clear();
  }
  const touched = new Set(o.strokes.map((s) => s.id));
  const touchedLines = new Set(o.lines.map((l) => l.id));
  const strokes = after.strokes.filter((s) => touched.has(s.id) && s.state === 'committed');
  const lines = after.lines.filter((l) => touchedLines.has(l.id) && l.state === 'committed');
  for (const s of strokes) touched.delete(s.id);
  for (const l of lines) touchedLines.delete(l.id);
  const goneStrokes = [...touched].filter((id) => stored.strokes.delete(id));
  const goneLines = [...touchedLines].filter((id) => stored.lines.delete(id));
  for (const s of strokes) stored.strokes.add(s.id);
  for (const l of lines) stored.lines.add(l.id);
  if (!complete && strokes.length + lines.length + goneStrokes.length + goneLines.length === 0) return null;
  return entryOf(strokes, lines, goneStrokes, goneLines, complete);
};

const entryOf = (
  strokes: readonly CanvasStroke[],
  lines: readonly ObservedLine[],
  goneStrokes: readonly string[],
  goneLines: readonly string[],
  complete: boolean,
): Entry => ({
  complete,
  strokes: strokes
    .filter((s) => s.state === 'committed')
    .map(({ id, widthMm, time, points }) => ({
      id,
      widthMm,
      time,
      points: Buffer.from(new Uint8Array(points)).toString('base64'),
    })),
  lines: lines.filter((l) => l.state === 'committed'),
  goneStrokes,
  goneLines,
});

const append = async (path: string, text: string): Promise<void> => {
  const file = await open(path, 'a');
  try {
    await file.writeFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
};
