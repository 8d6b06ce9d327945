import { describe, expect, it } from 'vitest';
import { judgePaper, PAPER_SEEN } from '../../../client/publish/judge-paper.ts';
import type { PaperSighting } from '../../../client/vision/paper.ts';

const absent: PaperSighting = { kind: 'absent', reason: 'no-bright-quad' };
const found: PaperSighting = {
  kind: 'found',
  quad: [
    { x: 0, y: 0 },
    { x: 9, y: 0 },
    { x: 9, y: 9 },
    { x: 0, y: 9 },
  ],
  confidence: 1,
  source: 'detected',
};

describe('missing paper', () => {
  it('is no fault while a sheet is changed', () => {
    const first = judgePaper(PAPER_SEEN, absent, 1000);
    expect(first.faults).toEqual([]);
    expect(judgePaper(first.judgement, absent, 2500).faults).toEqual([]);
  });
  it('is a fault with a reason in words once the wall stays empty', () => {
    const { judgement } = judgePaper(PAPER_SEEN, absent, 1000);
    const { faults } = judgePaper(judgement, absent, 3001);
    expect(faults).toHaveLength(1);
    expect(faults[0]!.code).toBe('no-paper');
    expect(faults[0]!.detail).toMatch(/bright sheet/);
  });
  it('is over with the first sighting', () => {
    const { judgement } = judgePaper(PAPER_SEEN, absent, 1000);
    const seen = judgePaper(judgement, found, 9000);
    expect(seen.faults).toEqual([]);
    expect(judgePaper(seen.judgement, absent, 9100).faults).toEqual([]);
  });
});
