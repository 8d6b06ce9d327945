import { describe, expect, it } from 'vitest';
import type { ProjectorPoint, Size } from '../../../calibration/frames.ts';
import { drawPattern } from '../../../calibration/patterns/draw-pattern.ts';
import { agreementWithId, ID_COLUMNS, idStripHeight, readPatternId } from '../../../calibration/patterns/pattern-id.ts';
import { PATTERN_IDS, type PatternSpec } from '../../../calibration/patterns/pattern-spec.ts';

const RASTER: Size = { width: 512, height: 288 };
const BLACK: PatternSpec = { kind: 'flat', colour: [0, 0, 0] };

/** Light of the raster's own px, as a camera with a map that is `dx` px off would see it. */
const samplerOf =
  (rgba: Uint8ClampedArray, dx = 0) =>
  (p: ProjectorPoint): number | null => {
    const x = Math.round(p.x + dx);
    const y = Math.round(p.y);
    return x < 0 || x >= RASTER.width ? null : rgba[4 * (y * RASTER.width + x)]!;
  };

describe('pattern ids', () => {
  it('are read as they were drawn, all of them', () => {
    for (let id = 1; id < PATTERN_IDS; id += 37)
      expect(readPatternId(RASTER, samplerOf(drawPattern(BLACK, id, RASTER)))).toBe(id);
  });

  it('are not there in a raster without one', () => {
    expect(readPatternId(RASTER, samplerOf(drawPattern(BLACK, 0, RASTER)))).toBeNull();
    expect(readPatternId(RASTER, samplerOf(drawPattern({ kind: 'flat', colour: [1, 1, 1] }, 0, RASTER)))).toBeNull();
  });

  it('are read from one copy alone, wherever it is', () => {
    const sample = samplerOf(drawPattern(BLACK, 1234, RASTER));
    const quarter = RASTER.width / 4;
    for (const isBottom of [false, true])
      for (let copy = 0; copy < 4; copy++) {
        const within = (p: ProjectorPoint): number | null =>
          p.y > RASTER.height / 2 === isBottom && p.x > copy * quarter && p.x < (copy + 1) * quarter ? sample(p) : null;
        expect(readPatternId(RASTER, within)).toBe(1234);
      }
  });

  it('are read across a paper’s edge that makes one side six times as bright', () => {
    const sample = samplerOf(drawPattern(BLACK, 777, RASTER));
    const lit = (p: ProjectorPoint): number | null => (sample(p)! + 60) * (p.x > 0.37 * RASTER.width ? 0.8 : 0.13);
    expect(readPatternId(RASTER, lit)).toBe(777);
  });

  it('are hardly ever read wrongly by a map that is a block off', () => {
    const block = RASTER.width / ID_COLUMNS;
    let read = 0;
    for (let id = 1; id < PATTERN_IDS; id += 11) {
      const sample = samplerOf(drawPattern(BLACK, id, RASTER), block);
      const seen = readPatternId(RASTER, sample);
      if (seen !== null) read++;
    }
    // Four check bits let one copy in sixteen pass; that eight copies pass alike is what must not happen often.
    expect(read / (PATTERN_IDS / 11)).toBeLessThan(0.2);
  });

  it('are not read from a picture that is half one pattern, half the next', () => {
    const [before, after] = [100, 101].map((id) => samplerOf(drawPattern(BLACK, id, RASTER)));
    const blend = (p: ProjectorPoint): number | null => (before!(p)! + after!(p)!) / 2;
    const rolling = (p: ProjectorPoint): number | null => (p.y < RASTER.height / 2 ? after!(p) : before!(p));
    expect(readPatternId(RASTER, blend)).toBeNull();
    expect(readPatternId(RASTER, rolling)).toBeNull();
  });

  it('agree best with the map that meets their blocks', () => {
    const rgba = drawPattern(BLACK, 2345, RASTER);
    const agreement = (dx: number) => agreementWithId(RASTER, 2345, samplerOf(rgba, dx)).ofAll;
    expect(agreement(0)).toBeGreaterThan(0.9);
    for (const off of [-16, -8, -5, 5, 8, 16]) expect(agreement(0)).toBeGreaterThan(agreement(off) + 0.3);
    expect(idStripHeight(RASTER)).toBe(16);
  });
});
