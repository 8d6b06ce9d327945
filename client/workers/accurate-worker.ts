/**
 * The accurate network in a thread of its own, so that a long pass delays no picture and no fast reading. Thin glue: doubtful
 * lines with what the fast network made of them in, what both say out.
 */
import type { SecondOpinion } from '../reading/cascade.ts';
import { withVocabulary } from '../reading/decode-ctc.ts';
import { readAgain } from '../reading/read-again.ts';
import type { Network } from '../reading/recognise.ts';
import { createVocabulary, parseVocabulary, type Vocabulary } from '../reading/vocabulary.ts';
import type { FromAccurate, ToAccurate } from './accurate-messages.ts';
import { chooseNetwork } from './choose-network.ts';
import { loadAccurateFile, loadDecoderFiles, ModelError, makeSecondOpinion, servedFolder } from './load-model.ts';

const post = (message: FromAccurate): void => self.postMessage(message);
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const now = (): number => performance.now();

let loading: Promise<{ readonly network: Network; readonly second: SecondOpinion }> | null = null;
let words: Vocabulary | null = null;

const load = async ({ modelsUrl, ortUrl, model }: Extract<ToAccurate, { type: 'load' }>) => {
  const folder = servedFolder(modelsUrl);
  const files = await loadDecoderFiles(folder, model);
  const second = makeSecondOpinion(files);
  if (!second)
    throw new ModelError('model-corrupt', `${modelsUrl}${model}.decoder.json: expected a cascade, found none`);
  const { entry, network: bytes } = await loadAccurateFile(folder, second.model, files.entry);
  // A GPU that fails under it is left for WASM; the fast network's worker tells people of that.
  const { network } = await chooseNetwork({ ortUrl, backend: null }, entry, bytes, now, () => {});
  return { network, second };
};

const read = async ({ ticket, lines }: Extract<ToAccurate, { type: 'read' }>): Promise<void> => {
  try {
    if (!loading) throw new Error('the accurate network was never loaded');
    const { network, second } = await loading;
    const opinion = { ...second, decoder: withVocabulary(second.decoder, words) };
    const readings = await readAgain(network, opinion, lines);
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
