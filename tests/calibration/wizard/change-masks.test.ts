import { describe, expect, it } from 'vitest';
import { type CalibrationRecord, type CanvasMask, plainRecord } from '../../../calibration/record.ts';
import { changeMasks, MOST_MASKS } from '../../../calibration/wizard/change-masks.ts';
import { keepMasks } from '../../../calibration/wizard/keep-masks.ts';

const mask = (name: string, at = 0): CanvasMask => ({
  name,
  polygon: [
    { x: at, y: 0 },
    { x: at + 10, y: 0 },
    { x: at, y: 10 },
  ],
});
const [DOOR, EXIT, PAINTING] = [mask('door'), mask('exit', 50), mask('painting', 90)];

const recordOn = (widthMm: number, masks: CanvasMask[]): CalibrationRecord =>
  plainRecord({
    canvas: 'main',
    projector: 'main',
    sheet: { widthMm, heightMm: widthMm / 2 },
    canvasToProjector: [800 / widthMm, 0, 30, 0, 800 / widthMm, 40, 0, 0, 1],
    projectorSize: { width: 1280, height: 720 },
    source: 'structured-light',
    madeAt: '2026-11-22T10:00:00Z',
    masks,
  });

describe('a mask that is changed while a calibration of another sheet size is on trial', () => {
  const doubled = (m: CanvasMask): CanvasMask => ({
    ...m,
    polygon: m.polygon.map(({ x, y }) => ({ x: 2 * x, y: 2 * y })),
  });

  it('keeps the same place dark by the one in force, and is found in both by name and place', () => {
    const drawn = doubled(EXIT);
    const added = keepMasks(
      { inForce: recordOn(200, [DOOR]), onTrial: recordOn(400, [doubled(DOOR)]) },
      { kind: 'add', mask: drawn },
    );
    expect(added.onTrial!.masks).toEqual([doubled(DOOR), drawn]);
    expect(added.inForce!.masks).toHaveLength(2);
    for (const [i, { x, y }] of added.inForce!.masks[1]!.polygon.entries()) {
      expect(x).toBeCloseTo(EXIT.polygon[i]!.x, 6);
      expect(y).toBeCloseTo(EXIT.polygon[i]!.y, 6);
    }
    const renamed = keepMasks(added, { kind: 'rename', mask: drawn, name: 'exit sign' });
    expect(renamed.inForce!.masks.map(({ name }) => name)).toEqual(['door', 'exit sign']);
    const removed = keepMasks(renamed, { kind: 'remove', mask: { ...drawn, name: 'exit sign' } });
    expect([removed.inForce!.masks, removed.onTrial!.masks]).toEqual([[DOOR], [doubled(DOOR)]]);
  });

  it('is kept by the one in force alone where nothing is on trial, and nowhere where there is none', () => {
    const kept = keepMasks({ inForce: recordOn(200, []), onTrial: null }, { kind: 'add', mask: EXIT });
    expect(kept).toMatchObject({ inForce: { masks: [EXIT] }, onTrial: null });
    const nowhere = { inForce: null, onTrial: null };
    expect(keepMasks(nowhere, { kind: 'add', mask: EXIT })).toEqual(nowhere);
  });
});

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
