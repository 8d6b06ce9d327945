import { describe, expect, it } from 'vitest';
import { nameFaults } from '../../projector/name-faults.ts';
import { FAULTS, type Fault, type FaultCode } from '../../server/protocol.ts';

const fault = (code: FaultCode, severity: Fault['severity'] = 'fault', detail = ''): Fault => ({
  code,
  severity,
  since: '2026-01-01T00:00:00.000Z',
  detail,
});

describe('the border', () => {
  it('is absent when nothing is wrong, and for notices', () => {
    expect(nameFaults([])).toBeNull();
    expect(nameFaults([fault('reading-on-wasm', 'notice')])).toBeNull();
  });

  it('carries the short code, the title and the remedy of every fault there is', () => {
    for (const code of Object.keys(FAULTS) as FaultCode[]) {
      const border = nameFaults([fault(code, 'fault', 'what exactly')]);
      expect(border).toMatchObject({
        codes: [FAULTS[code].short],
        title: FAULTS[code].title,
        remedy: FAULTS[code].remedy,
        detail: 'what exactly',
      });
      expect(border?.colour).toMatch(/^#[0-9a-f]{6}$/);
    }
  });

  it('says each code once and the cause without its consequences', () => {
    expect(nameFaults([fault('no-camera'), fault('no-paper'), fault('no-camera')])?.codes).toEqual(['C5']);
    expect(nameFaults([fault('server-unreachable'), fault('no-camera')])?.codes).toEqual(['S1']);
    expect(nameFaults([fault('no-paper')])?.codes).toEqual(['P1']);
  });

  it('names at most three', () => {
    const many = (['calibration-missing', 'model-corrupt', 'no-paper', 'storage-failed'] as const).map((c) => fault(c));
    expect(nameFaults(many)?.codes).toEqual(['K2', 'M1', 'P1']);
  });
});
