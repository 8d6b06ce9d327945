/** SHA-256 of a file: the platform's own where there is one (ten times as fast), else sha256.ts, which works in insecure contexts too. */
import { sha256 } from './sha256.ts';

/** 64 hexadecimal digits. `subtle`: the platform's cryptography; null where there is none, as on a page over plain HTTP. */
export async function digestBytes(
  bytes: Uint8Array,
  subtle: Pick<SubtleCrypto, 'digest'> | null = globalThis.crypto?.subtle ?? null,
): Promise<string> {
  if (subtle === null) return sha256(bytes);
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as BufferSource));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
