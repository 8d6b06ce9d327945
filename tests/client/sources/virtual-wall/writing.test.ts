import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeInkLayer } from '../../../../client/sources/virtual-wall/ink.ts';
import { prepareLine, tipAt, writeUpTo } from '../../../../client/sources/virtual-wall/prepare-line.ts';
import { type RepertoireEntry, repertoire } from '../../../../client/sources/virtual-wall/repertoire/repertoire.ts';
import { REVEAL_END, revealLine } from '../../../../client/sources/virtual-wall/reveal-line.ts';
import { LINES_PER_SHEET, scheduleLines } from '../../../../client/sources/virtual-wall/schedule-lines.ts';
import { advanceWriting, endOf, startWriting } from '../../../../client/sources/virtual-wall/write-script.ts';
import { loadRepertoire } from './load-repertoire.ts';

const FOLDER = join(import.meta.dirname, '../../../../client/sources/virtual-wall/repertoire');
const SHEET = { widthMm: 800, heightMm: 500 };
let entries: readonly RepertoireEntry[];
beforeAll(async () => {
  entries = await loadRepertoire();
});

describe('the repertoire', () => {
  it('holds forty lines of 12 to 40 characters by many hands, none crossed out, in at most 600 kB', () => {
    expect(entries).toHaveLength(40);
    for (const { text } of entries) {
      expect([...text].length).toBeGreaterThanOrEqual(12);
      expect([...text].length).toBeLessThanOrEqual(40);
      expect(text).not.toMatch(/[<>]/);
    }
    expect(new Set(entries.map((e) => e.text)).size).toBe(40);
    expect(new Set(entries.map((e) => e.writer)).size).toBeGreaterThanOrEqual(15);
    const bytes = ['repertoire.png', 'repertoire.json'].reduce((sum, f) => sum + statSync(join(FOLDER, f)).size, 0);
    expect(bytes).toBeLessThanOrEqual(600_000);
  });

  it('names its source and licence beside the pictures', () => {
    expect(repertoire.source).toMatch(/Copiste.*CC BY 4\.0/);
    expect(readFileSync(join(FOLDER, 'README.md'), 'utf8')).toMatch(/creativecommons\.org\/licenses\/by\/4\.0/);
  });

  it('has ink in every line, on clear paper', () => {
    for (const { id, coverage } of entries) {
      const inked = coverage.reduce((sum, v) => sum + (v > 128 ? 1 : 0), 0) / coverage.length;
      expect(inked, id).toBeGreaterThan(0.01);
      expect(inked, id).toBeLessThan(0.4);
    }
  });
});

describe('the order in which a line appears', () => {
  /** i i: two stems with a dot over the second. */
  const width = 40;
  const height = 30;
  const coverage = new Uint8Array(width * height);
  const fill = (x0: number, y0: number, x1: number, y1: number): void => {
    for (let y = y0; y < y1; y++) coverage.fill(255, y * width + x0, y * width + x1);
  };
  fill(4, 10, 8, 28);
  fill(18, 10, 24, 28);
  fill(19, 2, 23, 6);
  fill(32, 10, 36, 28);
  const { order } = revealLine(coverage, width, height);
  const at = (x: number, y: number): number => order[y * width + x]!;

  it('goes from left to right, and down a stem', () => {
    expect(at(5, 20)).toBeLessThan(at(20, 20));
    expect(at(20, 20)).toBeLessThan(at(34, 20));
    expect(at(5, 11)).toBeLessThan(at(5, 27));
  });

  it('puts a dot after its letter and before the next', () => {
    expect(at(20, 4)).toBeGreaterThan(at(22, 27));
    expect(at(20, 4)).toBeLessThan(at(33, 11));
  });
});

describe('a line that writes itself', () => {
  it('only ever adds ink, ends with all of it, and carries the pen along', () => {
    const entry = entries[0]!;
    const place = { x: 60, y: 40, mmPerPx: 0.7 };
    const ink = makeInkLayer(SHEET);
    const line = prepareLine(ink, entry, place);
    let next = 0;
    let before = 0;
    for (let step = 1; step <= 10; step++) {
      next = writeUpTo(ink, line, next, step / 10).next;
      const now = ink.coverage.reduce((a, b) => a + b, 0);
      expect(now).toBeGreaterThan(before);
      before = now;
    }
    expect(next).toBe(line.at.length);
    // As much ink as the scan has, at the new scale.
    const scan = entry.coverage.reduce((a, b) => a + b, 0) * (place.mmPerPx * ink.pxPerMm) ** 2;
    expect(before / scan).toBeGreaterThan(0.93);
    expect(before / scan).toBeLessThan(1.07);
    expect(tipAt(line, 0).x).toBeLessThan(place.x + 0.2 * entry.width * place.mmPerPx);
    expect(tipAt(line, 1).x).toBeGreaterThan(place.x + 0.8 * entry.width * place.mmPerPx);
    expect(line.order.at(-1)).toBeLessThanOrEqual(REVEAL_END);
  });
});

describe('a schedule', () => {
  it('is the same for the same seed, and another for another', () => {
    const of = (seed: number): string[] => scheduleLines(seed, SHEET, 5, entries).map((l) => l.text);
    expect(of(4)).toEqual(of(4));
    expect(of(4)).not.toEqual(of(5));
  });

  it('keeps five lines on the sheet, apart from each other, one after the other in time', () => {
    for (let seed = 0; seed < 60; seed++) {
      const lines = scheduleLines(seed, SHEET, LINES_PER_SHEET, entries);
      expect(new Set(lines.map((l) => l.text)).size).toBe(LINES_PER_SHEET);
      lines.forEach(({ placement: p, entry, startMs, durationMs }, i) => {
        const bottom = p.y + entry.height * p.mmPerPx;
        expect(p.x, `seed ${seed}`).toBeGreaterThan(20);
        expect(p.y, `seed ${seed}`).toBeGreaterThan(20);
        expect(p.x + entry.width * p.mmPerPx, `seed ${seed}`).toBeLessThan(SHEET.widthMm - 20);
        expect(bottom, `seed ${seed}`).toBeLessThan(SHEET.heightMm - 20);
        const after = lines[i + 1];
        if (!after) return;
        expect(bottom, `seed ${seed}`).toBeLessThan(after.placement.y);
        expect(after.startMs).toBeGreaterThan(startMs + durationMs);
      });
    }
  });

  it('refuses more lines than a sheet holds', () => {
    expect(() => scheduleLines(1, SHEET, LINES_PER_SHEET + 1, entries)).toThrow(/sheet holds 5/);
  });
});

describe('the writer', () => {
  it('leaves the same ink at every frame rate, reports each pen-up, and takes the hand away', () => {
    const lines = scheduleLines(3, SHEET, 2, entries);
    const run = (fps: number): Uint8Array => {
      const ink = makeInkLayer(SHEET);
      let state = startWriting(lines);
      const penUps: number[] = [];
      let hands = 0;
      for (let time = 0; time < endOf(lines) + 2000; time += 1000 / fps) {
        const step = advanceWriting(state, ink, SHEET, time);
        state = step.state;
        penUps.push(...step.finished.map((w) => w.penUpMs));
        if (step.hand) hands++;
        if (time > endOf(lines) + 1000) expect(step.hand).toBeNull();
      }
      expect(penUps).toEqual(lines.map((l) => l.startMs + l.durationMs));
      expect(hands).toBeGreaterThan(0);
      return ink.coverage;
    };
    expect(Buffer.compare(run(3), run(17))).toBe(0);
  });

  it('holds the pen’s tip near the ink that has just come', () => {
    const lines = scheduleLines(8, SHEET, 1, entries);
    const ink = makeInkLayer(SHEET);
    let state = startWriting(lines);
    let near = 0;
    let steps = 0;
    for (let time = lines[0]!.startMs; time < endOf(lines); time += 60) {
      const step = advanceWriting(state, ink, SHEET, time);
      state = step.state;
      if (!step.hand || !step.inkChanged) continue;
      const { x0, x1, y0, y1 } = step.inkChanged;
      const dx = Math.max(x0 - step.hand.tip.x, 0, step.hand.tip.x - x1);
      const dy = Math.max(y0 - step.hand.tip.y, 0, step.hand.tip.y - y1);
      steps++;
      if (Math.hypot(dx, dy) < 25) near++;
    }
    expect(steps).toBeGreaterThan(20);
    expect(near / steps).toBeGreaterThan(0.9);
  });
});
