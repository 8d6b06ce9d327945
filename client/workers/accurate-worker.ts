/**
 * The accurate network in a thread of its own, so that a long pass delays no picture and no fast reading. Thin glue: doubtful
 * lines with what the fast network made of them in, what both say out.
 */
import type { SecondOpinion } from '../reading/cascade.ts';
import { withVocabulary } from '../reading/decode-ctc.ts';
import type { ModelEntry } from '../reading/model-manifest.ts';
import { type BothNetworks, readAgain } from '../reading/read-again.ts';
import { createVocabulary, parseVocabulary, type Vocabulary } from '../reading/vocabulary.ts';
import type { FromAccurate, ToAccurate } from './accurate-messages.ts';
import { chooseNetwork } from './choose-network.ts';
import { loadAccurateFile, loadModelFiles, ModelError, makeSecondOpinion, servedFolder } from './load-model.ts';

const post = (message: FromAccurate): void => self.postMessage(message);
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const now = (): number => performance.now();

let loading: Promise<{ readonly networks: BothNetworks; readonly second: SecondOpinion }> | null = null;
let words: Vocabulary | null = null;

const load = async ({ modelsUrl, ortUrl, model }: Extract<ToAccurate, { type: 'load' }>) => {
  const folder = servedFolder(modelsUrl);
  // The fast one reads stretched lines here; it came over the wire before, for the thread of the first reading.
  const files = await loadModelFiles(folder, model);
  const second = makeSecondOpinion(files);
  if (!second)
    throw new ModelError('model-corrupt', `${modelsUrl}${model}.decoder.json: expected a cascade, found none`);
  const { entry, network: bytes } = await loadAccurateFile(folder, second.model, files.entry);
  // A GPU that fails under them is left for WASM; the fast network's own worker tells people of that.
  const choose = async (of: ModelEntry, file: Uint8Array) =>
    (await chooseNetwork({ ortUrl, backend: null }, of, file, now, () => {})).network;
  const accurate = await choose(entry, bytes);
  return { networks: { accurate, fast: await choose(files.entry, files.network) }, second };
};

const read = async ({ ticket, lines }: Extract<ToAccurate, { type: 'read' }>): Promise<void> => {
  try {
    if (!loading) throw new Error('the accurate network was never loaded');
    const { networks, second } = await loading;
    const opinion = { ...second, decoder: withVocabulary(second.decoder, words) };
    const readings = await readAgain(networks, opinion, lines);
    post({ type: 'readings', ticket, readings });
  } catch (error) {
    post({ type: 'refused', ticket, detail: messageOf(error) });
  }
};

self.addEventListener('message', ({ data }: MessageEvent<ToAccurate>) => {
  switch (data.type) {
    case 'load':
      loading = load(data);
      loading.then(
        () => post({ type: 'ready' }),
        (error: unknown) => {
          post({ type: 'failed', code: error instanceof ModelError ? error.code : null, detail: messageOf(error) });
        },
      );
      break;
    case 'vocabulary':
      words = createVocabulary(parseVocabulary(data.text));
      break;
    case 'read':
      void read(data);
  }
});
