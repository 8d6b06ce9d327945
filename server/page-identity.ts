/**
 * Who a page is to the server: a sender id that survives a reload (so that a reloaded camera page gets its canvas back) and an
 * epoch that is new each time. Imports nothing from Node.
 */

/** 96 random bits in hex. `crypto.randomUUID` is absent on plain HTTP, which `--lan` serves. */
export const randomId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, '0')).join('');

/**
 * The sender id of this page in this role. Kept in sessionStorage while the tab lives. A duplicated tab copies the storage with
 * its `in use` mark still set, and so gets an id of its own.
 */
export const senderId = (key: string): string => {
  const storage = sessionStorageOrNull();
  if (!storage) return randomId();
  const idKey = `inklight.sender.${key}`;
  const useKey = `inklight.in-use.${key}`;
  const known = storage.getItem(useKey) === null ? storage.getItem(idKey) : null;
  const id = known ?? randomId();
  storage.setItem(idKey, id);
  storage.setItem(useKey, 'yes');
  addEventListener('pagehide', () => storage.removeItem(useKey));
  addEventListener('pageshow', () => storage.setItem(useKey, 'yes'));
  return id;
};

/** Absent in Node; throws where the browser blocks storage. */
const sessionStorageOrNull = (): Storage | null => {
  try {
    return typeof sessionStorage === 'undefined' || typeof document === 'undefined' ? null : sessionStorage;
  } catch {
    return null;
  }
};
