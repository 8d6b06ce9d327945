import { describe, expect, it } from 'vitest';
import { holdFaults } from '../../projector/hold-faults.ts';
import type { Fault } from '../../server/protocol.ts';

const page = () => {
  const said: (readonly Fault[])[] = [];
  let minute = 0;
  let changes = 0;
  const faults = holdFaults(
    (own) => said.push(own),
    () => `2026-11-22T10:0${minute++}:00Z`,
    () => {
      changes += 1;
    },
  );
  return { faults, said, changes: () => changes };
};

describe('the faults of a projector page', () => {
  it('keep the moment that they began, and are told only when something is different', () => {
    const { faults, said, changes } = page();
    faults.set('calibration-missing', 'Projector “left”.');
    faults.set('calibration-missing', 'Projector “left”.');
    faults.set('calibration-missing', 'Projector “right”.');
    expect(said).toHaveLength(2);
    expect(changes()).toBe(2);
    expect(faults.all).toMatchObject([{ since: '2026-11-22T10:00:00Z', detail: 'Projector “right”.' }]);
    faults.set('calibration-missing', null);
    expect(said.at(-1)).toEqual([]);
    expect(faults.border).toBeNull();
  });

  it('stand before what was heard of others, which is never said in its own name', () => {
    const { faults, said } = page();
    faults.hear([{ code: 'no-paper', severity: 'fault', since: '2026-11-22T09:00:00Z', detail: '' }]);
    faults.sayAgain();
    expect(said).toEqual([]);
    faults.set('graphics-lost', 'gone');
    faults.sayAgain();
    expect(said.map((own) => own.map(({ code }) => code))).toEqual([['graphics-lost'], ['graphics-lost']]);
    expect(faults.border?.codes).toEqual(['G1', 'P1']);
    expect([faults.isOwn('no-paper'), faults.isUpstream('no-paper')]).toEqual([false, true]);
  });
});
