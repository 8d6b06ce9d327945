/**
 * The accurate network in a thread of its own, so that a long pass delays no picture and no fast reading. Thin glue: normalised
 * lines in, logits out; the vision worker weighs and decodes them.
 */
import { type Network, recognise } from '../reading/recognise.ts';
import type { FromAccurate, ToAccurate } from './accurate-messages.ts';
import { chooseNetwork } from './choose-network.ts';
import { loadNetworkFile, ModelError, servedFolder } from './load-model.ts';

const post = (message: FromAccurate, transfer: Transferable[] = []): void => self.postMessage(message, { transfer });
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const now = (): number => performance.now();

let network: Network | null = null;

const load = async ({ modelsUrl, ortUrl, model }: Extract<ToAccurate, { type: 'load' }>): Promise<void> => {
  try {
    const { entry, network: bytes } = await loadNetworkFile(servedFolder(modelsUrl), model);
    // A GPU that fails under it is left for WASM; the fast network's worker tells people of that.
    const chosen = await chooseNetwork({ ortUrl, backend: null }, entry, bytes, now, () => {});
    network = chosen.network;
    const { height, stride, classes } = network;
    post({ type: 'ready', backend: chosen.backend, height, stride, classes });
  } catch (error) {
    post({ type: 'failed', code: error instanceof ModelError ? error.code : null, detail: messageOf(error) });
  }
};

const read = async ({ ticket, lines }: Extract<ToAccurate, { type: 'read' }>): Promise<void> => {
  try {
    if (!network) throw new Error('the accurate network is not loaded');
    const logits = await recognise(network, lines);
    post(
      { type: 'logits', ticket, logits },
      logits.map(({ data }) => data.buffer as ArrayBuffer),
    );
  } catch (error) {
    post({ type: 'refused', ticket, detail: messageOf(error) });
  }
};

self.addEventListener('message', ({ data }: MessageEvent<ToAccurate>) => {
  void (data.type === 'load' ? load(data) : read(data));
});
