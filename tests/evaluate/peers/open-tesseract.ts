/**
 * Debian's Tesseract as a peer: one long-lived process on its C API (tesseract.py), one thread, models loaded once.
 * In: grey pictures. Out: text and the ms that Tesseract itself took, without pipes and start-up.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Peer } from './peer.ts';

/** The one line to run where it is missing. */
export const INSTALL_TESSERACT =
  'apt-get install -y python3 tesseract-ocr tesseract-ocr-eng tesseract-ocr-fra tesseract-ocr-deu';

const SCRIPT = fileURLToPath(new URL('./tesseract.py', import.meta.url));
const helloSchema = z.object({ version: z.string() });
const readingSchema = z.object({ text: z.string(), ms: z.number() });

/** `language` as Tesseract names it (eng, fra, deu, eng+fra); `mode` its page segmentation mode. Throws Error with the line to run where it is not installed. */
export const openTesseract = async (language: string, mode: number): Promise<Peer> => {
  const child = spawn('python3', [SCRIPT, language, String(mode)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, OMP_THREAD_LIMIT: '1' },
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-2000);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<never>((_, fail) => {
    const missing = (detail: string): void =>
      fail(new Error(`Tesseract with its data for ${language} cannot be run: ${detail}. Run: ${INSTALL_TESSERACT}`));
    child.once('error', (error) => missing(error.message));
    child.once('exit', (code) => missing(complaints.trim() || `it ended with status ${code}`));
  });
  // Whoever waits for a reading is told; nobody else needs to be.
  ended.catch(() => {});
  const answer = async (): Promise<unknown> => {
    const next = await Promise.race([lines.next(), ended]);
    return next.done ? ended : JSON.parse(next.value);
  };
  const { version } = helloSchema.parse(await answer());
  return {
    name: `Tesseract ${version} (${language})`,
    read: async ({ width, height, data }) => {
      const head = Buffer.alloc(8);
      head.writeUInt32LE(width, 0);
      head.writeUInt32LE(height, 4);
      child.stdin.write(Buffer.concat([head, data]));
      return readingSchema.parse(await answer());
    },
    close: async () => {
      const gone = new Promise((done) => child.once('close', done));
      child.stdin.end();
      await gone;
    },
  };
};
