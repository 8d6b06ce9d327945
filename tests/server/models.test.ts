import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Here, removeFolder, startHere, until, writeModel } from './inklight-here.ts';

let here: Here;
beforeEach(async () => {
  here = await startHere();
});
afterEach(async () => {
  await here.running.stop();
  removeFolder(here.dataFolder);
  removeFolder(here.modelsFolder);
});
const codes = (): string[] => here.running.status().faults.map((f) => f.code);

describe('models', () => {
  it('are listed with their hashes', () => {
    expect(here.running.status().models).toMatchObject([{ file: 'small.onnx', ok: true, bytes: 7 }]);
    expect(codes()).toEqual([]);
  });

  it('that were changed are a fault with the file, what was expected and what was found, until they are restored', async () => {
    const [shipped] = here.running.status().models;
    writeFileSync(join(here.modelsFolder, 'small.onnx'), 'weight$ of another');
    await until('the fault is there', () => codes().includes('model-corrupt'));
    const { models, faults } = here.running.status();
    const fault = faults.find((f) => f.code === 'model-corrupt');
    expect(fault?.detail).toContain('small.onnx');
    expect(fault?.detail).toContain(`expected sha256 ${shipped?.sha256}`);
    expect(fault?.detail).toContain(`found ${models[0]?.sha256}`);
    expect(here.log.filter((line) => line.includes('model-corrupt') && !line.startsWith('over'))).toHaveLength(1);
    writeModel(here.modelsFolder, 'weights');
    await until('the fault is gone', () => !codes().includes('model-corrupt'));
  });

  it('that are gone are a fault too', async () => {
    rmSync(join(here.modelsFolder, 'small.onnx'));
    await until('the fault is there', () => codes().includes('model-corrupt'));
    expect(here.running.status().faults[0]?.detail).toContain('no file');
  });

  it('without a manifest are missing, and found again when it returns', async () => {
    rmSync(join(here.modelsFolder, 'manifest.json'));
    await until('the fault is there', () => codes().includes('model-missing'));
    writeFileSync(join(here.modelsFolder, 'manifest.json'), '{"models": []}');
    await until('an empty manifest is named', () =>
      here.running.status().faults.some((f) => f.detail.includes('found none')),
    );
    writeModel(here.modelsFolder, 'weights');
    await until('the fault is gone', () => codes().length === 0);
  });
});
