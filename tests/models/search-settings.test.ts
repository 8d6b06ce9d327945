import { describe, expect, it } from 'vitest';
import type { DecoderSettings } from '../../client/reading/decode-ctc.ts';
import { searchSettings } from '../../models/training/search-settings.ts';

const start: DecoderSettings = { beam: 24, temperature: 1.2, languageWeight: 0.55, bonus: 1.5 };

describe('searching the decoder’s settings', () => {
  it('walks to the least score, one setting after the other, and asks for none twice', () => {
    const asked: string[] = [];
    const { settings, score } = searchSettings(start, (tried) => {
      asked.push(JSON.stringify(tried));
      return (tried.languageWeight - 0.85) ** 2 + (tried.bonus - 0.6) ** 2 + (tried.temperature - 1.4) ** 2;
    });
    expect(settings).toEqual({ beam: 24, temperature: 1.4, languageWeight: 0.85, bonus: 0.6 });
    expect(score).toBeCloseTo(0, 9);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('stays where it is when nothing is better, and within sensible values when everything is', () => {
    expect(searchSettings(start, () => 1).settings).toEqual(start);
    const { settings } = searchSettings(start, ({ bonus, temperature }) => -bonus + temperature);
    expect(settings.bonus).toBeLessThanOrEqual(3);
    expect(settings.temperature).toBeGreaterThanOrEqual(0.8);
  });

  it('leaves alone what it was not asked to change', () => {
    const { settings } = searchSettings(start, ({ temperature, bonus }) => -temperature - bonus, ['bonus']);
    expect(settings.temperature).toBe(start.temperature);
    expect(settings.bonus).toBeGreaterThan(start.bonus);
  });
});
