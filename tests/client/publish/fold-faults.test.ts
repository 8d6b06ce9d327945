import { describe, expect, it } from 'vitest';
import { foldFaults, listFaults, NO_FAULTS } from '../../../client/publish/fold-faults.ts';
import { payloadSchema } from '../../../server/protocol.ts';

const T1 = '2026-01-01T10:00:00.000Z';
const T2 = '2026-01-01T10:00:05.000Z';

describe('the list of faults', () => {
  it('keeps since when a fault holds while its detail changes', () => {
    const first = foldFaults(NO_FAULTS, 'camera', [{ code: 'camera-frozen', detail: 'for 3 s' }], T1);
    const second = foldFaults(first, 'camera', [{ code: 'camera-frozen', detail: 'for 8 s' }], T2);
    expect(listFaults(second)).toEqual([{ code: 'camera-frozen', severity: 'fault', since: T1, detail: 'for 8 s' }]);
  });
  it('starts anew when a fault went and came again', () => {
    const fault = [{ code: 'no-paper', detail: '' }] as const;
    const gone = foldFaults(foldFaults(NO_FAULTS, 'paper', fault, T1), 'paper', [], T1);
    expect(listFaults(gone)).toEqual([]);
    expect(listFaults(foldFaults(gone, 'paper', fault, T2))[0]!.since).toBe(T2);
  });
  it('lets no part clear what another part reported', () => {
    const camera = foldFaults(NO_FAULTS, 'camera', [{ code: 'camera-refused', detail: '' }], T1);
    const both = foldFaults(camera, 'worker', [{ code: 'model-corrupt', detail: 'models/x.onnx' }], T2);
    expect(listFaults(foldFaults(both, 'worker', [], T2)).map((f) => f.code)).toEqual(['camera-refused']);
  });
  it('is the very same value when nothing changed, so that nothing is sent', () => {
    const report = [{ code: 'no-paper', detail: 'dark' }] as const;
    const first = foldFaults(NO_FAULTS, 'paper', report, T1);
    expect(foldFaults(first, 'paper', report, T2)).toBe(first);
  });
  it('puts notices behind faults', () => {
    const notice = foldFaults(NO_FAULTS, 'worker', [{ code: 'reading-on-wasm', detail: '' }], T1);
    const both = foldFaults(notice, 'paper', [{ code: 'no-paper', detail: '' }], T2);
    expect(listFaults(both).map((f) => f.severity)).toEqual(['fault', 'notice']);
  });
  it('always passes the wire’s own check, however long a detail is', () => {
    const long = foldFaults(NO_FAULTS, 'worker', [{ code: 'vision-failed', detail: 'x'.repeat(9000) }], T1);
    expect(payloadSchema.safeParse({ type: 'fault', faults: listFaults(long) }).success).toBe(true);
  });
});
