import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAULTS } from '../../server/protocol.ts';

const guide = readFileSync(resolve(import.meta.dirname, '../../calibration/TECHNICIANS.md'), 'utf8');

describe('the technicians’ guide', () => {
  it.each(Object.entries(FAULTS))('says of %s what the pages say', (_, { short, title, remedy }) => {
    expect(guide).toContain(`| ${short} | ${title} | ${remedy} |`);
  });
  it('knows no fault that the pages do not know', () => {
    const codes = [...guide.matchAll(/^\| ([A-Z]\d) \|/gm)].map(([, code]) => code);
    expect(codes.sort()).toEqual(
      Object.values(FAULTS)
        .map(({ short }) => short)
        .sort(),
    );
  });
});
