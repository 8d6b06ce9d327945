import { describe, expect, it } from 'vitest';
import { askForPattern, expirePattern, NO_PATTERN, sendPatternAway } from '../../projector/hold-pattern.ts';
import { PATTERN_HOLDS_MS, PATTERN_REPEAT_MS, type Pattern } from '../../server/protocol.ts';

const grid: Pattern = { type: 'pattern', projector: 'main', patternId: 0, pattern: { kind: 'grid', pitchMm: 50 } };
const bit = (patternId: number, n: number): Pattern => ({
  type: 'pattern',
  projector: 'main',
  patternId,
  pattern: { kind: 'gray-code', axis: 'row', bit: n, inverse: false },
});
const none: Pattern = { type: 'pattern', projector: 'main', patternId: 0, pattern: { kind: 'none' } };

describe('the pattern on the wall', () => {
  it('ends by itself when nobody asks for it again, and stays while somebody does', () => {
    let hold = askForPattern(NO_PATTERN, grid, 0);
    expect(expirePattern(hold, PATTERN_HOLDS_MS - 1).held).not.toBeNull();
    expect(expirePattern(hold, PATTERN_HOLDS_MS).held).toBeNull();
    for (let now = 0; now < 5 * PATTERN_HOLDS_MS; now += PATTERN_REPEAT_MS) {
      expect(expirePattern(hold, now).held).not.toBeNull();
      hold = askForPattern(hold, { ...grid }, now);
    }
  });

  it('is the same value while it is the same pattern, so that nothing is drawn twice', () => {
    const hold = askForPattern(NO_PATTERN, grid, 0);
    expect(askForPattern(hold, structuredClone(grid), 100).held?.pattern).toBe(hold.held?.pattern);
    expect(askForPattern(hold, bit(3, 1), 100).held?.patternId).toBe(3);
    // The same stripes under another id are another picture.
    const stripes = askForPattern(hold, bit(3, 1), 100);
    expect(askForPattern(stripes, bit(4, 1), 200).held?.pattern).not.toBe(stripes.held?.pattern);
  });

  it('gives the wall back at once when it is told so', () => {
    expect(askForPattern(askForPattern(NO_PATTERN, grid, 0), none, 10).held).toBeNull();
  });

  it('sent away by somebody at the projector does not come back with what was on its way', () => {
    const away = sendPatternAway(1000);
    expect(askForPattern(away, bit(9, 2), 1200).held).toBeNull();
    expect(askForPattern(away, bit(9, 2), 9000).held).not.toBeNull();
  });
});
