import { describe, expect, it } from 'vitest';
import { choicesKey, loadChoices, NO_CHOICES, saveChoices } from '../../../client/panel/settings-memory.ts';

const memory = (initial: Record<string, string> = {}) => {
  const items = new Map(Object.entries(initial));
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
};
const chosen = {
  ...NO_CHOICES,
  manual: {
    quad: [
      { x: 1, y: 2 },
      { x: 100.5, y: 2 },
      { x: 100, y: 90 },
      { x: 0, y: 90 },
    ] as [{ x: number; y: number }, { x: number; y: number }, { x: number; y: number }, { x: number; y: number }],
    cameraSize: { width: 1280, height: 720 },
  },
  locks: { exposure: 312 },
};

describe('what a technician chose', () => {
  it('comes back as it was stored', () => {
    const storage = memory();
    const key = choicesKey('main', 'main', 'webcam');
    expect(saveChoices(storage, key, chosen)).toBe(true);
    expect(loadChoices(storage, key)).toEqual(chosen);
  });
  it('of a time before words could be expected still loads', () => {
    const { vocabulary, ...old } = chosen;
    expect(vocabulary).toBeNull();
    expect(loadChoices(memory({ key: JSON.stringify(old) }), 'key')).toEqual(chosen);
  });
  it('of a time before languages could be chosen still loads', () => {
    const { languages, ...old } = chosen;
    expect(languages).toBeNull();
    expect(loadChoices(memory({ key: JSON.stringify(old) }), 'key')).toEqual(chosen);
  });
  it('is kept apart for each canvas, camera and source', () => {
    const keys = [
      choicesKey('main', 'main', 'webcam'),
      choicesKey('main', 'main', 'video'),
      choicesKey('main', 'left', 'webcam'),
      choicesKey('hall', 'main', 'webcam'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
  it.each([
    ['nothing stored', undefined],
    ['no JSON', '{'],
    ['another version', JSON.stringify({ ...chosen, version: 9 })],
    ['three corners', JSON.stringify({ ...chosen, manual: { ...chosen.manual, quad: chosen.manual.quad.slice(1) } })],
    ['a corner that is no number', JSON.stringify(chosen).replace('100.5', '"left"')],
  ])('counts as nothing chosen when storage holds %s', (_, stored) => {
    expect(loadChoices(memory(stored === undefined ? {} : { k: stored }), 'k')).toEqual(NO_CHOICES);
  });
  it('is not missed where storage is forbidden', () => {
    const forbidden = {
      getItem: (): string => {
        throw new Error('SecurityError');
      },
      setItem: (): void => {
        throw new Error('QuotaExceededError');
      },
    };
    expect(loadChoices(forbidden, 'k')).toEqual(NO_CHOICES);
    expect(saveChoices(forbidden, 'k', chosen)).toBe(false);
  });
});
