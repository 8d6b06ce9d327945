import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type CalibrationRecord, plainRecord } from '../../calibration/record.ts';
import type { Link } from '../../server/link.ts';
import { emptySnapshot, foldObservation, type Snapshot } from '../../server/protocol.ts';
import { openCanvasJournal } from '../../server/store/canvas-journal.ts';
import { fileNameOf } from '../../server/store/file-name.ts';
import { type Here, until } from './inklight-here.ts';
import { committedObservation, observationSource, seededRandom } from './random-observation.ts';
import { serversAndLinks } from './servers-and-links.ts';

const { start, open: openOn, folder } = serversAndLinks();
const open = (here: Here, role: 'camera' | 'projector', more: Partial<Parameters<typeof openOn>[0]> = {}): Link =>
  openOn({ role, canvas: 'main', name: 'main', url: here.url, ...more });

const record = (more: Partial<CalibrationRecord> = {}): CalibrationRecord =>
  plainRecord({
    canvas: 'main',
    projector: 'main',
    sheet: { widthMm: 297, heightMm: 210 },
    canvasToProjector: [2, 0, 10, 0, 2, 20, 0, 0, 1],
    projectorSize: { width: 1280, height: 720 },
    source: 'keystone',
    madeAt: '2026-01-15T10:00:00.000Z',
    ...more,
  });
const codesOf = (here: Here): string[] => here.running.status().faults.map((f) => f.code);
const calibrationPath = (dataFolder: string): string => join(dataFolder, 'calibrations', 'main', 'main.json');

describe('calibrations', () => {
  it('survive a restart and reach whoever joins', async () => {
    const first = await start();
    const projector = open(first, 'projector');
    projector.publish({ type: 'calibration', calibration: { kind: 'record', record: record() } });
    await until('it is on the disk', () => {
      try {
        return readFileSync(calibrationPath(first.dataFolder), 'utf8').includes('keystone');
      } catch {
        return false;
      }
    });
    projector.close();
    await first.running.stop();
    const second = await start({ dataFolder: first.dataFolder });
    const late = open(second, 'projector');
    await until('joined', () => late.state === 'joined');
    expect(late.canvas.calibrations).toEqual([record()]);
  });

  it('that are corrupt are a fault with path, expected and found; repaired, they are taken up without a restart', async () => {
    const dataFolder = folder();
    const path = calibrationPath(dataFolder);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '{"version": 1, "canvas": "main", ');
    const here = await start({ dataFolder });
    const reported: string[][] = [];
    const projector = open(here, 'projector', { onFaults: (faults) => reported.push(faults.map((f) => f.fault.code)) });
    await until('the page is told', () => reported.at(-1)?.includes('calibration-corrupt') === true);
    const fault = here.running.status().faults.find((f) => f.code === 'calibration-corrupt');
    expect(fault?.detail).toContain(path);
    expect(fault?.detail).toMatch(/Expected JSON, found/);
    expect(fault?.remedy).not.toBe('');
    expect(projector.canvas.calibrations).toEqual([]);
    expect(readFileSync(path, 'utf8')).toBe('{"version": 1, "canvas": "main", ');

    writeFileSync(path, JSON.stringify({ ...record(), projectorSize: { width: -5, height: 720 } }));
    await until('the field is named', () =>
      here.running.status().faults.some((f) => f.detail.includes('projectorSize.width') && f.detail.includes('-5')),
    );
    writeFileSync(path, JSON.stringify(record({ projector: 'other' })));
    await until('another projector’s record is not taken', () =>
      here.running.status().faults.some((f) => f.detail.includes('“other”')),
    );

    writeFileSync(path, JSON.stringify(record()));
    await until('the fault is gone', () => !codesOf(here).includes('calibration-corrupt'));
    await until('the page is told that too', () => reported.at(-1)?.includes('calibration-corrupt') === false);
    await until('the page has the calibration', () => projector.canvas.calibrations.length === 1);
    expect(projector.canvas.calibrations[0]).toEqual(record());
  });

  it('that are corrupt and deleted are no fault any more', async () => {
    const dataFolder = folder();
    const path = calibrationPath(dataFolder);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
    const here = await start({ dataFolder });
    expect(codesOf(here)).toContain('calibration-corrupt');
    rmSync(path);
    await until('the fault is gone', () => !codesOf(here).includes('calibration-corrupt'));
  });

  it('of another canvas than they are sent to are refused', async () => {
    const here = await start();
    const refused: string[] = [];
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const projector = open(here, 'projector', { onRefused: (r) => refused.push(r.reason) });
    projector.publish({ type: 'calibration', calibration: { kind: 'record', record: record({ canvas: 'other' }) } });
    await until('it is refused', () => refused.length === 1);
    expect(refused[0]).toContain('“other”');
    expect(said).toHaveBeenCalledOnce();
    said.mockRestore();
    expect(projector.undelivered).toBe(0);
  });

  it('keep the file they replace when it came from elsewhere', async () => {
    const dataFolder = folder();
    const path = calibrationPath(dataFolder);
    mkdirSync(dirname(path), { recursive: true });
    const old = JSON.stringify(record({ source: 'structured-light' }));
    writeFileSync(path, old);
    const here = await start({ dataFolder });
    const projector = open(here, 'projector');
    projector.publish({ type: 'calibration', calibration: { kind: 'record', record: record() } });
    await until('the new one is written', () => readFileSync(path, 'utf8').includes('keystone'));
    expect(readFileSync(`${path}.previous`, 'utf8')).toBe(old);
    await here.running.stop();
    const again = await start({ dataFolder });
    const late = open(again, 'projector');
    await until('joined', () => late.state === 'joined');
    expect(late.canvas.previous).toEqual([record({ source: 'structured-light' })]);
    late.publish({ type: 'calibration', calibration: { kind: 'command', projector: 'main', command: 'restore' } });
    await until('the old one is back', () => readFileSync(path, 'utf8').includes('structured-light'));
    expect(readFileSync(`${path}.previous`, 'utf8')).toContain('keystone');
  });

  it('keep a broken file they replace, for whoever wants to repair it', async () => {
    const dataFolder = folder();
    const path = calibrationPath(dataFolder);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '{"version": 1, ');
    const here = await start({ dataFolder });
    const projector = open(here, 'projector');
    projector.publish({ type: 'calibration', calibration: { kind: 'record', record: record() } });
    await until('the new one is written', () => readFileSync(path, 'utf8').includes('keystone'));
    expect(readFileSync(`${path}.broken`, 'utf8')).toBe('{"version": 1, ');
  });
});

describe('what is written', () => {
  it('survives a restart where it was committed, and only there', async () => {
    const first = await start();
    const camera = open(first, 'camera');
    const next = observationSource(seededRandom(11));
    for (let i = 0; i < 40; i++) camera.publish(next());
    await until('all is delivered', () => camera.undelivered === 0 && camera.state === 'joined');
    const watcher = open(first, 'projector');
    await until('the watcher joined', () => watcher.state === 'joined');
    const committed = (s: Snapshot) => ({
      strokes: s.strokes.filter((x) => x.state === 'committed').sort((a, b) => a.id.localeCompare(b.id)),
      lines: s.lines.filter((x) => x.state === 'committed').sort((a, b) => a.id.localeCompare(b.id)),
    });
    const before = committed(watcher.canvas);
    expect(before.strokes.length).toBeGreaterThan(0);
    for (const link of [camera, watcher]) link.close();
    await first.running.stop();
    const second = await start({ dataFolder: first.dataFolder });
    const late = open(second, 'projector');
    await until('joined', () => late.state === 'joined');
    expect(committed(late.canvas)).toEqual(before);
    expect(late.canvas.strokes.every((s) => s.state === 'committed')).toBe(true);
  });

  it('is what the journal holds after any sequence of observations, flushed anywhere (15 seeds)', async () => {
    for (let seed = 1; seed <= 15; seed++) {
      const dataFolder = folder();
      const random = seededRandom(seed);
      const next = observationSource(random);
      const store = openCanvasJournal(dataFolder);
      await store.load();
      let snapshot = emptySnapshot('main');
      for (let i = 0; i < 60; i++) {
        const observation = { ...next(), complete: random() < 0.05 };
        snapshot = foldObservation(snapshot, observation);
        store.note(observation, snapshot);
        if (random() < 0.2) await store.flush();
      }
      await store.flush();
      const [loaded] = await openCanvasJournal(dataFolder).load();
      const ids = (s: Snapshot | undefined): string[] =>
        (s?.strokes ?? [])
          .filter((x) => x.state === 'committed')
          .map((x) => `${x.id} ${x.time} ${x.points.byteLength}`)
          .sort();
      const texts = (s: Snapshot | undefined): string[] =>
        (s?.lines ?? [])
          .filter((x) => x.state === 'committed')
          .map((x) => `${x.id} ${x.text}`)
          .sort();
      expect(ids(loaded?.snapshot), `seed ${seed}`).toEqual(ids(snapshot));
      expect(texts(loaded?.snapshot), `seed ${seed}`).toEqual(texts(snapshot));
    }
  });

  it('is kept but for the last line when the power went while it was written', async () => {
    const dataFolder = folder();
    const store = openCanvasJournal(dataFolder);
    await store.load();
    let snapshot = emptySnapshot('main');
    for (const id of ['a', 'b']) {
      const observation = committedObservation(id, id);
      snapshot = foldObservation(snapshot, observation);
      store.note(observation, snapshot);
      await store.flush();
    }
    const path = join(dataFolder, 'canvases', 'main.jsonl');
    const whole = readFileSync(path, 'utf8');
    writeFileSync(path, whole.slice(0, -20));
    const again = openCanvasJournal(dataFolder);
    const [loaded] = await again.load();
    expect(loaded?.snapshot.strokes.map((s) => s.id)).toEqual(['a']);
    expect(loaded?.damaged).toBe(1);
    expect(readFileSync(loaded?.keptAs ?? '', 'utf8')).toBe(whole.slice(0, -20));
    await again.flush();
    const [third] = await openCanvasJournal(dataFolder).load();
    expect(third).toMatchObject({ damaged: 0 });
    expect(third?.snapshot.strokes.map((s) => s.id)).toEqual(['a']);
  });

  it('stays short on the disk however often the ink changes', async () => {
    const dataFolder = folder();
    const store = openCanvasJournal(dataFolder);
    await store.load();
    let snapshot = emptySnapshot('main');
    for (let i = 0; i < 1_500; i++) {
      const observation = committedObservation('only', `revision ${i}`, i);
      snapshot = foldObservation(snapshot, {
        ...observation,
        lines: observation.lines.map((l) => ({ ...l, revision: i })),
      });
      store.note(observation, snapshot);
      if (i % 100 === 99) await store.flush();
    }
    expect(statSync(join(dataFolder, 'canvases', 'main.jsonl')).size).toBeLessThan(512 * 1024);
  });

  it('goes on being relayed when the disk fails, with a fault, and is stored when the disk is back', async () => {
    const dataFolder = folder();
    const here = await start({ dataFolder });
    // A file where a folder must be: fails for root too, which no mode of a folder does.
    const canvases = join(dataFolder, 'canvases');
    rmSync(canvases, { recursive: true });
    writeFileSync(canvases, 'in the way');
    const camera = open(here, 'camera');
    const watcher = open(here, 'projector');
    camera.publish(committedObservation('a', 'while the disk fails'));
    await until('it is relayed', () => watcher.canvas.lines[0]?.text === 'while the disk fails');
    await until('the fault is there', () => codesOf(here).includes('storage-failed'));
    rmSync(canvases);
    await until('the fault is gone', () => !codesOf(here).includes('storage-failed'));
    await until('it is stored', () => {
      try {
        return readFileSync(join(canvases, 'main.jsonl'), 'utf8').includes('while the disk fails');
      } catch {
        return false;
      }
    });
  });

  it('does not stop the server when its folder can never be made', async () => {
    const parent = folder();
    const inTheWay = join(parent, 'file');
    writeFileSync(inTheWay, '');
    chmodSync(inTheWay, 0o644);
    const here = await start({ dataFolder: join(inTheWay, 'data') });
    expect(codesOf(here)).toContain('storage-failed');
    expect(here.running.status().faults.find((f) => f.code === 'storage-failed')?.detail).toContain(inTheWay);
    const projector = open(here, 'projector');
    await until('pages still join', () => projector.state === 'joined');
  });
});

describe('file names', () => {
  it('are readable where the name is plain, and never shared by two names', () => {
    expect(fileNameOf('main')).toBe('main');
    expect(fileNameOf('wall-2.left')).toBe('wall-2.left');
    const names = ['Main', 'main', 'MAIN', 'écran', 'ecran', 'エ', '工', 'a'.repeat(64), `${'é'.repeat(64)}`];
    const files = names.map(fileNameOf);
    expect(new Set(files.map((f) => f.toLowerCase())).size).toBe(names.length);
    for (const file of files) expect(file).toMatch(/^[a-z0-9_~.-]{1,80}$/);
  });

  it('never leave the folder', async () => {
    const here = await start();
    const camera = open(here, 'camera', { canvas: 'Ünïcode-wall' });
    camera.publish(committedObservation('a', 'a'));
    await until('it is stored', () => readdirSync(join(here.dataFolder, 'canvases')).length === 1);
    expect(readdirSync(here.dataFolder)).toEqual(['canvases']);
  });
});
