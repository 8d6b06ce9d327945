/** From the list of pages that are connected: what each canvas has, in the order that people care about. Pure. */
import type { ClientInfo, Role } from '../../server/protocol.ts';

export interface PresentPart {
  readonly role: Role;
  readonly words: string;
  readonly state: 'calm' | 'notice' | 'fault' | 'idle';
}

export interface CanvasPresence {
  readonly canvas: string;
  readonly parts: readonly PresentPart[];
}

const WORDS: readonly (readonly [role: Role, one: string, many: string])[] = [
  ['camera', 'camera', 'cameras'],
  ['projector', 'projector', 'projectors'],
  ['wall', 'virtual wall', 'virtual walls'],
  ['calibration', 'calibration page', 'calibration pages'],
];

/** Canvases that have more than onlookers, by name. */
export const whoIsHere = (clients: readonly ClientInfo[]): CanvasPresence[] => {
  const busy = clients.filter((c) => WORDS.some(([role]) => role === c.role));
  const names = [...new Set(busy.map((c) => c.canvas))].sort((a, b) => a.localeCompare(b));
  return names.map((canvas) => ({
    canvas,
    parts: WORDS.flatMap(([role, one, many]): PresentPart[] => {
      const here = busy.filter((c) => c.canvas === canvas && c.role === role);
      // A canvas without camera or projector is half a canvas: say so.
      if (here.length === 0)
        return role === 'camera' || role === 'projector' ? [{ role, words: `no ${one}`, state: 'idle' }] : [];
      const named = here.map((c) => c.name).filter((name) => name !== 'main' && name !== canvas);
      const words = `${here.length > 1 ? `${here.length} ${many}` : one}${named.length > 0 ? ` (${named.join(', ')})` : ''}`;
      return [{ role, words, state: worst(here) }];
    }),
  }));
};

/** Which canvas to look at: the one that was asked for; else stay where something is; else `main`, or one that a camera sees. */
export const chooseCanvas = (clients: readonly ClientInfo[], asked: string | null, now: string): string => {
  if (asked !== null) return asked;
  const inUse = whoIsHere(clients).map((c) => c.canvas);
  if (inUse.length === 0 || inUse.includes(now)) return now;
  return inUse.includes('main') ? 'main' : (clients.find((c) => c.role === 'camera')?.canvas ?? inUse[0] ?? now);
};

const worst = (clients: readonly ClientInfo[]): 'calm' | 'notice' | 'fault' => {
  const faults = clients.flatMap((c) => c.faults);
  if (faults.some((f) => f.severity === 'fault')) return 'fault';
  return faults.length > 0 ? 'notice' : 'calm';
};
