import { describe, expect, it } from 'vitest';
import type { CanvasMask } from '../../../calibration/record.ts';
import { changeMasks, MOST_MASKS } from '../../../calibration/wizard/change-masks.ts';

const mask = (name: string, at = 0): CanvasMask => ({
  name,
  polygon: [
    { x: at, y: 0 },
    { x: at + 10, y: 0 },
    { x: at, y: 10 },
  ],
});
const [DOOR, EXIT, PAINTING] = [mask('door'), mask('exit', 50), mask('painting', 90)];

describe('masks', () => {
  it('are added to the record in force and to the one on trial, whatever each has', () => {
    const change = { kind: 'add', mask: EXIT } as const;
    expect(changeMasks([DOOR], change)).toEqual([DOOR, EXIT]);
    expect(changeMasks([PAINTING], change)).toEqual([PAINTING, EXIT]);
  });

  it('are named and taken away by what they are, not by their place in a list', () => {
    expect(changeMasks([DOOR, EXIT], { kind: 'remove', mask: DOOR })).toEqual([EXIT]);
    expect(changeMasks([EXIT], { kind: 'remove', mask: DOOR })).toEqual([EXIT]);
    expect(changeMasks([PAINTING, EXIT], { kind: 'rename', mask: EXIT, name: 'exit sign' })).toEqual([
      PAINTING,
      { ...EXIT, name: 'exit sign' },
    ]);
  });

  it('never push another one out when a record is full', () => {
    const full = Array.from({ length: MOST_MASKS }, (_, i) => mask(`mask ${i}`, i));
    expect(changeMasks(full, { kind: 'add', mask: EXIT })).toEqual(full);
  });
});
