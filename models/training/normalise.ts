/**
 * Normalises grey lines for training with the very code the browser runs.
 * Usage: npx tsx models/training/normalise.ts IN OUT. Both files are containers: per line uint32 width, uint32 height
 * (little-endian), then width × height bytes, row-major; grey in, ink out.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { normaliseLine } from '../../client/reading/normalise-line.ts';

const [source, target] = process.argv.slice(2);
if (source === undefined || target === undefined) throw new Error('usage: normalise.ts IN OUT');
const bytes = readFileSync(source);
const output = openSync(target, 'w');
let lines = 0;
const started = performance.now();
for (let at = 0; at < bytes.length; lines++) {
  const width = bytes.readUInt32LE(at);
  const height = bytes.readUInt32LE(at + 4);
  const data = new Uint8Array(bytes.buffer, bytes.byteOffset + at + 8, width * height);
  const line = normaliseLine({ width, height, data });
  const head = Buffer.alloc(8);
  head.writeUInt32LE(line.width, 0);
  head.writeUInt32LE(line.height, 4);
  writeSync(output, Buffer.concat([head, line.data]));
  at += 8 + width * height;
}
closeSync(output);
console.log(`${lines} lines, ${((performance.now() - started) / Math.max(1, lines)).toFixed(2)} ms each`);
