import { afterEach, describe, expect, it, vi } from 'vitest';
import { digestBytes } from '../../../client/workers/digest-bytes.ts';
import {
  loadAccurateFile,
  loadModelFiles,
  ModelError,
  type ModelFolder,
  makeReader,
  servedFolder,
} from '../../../client/workers/load-model.ts';
import { sha256 } from '../../../client/workers/sha256.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const network = Uint8Array.of(1, 2, 3, 4);

const entry = {
  name: 'tiny',
  file: 'tiny.onnx',
  sha256: sha256(network),
  bytes: network.length,
  input: { name: 'ink', height: 48 },
  output: { name: 'logits', stride: 4 },
  alphabet: ['a', 'b'],
  blank: 0,
  normalisation: 'line-1',
};
const decoder = {
  languageModel: null,
  settings: { beam: 8, temperature: 1, languageWeight: 0, bonus: 0 },
  curve: {
    bias: 0,
    weights: [],
    knots: [
      [0, 0],
      [1, 1],
    ],
  },
};

const intact: Record<string, Uint8Array> = {
  'manifest.json': utf8(JSON.stringify({ default: 'tiny', models: [entry] })),
  'tiny.onnx': network,
  'tiny.decoder.json': utf8(JSON.stringify(decoder)),
};

const folder = (files: Record<string, Uint8Array>): ModelFolder => ({
  address: 'http://wall/models/',
  read: async (file) => {
    const bytes = files[file];
    if (bytes === undefined) throw new Error('the server answered 404 Not Found');
    return bytes;
  },
});

const failure = async (files: Record<string, Uint8Array>, model: string | null = null): Promise<ModelError> => {
  const error: unknown = await loadModelFiles(folder(files), model).catch((e: unknown) => e);
  if (!(error instanceof ModelError)) throw new Error(`expected a ModelError, got ${String(error)}`);
  return error;
};

describe('loading the reading model', () => {
  it('loads the default model when its files are as the manifest says', async () => {
    const files = await loadModelFiles(folder(intact), null);
    expect(files.network).toEqual(network);
    const run = async () => ({ frames: 0, classes: 3, data: new Float32Array() });
    expect(makeReader(files, { run, height: 48, stride: 4, classes: 3 }).model).toBe('tiny');
  });

  it('refuses a network whose bytes differ by one bit, naming path, expected and found', async () => {
    const damaged = Uint8Array.of(1, 2, 3, 5);
    const error = await failure({ ...intact, 'tiny.onnx': damaged });
    expect(error.code).toBe('model-corrupt');
    expect(error.message).toContain('http://wall/models/tiny.onnx');
    expect(error.message).toContain(entry.sha256);
    expect(error.message).toContain(sha256(damaged));
  });

  it('says which file is missing and what the server answered', async () => {
    for (const file of Object.keys(intact)) {
      const { [file]: _gone, ...rest } = intact;
      const error = await failure(rest);
      expect(error.code).toBe('model-missing');
      expect(error.message).toContain(`http://wall/models/${file}`);
      expect(error.message).toContain('404');
    }
  });

  it('refuses a manifest that is no JSON, lacks a field, or lacks the model asked for', async () => {
    expect((await failure({ ...intact, 'manifest.json': utf8('<!doctype html>') })).message).toContain('expected JSON');
    const { alphabet: _alphabet, ...lacking } = entry;
    const manifest = utf8(JSON.stringify({ default: 'tiny', models: [lacking] }));
    expect((await failure({ ...intact, 'manifest.json': manifest })).message).toContain('alphabet');
    expect((await failure(intact, 'huge')).message).toContain('expected a model named huge, found tiny');
  });

  it('refuses a model that was trained on another normalisation of lines', async () => {
    const manifest = { default: 'tiny', models: [{ ...entry, normalisation: 'line-0' }] };
    const error = await failure({ ...intact, 'manifest.json': utf8(JSON.stringify(manifest)) });
    expect(error.message).toContain('line-0');
  });

  it('refuses decoder settings that make no sense', async () => {
    const settings = { ...decoder, settings: { ...decoder.settings, temperature: -1 } };
    const error = await failure({ ...intact, 'tiny.decoder.json': utf8(JSON.stringify(settings)) });
    expect(error.code).toBe('model-corrupt');
    expect(error.message).toContain('settings.temperature');
  });

  it('refuses a language model file that is not one', async () => {
    const bytes = utf8('not a language model');
    const languageModel = { file: 'tiny.language.bin', sha256: sha256(bytes), bytes: bytes.length };
    const error = await failure({
      ...intact,
      'tiny.decoder.json': utf8(JSON.stringify({ ...decoder, languageModel })),
      'tiny.language.bin': bytes,
    });
    expect(error.message).toContain('expected it to begin with INKLM1');
  });
});

describe('a model whose doubtful lines another one reads again', () => {
  const cascade = {
    model: 'wide',
    below: 0.8,
    weight: 0.5,
    temperature: 1.1,
    settings: decoder.settings,
    curve: decoder.curve,
  };
  const files = (accurate: string, given: object | null = cascade): Record<string, Uint8Array> => ({
    ...intact,
    'manifest.json': utf8(
      JSON.stringify({
        default: 'tiny',
        models: [
          { ...entry, cascade: accurate },
          { ...entry, name: 'wide', file: 'wide.onnx' },
          { ...entry, name: 'tiny-open' },
        ],
      }),
    ),
    'wide.onnx': network,
    'tiny.decoder.json': utf8(JSON.stringify({ ...decoder, ...(given && { cascade: given }) })),
    'tiny-open.decoder.json': utf8(JSON.stringify(decoder)),
  });
  const run = async () => ({ frames: 0, classes: 3, data: new Float32Array() });
  const asNetwork = { run, height: 48, stride: 4, classes: 3 };

  it('knows which, and how both are weighed; the other network is read apart', async () => {
    const loaded = await loadModelFiles(folder(files('wide')), null);
    const { second } = makeReader(loaded, asNetwork);
    expect(second).toMatchObject({ model: 'wide', settings: { below: 0.8, weight: 0.5, temperature: 1.1 } });
    expect((await loadAccurateFile(folder(files('wide')), 'wide', loaded.entry)).network).toEqual(network);
  });

  it('reads alone when nobody measured how to weigh both', async () => {
    const loaded = await loadModelFiles(folder(files('wide', null)), null);
    expect(makeReader(loaded, asNetwork).second).toBeNull();
  });

  it('is refused when the decoder was fitted with another accurate network than the manifest names', async () => {
    const error = await failure(files('huge'));
    expect(error.code).toBe('model-corrupt');
    expect(error.message).toContain('expected a cascade with huge, as the manifest says, found wide');
  });

  it('refuses an accurate network that is missing or damaged, as any other', async () => {
    const { 'wide.onnx': _gone, ...missing } = files('wide');
    const { entry: fast } = await loadModelFiles(folder(files('wide')), null);
    await expect(loadAccurateFile(folder(missing), 'wide', fast)).rejects.toMatchObject({ code: 'model-missing' });
    const damaged = { ...files('wide'), 'wide.onnx': Uint8Array.of(9) };
    await expect(loadAccurateFile(folder(damaged), 'wide', fast)).rejects.toMatchObject({ code: 'model-corrupt' });
  });

  it('refuses an accurate network of another shape than the fast one, naming both', async () => {
    const { entry: fast } = await loadModelFiles(folder(files('wide')), null);
    const other = { ...fast, alphabet: ['a', 'b', 'c'] };
    const error: unknown = await loadAccurateFile(folder(files('wide')), 'wide', other).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'model-corrupt' });
    expect(String(error)).toMatch(/expected wide to have the alphabet.* of tiny, found 2 characters/);
  });

  it('stands beside others, of which any can be asked for by name', async () => {
    const open = await loadModelFiles(folder(files('wide')), 'tiny-open');
    const reader = makeReader(open, asNetwork);
    expect(reader.model).toBe('tiny-open');
    expect(reader.second).toBeNull();
  });
});

describe('files that a server sends side by side', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('are told of as one amount that only grows', async () => {
    const send = new Map<string, (bytes: number) => void>();
    vi.stubGlobal('fetch', async (url: URL) => {
      const name = url.pathname.split('/').at(-1)!;
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          send.set(name, (bytes) => (bytes === 0 ? controller.close() : controller.enqueue(new Uint8Array(bytes))));
        },
      });
      return new Response(body, { headers: { 'content-length': '100' } });
    });
    const told: (readonly [number, number | null])[] = [];
    const served = servedFolder('http://wall/models/', (done, total) => told.push([done, total]));
    const both = Promise.all([served.read('a'), served.read('b')]);
    await vi.waitFor(() => expect(send.size).toBe(2));
    for (const [name, bytes] of [
      ['a', 60],
      ['b', 10],
      ['a', 40],
      ['b', 90],
    ] as const) {
      send.get(name)!(bytes);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    for (const end of send.values()) end(0);
    expect((await both).map(({ length }) => length)).toEqual([100, 100]);
    const amounts = told.map(([done]) => done);
    expect(amounts).toEqual([...amounts].sort((x, y) => x - y));
    expect(told.at(-1)).toEqual([200, 200]);
  });
});

describe('the digest of a file', () => {
  it('is the same by the platform as by our own code, which insecure pages need', async () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) % 251);
    expect(await digestBytes(bytes)).toBe(sha256(bytes));
    expect(await digestBytes(bytes, null)).toBe(sha256(bytes));
  });
});

describe('sha256', () => {
  it('agrees with the published digests', () => {
    expect(sha256(utf8(''))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256(utf8('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256(utf8('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'))).toBe(
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    );
  });
});
