/**
 * Loads the reading model and everything beside it, checks each file against its manifest, and makes a Reader.
 * Nothing is silently substituted: a file that is missing or differs stops with its path, what was expected and found.
 * Where files come from is passed in (fetch in a browser, the disk in a command).
 */
import type { SecondOpinion } from '../reading/cascade.ts';
import { createDecoder } from '../reading/decode-ctc.ts';
import { type DecoderManifest, parseDecoderManifest } from '../reading/decoder-manifest.ts';
import { type LanguageModel, parseLanguageModels } from '../reading/language-model.ts';
import { type ModelEntry, selectModel } from '../reading/model-manifest.ts';
import { LINE_NORMALISATION } from '../reading/normalise-line.ts';
import type { Reader } from '../reading/read-lines.ts';
import type { Network } from '../reading/recognise.ts';
import { digestBytes } from './digest-bytes.ts';
import { gunzip } from './gunzip.ts';

/** Why there is no reader: the fault's code in server/protocol.ts; the message says exactly what. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly code: 'model-missing' | 'model-corrupt';
  constructor(code: ModelError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Where the models folder is, and how a file in it is read; `read` throws Error saying why it cannot. */
export interface ModelFolder {
  /** Shown in errors: an address or a path, with a slash at its end. */
  readonly address: string;
  readonly read: (file: string) => Promise<Uint8Array>;
}

/** What makes text of one model's logits, checked. */
export interface DecoderFiles {
  readonly entry: ModelEntry;
  readonly decoder: DecoderManifest;
  /** One a language; empty = reading without. */
  readonly languageModels: readonly LanguageModel[];
}

/** Checked files of one model, before a backend is chosen. */
export interface ModelFiles extends DecoderFiles {
  readonly network: Uint8Array;
}

/** Reads and checks the model called `name` (null = the manifest's default). Throws ModelError. */
export async function loadModelFiles(folder: ModelFolder, name: string | null): Promise<ModelFiles> {
  const entry = await readEntry(folder, name);
  // Side by side: neither waits for the other's bytes.
  const [files, network] = await Promise.all([loadDecoderOf(folder, entry), readChecked(folder, entry.file, entry)]);
  return { ...files, network };
}

/** The same without the network. Throws ModelError. */
export const loadDecoderFiles = async (folder: ModelFolder, name: string | null): Promise<DecoderFiles> =>
  loadDecoderOf(folder, await readEntry(folder, name));

async function loadDecoderOf(folder: ModelFolder, entry: ModelEntry): Promise<DecoderFiles> {
  const decoderFile = `${entry.name}.decoder.json`;
  const decoder = await corruptWhenThrown(async () =>
    parseDecoderManifest(await readJson(folder, decoderFile), `${folder.address}${decoderFile}`),
  );
  const { cascade, languageModel } = decoder;
  if (cascade !== undefined && entry.cascade !== undefined && cascade.model !== entry.cascade)
    throw new ModelError(
      'model-corrupt',
      `${folder.address}${decoderFile}: expected a cascade with ${entry.cascade}, as the manifest says, found ${cascade.model}`,
    );
  const languageModels =
    languageModel === null
      ? []
      : await corruptWhenThrown(async () =>
          parseLanguageModels(await gunzip(await readChecked(folder, languageModel.file, languageModel))),
        );
  return { entry, decoder, languageModels };
}

/** The accurate network of a cascade alone: it must give logits of the fast one's shape. Throws ModelError. */
export async function loadAccurateFile(
  folder: ModelFolder,
  name: string,
  fast: ModelEntry,
): Promise<{ readonly entry: ModelEntry; readonly network: Uint8Array }> {
  const entry = await readEntry(folder, name);
  const isSame =
    entry.alphabet.join() === fast.alphabet.join() &&
    entry.output.stride === fast.output.stride &&
    entry.input.height === fast.input.height;
  if (!isSame)
    throw new ModelError(
      'model-corrupt',
      `${folder.address}manifest.json: expected ${name} to have the alphabet, the height and the stride of ${fast.name}, ` +
        `found ${entry.alphabet.length} characters, ${entry.input.height} rows and ${entry.output.stride} columns a frame`,
    );
  return { entry, network: await readChecked(folder, entry.file, entry) };
}

const readEntry = (folder: ModelFolder, name: string | null): Promise<ModelEntry> =>
  corruptWhenThrown(async () =>
    selectModel(await readJson(folder, 'manifest.json'), `${folder.address}manifest.json`, name, LINE_NORMALISATION),
  );

/** The reader on a network made of these files. */
export const makeReader = (files: DecoderFiles, network: Network): Reader => ({
  model: files.entry.name,
  network,
  decoder: createDecoder(files.entry.alphabet, files.entry.blank, files.languageModels, files.decoder.settings),
  curve: files.decoder.curve,
  second: makeSecondOpinion(files),
});

/** How this model's doubtful lines are read again; null = they are not. */
export function makeSecondOpinion({ entry, decoder, languageModels }: DecoderFiles): SecondOpinion | null {
  const { cascade } = decoder;
  if (entry.cascade === undefined || cascade === undefined) return null;
  const { model, below, weight, temperature, pitches, settings, curve } = cascade;
  return {
    model,
    settings: { below, weight, temperature, pitches, fastTemperature: decoder.settings.temperature },
    decoder: createDecoder(entry.alphabet, entry.blank, languageModels, settings),
    curve,
  };
}

/** Told while files arrive, of all that have begun to; `totalBytes` null where the server does not say. */
export type OnBytes = (doneBytes: number, totalBytes: number | null) => void;

/** The models folder of a server. */
export const servedFolder = (address: string, onBytes: OnBytes = () => {}): ModelFolder => {
  // Files arrive side by side: what is told of one must not undo what was told of another.
  const begun = new Map<string, { readonly done: number; readonly total: number | null }>();
  const tell = (file: string, done: number, total: number | null): void => {
    begun.set(file, { done, total });
    let [allDone, all]: [number, number | null] = [0, 0];
    for (const part of begun.values()) {
      allDone += part.done;
      all = all === null || part.total === null ? null : all + part.total;
    }
    onBytes(allDone, all);
  };
  return {
    address,
    read: async (file) => {
      const response = await fetch(new URL(file, address));
      if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`);
      if (!response.body) return new Uint8Array(await response.arrayBuffer());
      // A compressed answer's length is not what arrives here.
      const length = response.headers.has('content-encoding') ? null : response.headers.get('content-length');
      return readAll(response.body, (done) => tell(file, done, length === null ? null : Number(length)));
    },
  };
};

async function readAll(body: ReadableStream<Uint8Array>, onDone: (bytes: number) => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let done = 0;
  const reader = body.getReader();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    chunks.push(chunk.value);
    done += chunk.value.byteLength;
    onDone(done);
  }
  const all = new Uint8Array(done);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.byteLength;
  }
  return all;
}

async function readFile(folder: ModelFolder, file: string): Promise<Uint8Array> {
  try {
    return await folder.read(file);
  } catch (error) {
    throw new ModelError('model-missing', `${folder.address}${file} cannot be read: ${messageOf(error)}`);
  }
}

async function readJson(folder: ModelFolder, file: string): Promise<unknown> {
  const text = new TextDecoder().decode(await readFile(folder, file));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ModelError('model-corrupt', `${folder.address}${file}: expected JSON, found ${messageOf(error)}`);
  }
}

async function readChecked(
  folder: ModelFolder,
  file: string,
  expected: { readonly sha256: string; readonly bytes: number },
): Promise<Uint8Array> {
  const bytes = await readFile(folder, file);
  const found = await digestBytes(bytes);
  if (found === expected.sha256) return bytes;
  throw new ModelError(
    'model-corrupt',
    `${folder.address}${file}: expected ${expected.bytes} bytes with SHA-256 ${expected.sha256}, ` +
      `found ${bytes.length} bytes with ${found}`,
  );
}

async function corruptWhenThrown<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ModelError ? error : new ModelError('model-corrupt', messageOf(error));
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
