import { describe, expect, it } from 'vitest';
import { stretchLine } from '../../../client/reading/stretch-line.ts';
import { seeded } from './make-logits.ts';

const random = seeded(3);
const line = { width: 60, height: 48, data: Uint8Array.from({ length: 60 * 48 }, () => 255 * Math.max(0, random())) };

describe('a stretched line', () => {
  it('is the line itself at a factor of one', () => {
    expect(stretchLine(line, 1)).toEqual(line);
  });

  it('has the width asked for, the rows it had, and its ink where it was', () => {
    const bar = { width: 60, height: 48, data: new Uint8Array(60 * 48) };
    for (let y = 0; y < 48; y++) for (let x = 20; x < 30; x++) bar.data[y * 60 + x] = 255;
    for (const factor of [0.9, 1.1]) {
      const { width, height, data } = stretchLine(bar, factor);
      expect([width, height]).toEqual([60 * factor, 48]);
      let sum = 0;
      let at = 0;
      for (let x = 0; x < width; x++) {
        sum += data[24 * width + x]!;
        at += (x + 0.5) * data[24 * width + x]!;
      }
      // Ten columns of ink, whose middle was at 25.
      expect(sum / 255 / factor).toBeCloseTo(10, 0);
      expect(at / sum / factor).toBeCloseTo(25, 0);
    }
  });

  it('refuses a factor that is none, and bears the narrowest line', () => {
    expect(() => stretchLine(line, 0)).toThrow(/above 0, found 0/);
    expect(() => stretchLine(line, Number.NaN)).toThrow(/found NaN/);
    expect(stretchLine({ width: 1, height: 1, data: Uint8Array.of(7) }, 0.1).data).toEqual(Uint8Array.of(7));
  });
});
