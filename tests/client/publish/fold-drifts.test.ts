import { describe, expect, it } from 'vitest';
import { foldDrift, NO_DRIFTS, reportDrifts } from '../../../client/publish/fold-drifts.ts';

describe('the drift of several projectors', () => {
  it('is not taken back by another projector’s light that lies well', () => {
    const moved = foldDrift(NO_DRIFTS, 'left', 'the paper moved: 3 mm.');
    const both = foldDrift(moved, 'right', null);
    expect(reportDrifts(both, 2)).toEqual([{ code: 'alignment-drifted', detail: '“left”: the paper moved: 3 mm.' }]);
    expect(reportDrifts(foldDrift(both, 'left', null), 2)).toEqual([]);
  });
  it('is one fault that names each, and no name where there is only one projector', () => {
    const both = foldDrift(foldDrift(NO_DRIFTS, 'left', 'a.'), 'right', 'b.');
    expect(reportDrifts(both, 2)).toEqual([{ code: 'alignment-drifted', detail: '“left”: a. “right”: b.' }]);
    expect(reportDrifts(foldDrift(NO_DRIFTS, 'main', 'a.'), 1)[0]!.detail).toBe('a.');
  });
});
