import { describe, expect, it } from 'vitest';
import { currentFaults, NO_WORKER_FAULTS, repairAnswered, stageFailed } from '../../../client/workers/worker-faults.ts';

describe('what is wrong in the worker', () => {
  it('names the stage that failed and what it said, for a while', () => {
    const failed = stageFailed(NO_WORKER_FAULTS, 'ink', new Error('heap is full'), 1000);
    expect(currentFaults(failed, 1100).list).toEqual([{ code: 'vision-failed', detail: 'ink: heap is full' }]);
    expect(currentFaults(failed, 60_000).list).toEqual([]);
  });
  it('says the same words while the same failure goes on, so that nothing is sent again', () => {
    let faults = NO_WORKER_FAULTS;
    const told = new Set<string>();
    for (let time = 0; time < 10_000; time += 500) {
      faults = stageFailed(faults, 'lines', 'odd', time);
      told.add(JSON.stringify(currentFaults(faults, time).list));
    }
    expect(told.size).toBe(1);
  });
  it('tells why a repair was refused, with whose, for a while, and no longer when the next one is not', () => {
    const refused = repairAnswered(NO_WORKER_FAULTS, 'left', 'Nothing to compare with.', 1000);
    const told = { code: 'repair-refused', detail: 'Projector “left”. Nothing to compare with.' };
    expect(currentFaults(refused, 1000).list).toEqual([told]);
    expect(currentFaults(refused, 15_000).list).toEqual([told]);
    expect(currentFaults(refused, 60_000).list).toEqual([]);
    expect(currentFaults(repairAnswered(refused, 'left', null, 2000), 2000).list).toEqual([]);
  });
  it('keeps a missing reader until it is there', () => {
    const missing = { ...NO_WORKER_FAULTS, reader: { code: 'model-missing', detail: '/models/x.onnx' } as const };
    expect(currentFaults(missing, 1e9).list).toHaveLength(1);
  });
});
