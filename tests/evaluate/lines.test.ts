import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scoreConfidence } from './confidence-score.ts';
import { readLabels, spreadEvenly } from './read-labels.ts';

describe('the labels of a folder of lines', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'inklight-labels-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('takes file and text, keeps an empty text, and leaves further columns aside', () => {
    writeFileSync(join(folder, 'labels.tsv'), '\uFEFFa.png\tÀ bientôt\tval\tw1\r\nb.png\t\n');
    expect(readLabels(folder)).toEqual([
      { file: join(folder, 'a.png'), text: 'À bientôt', columns: ['val', 'w1'] },
      { file: join(folder, 'b.png'), text: '', columns: [] },
    ]);
  });

  it('names the path, what it expected and what it found in a bad folder', () => {
    expect(() => readLabels(join(folder, 'nowhere'))).toThrow(/nowhere: expected a folder/);
    expect(() => readLabels(folder)).toThrow(/labels\.tsv: expected a table/);
    writeFileSync(join(folder, 'labels.tsv'), 'a.png\tfine\nno tab here\n');
    expect(() => readLabels(folder)).toThrow(/line 2: expected file, tab, text/);
  });
});

describe('spreading a limit', () => {
  it('takes lines evenly over the file, in order, without repeats', () => {
    const items = Array.from({ length: 100 }, (_, i) => i);
    expect(spreadEvenly(items, 4)).toEqual([12, 37, 62, 87]);
    expect(new Set(spreadEvenly(items, 77)).size).toBe(77);
    expect(spreadEvenly(items, 1000)).toEqual(items);
  });
});

describe('scoring confidence', () => {
  it('finds no error where a tenth of the lines at 0.9 are wrong', () => {
    const judged = Array.from({ length: 100 }, (_, i) => ({ confidence: 0.9, right: i % 10 !== 0 }));
    expect(scoreConfidence(judged).ece).toBeCloseTo(0, 6);
  });

  it('finds how far boasts are off', () => {
    const judged = Array.from({ length: 100 }, (_, i) => ({ confidence: 0.9, right: i % 2 === 0 }));
    expect(scoreConfidence(judged).ece).toBeCloseTo(0.4, 6);
  });

  it('gives 1 when every right line is surer than every wrong one, a half when confidence says nothing', () => {
    const told = [0.1, 0.2, 0.8, 0.9].map((confidence) => ({ confidence, right: confidence > 0.5 }));
    expect(scoreConfidence(told).auroc).toBe(1);
    const mute = [true, false, true, false].map((right) => ({ confidence: 0.5, right }));
    expect(scoreConfidence(mute).auroc).toBe(0.5);
    expect(scoreConfidence([{ confidence: 1, right: true }]).auroc).toBeNull();
  });
});
