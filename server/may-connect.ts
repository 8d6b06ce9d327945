/**
 * Which pages may open a socket. A WebSocket is not bound by the same-origin rule: without this, any web site that is open on
 * the same machine could write to the wall.
 */
import type { IncomingHttpHeaders } from 'node:http';

const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** null = welcome; otherwise why not. Programs, which send no origin, are welcome. */
export const mayConnect = ({ origin, host = '' }: IncomingHttpHeaders, lan: boolean): string | null => {
  if (!lan && !LOCAL_NAMES.includes(host.replace(/:\d+$/, '')))
    return `it asked for “${host}”, and this server answers to ${LOCAL_NAMES[0]} only (see --lan)`;
  if (origin === undefined) return null;
  const from = URL.canParse(origin) ? new URL(origin).host : origin;
  return from === host ? null : `it comes from “${origin}”, not from this server (“${host}”)`;
};
