import type { Capture } from './capture-shot.ts';
/** Placeholder for the shape of the contract. */
export const findBeat = (_checkers: readonly Capture[]): 'even' | 'uneven' | null => null;
