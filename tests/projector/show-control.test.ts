import { describe, expect, it } from 'vitest';
import { commandOfKey, KEY_HELP, KEYSTONE_HELP } from '../../projector/key-bindings.ts';
import { actionOfCue, openShow, stepShow } from '../../projector/show-control.ts';

const SCENES = ['bloom', 'plain'];
const press = (key: string, modifier: Partial<{ shift: boolean; alt: boolean; ctrl: boolean }> = {}) => ({
  key,
  shift: false,
  alt: false,
  ctrl: false,
  ...modifier,
});
const plain = { keystone: false, scenes: SCENES };
const aligning = { keystone: true, scenes: SCENES };

describe('show control', () => {
  it('goes dark on every black-screen key and comes back on the same', () => {
    for (const key of ['b', 'B', '.', '0']) {
      const command = commandOfKey(press(key), plain);
      expect(command).toEqual({ kind: 'blackout', on: 'toggle' });
    }
    const dark = stepShow(openShow('bloom'), { kind: 'blackout', on: 'toggle' });
    expect(dark.blackout).toBe(true);
    expect(stepShow(dark, { kind: 'blackout', on: 'toggle' }).blackout).toBe(false);
  });

  it('stays dark when told twice to go dark', () => {
    const once = stepShow(openShow('bloom'), { kind: 'blackout', on: true });
    expect(stepShow(once, { kind: 'blackout', on: true }).blackout).toBe(true);
  });

  it('goes dark while corners are being aligned, too', () => {
    expect(commandOfKey(press('b'), aligning)).toEqual({ kind: 'blackout', on: 'toggle' });
  });

  it('chooses scenes by number, and only those there are', () => {
    expect(commandOfKey(press('2'), plain)).toEqual({ kind: 'scene', scene: 'plain' });
    expect(commandOfKey(press('7'), plain)).toBeNull();
  });

  it('keeps intensity between barely visible and full', () => {
    let show = openShow('bloom');
    for (let i = 0; i < 40; i++) show = stepShow(show, { kind: 'brighter' });
    expect(show.intensity).toBe(1);
    for (let i = 0; i < 40; i++) show = stepShow(show, { kind: 'dimmer' });
    expect(show.intensity).toBeCloseTo(0.05, 9);
  });

  it('goes round the corners both ways', () => {
    let show = openShow('bloom');
    const seen = [0, 1, 2, 3].map(() => {
      show = stepShow(show, { kind: 'next-corner' });
      return show.corner;
    });
    expect(seen).toEqual([1, 2, 3, 0]);
    expect(stepShow(show, { kind: 'previous-corner' }).corner).toBe(3);
  });

  it('takes arrow keys and Tab only while aligning, and leaves the browser its own', () => {
    expect(commandOfKey(press('ArrowLeft'), plain)).toBeNull();
    expect(commandOfKey(press('Tab'), plain)).toBeNull();
    expect(commandOfKey(press('ArrowLeft', { alt: true }), aligning)).toEqual({
      kind: 'nudge',
      key: 'ArrowLeft',
      step: { shift: false, alt: true },
    });
    expect(commandOfKey(press('Tab', { shift: true }), aligning)).toEqual({ kind: 'previous-corner' });
    expect(commandOfKey(press('c', { ctrl: true }), plain)).toBeNull();
  });

  it('turns cues into the same actions as keys', () => {
    const cue = (c: Parameters<typeof actionOfCue>[0]['cue']) => actionOfCue({ type: 'cue', cue: c }, SCENES);
    expect(cue({ kind: 'blackout', on: true })).toEqual({ kind: 'blackout', on: true });
    expect(cue({ kind: 'scene', scene: 'plain' })).toEqual({ kind: 'scene', scene: 'plain' });
    expect(cue({ kind: 'scene', scene: 'absent' })).toBeNull();
    expect(cue({ kind: 'intensity', value: 0 })).toEqual({ kind: 'intensity', value: 0 });
  });

  it('lists in its help every key that does something', () => {
    const named = [...KEY_HELP, ...KEYSTONE_HELP].map(([keys]) => keys).join(' ');
    const working = 'bcfkh[]'.split('').filter((key) => commandOfKey(press(key), plain) !== null);
    expect(working).toHaveLength(7);
    for (const key of working) expect(named).toContain(key.toUpperCase());
  });
});
