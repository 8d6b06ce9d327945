import { describe, expect, it } from 'vitest';
import type { LineReading } from '../../../client/reading/reading.ts';
import type { LineRegion } from '../../../client/vision/ink.ts';
import { createLineReader, type LastReadings, nextToRead } from '../../../client/workers/read-changed-lines.ts';

const region = (id: string, revision: number, settled = true): LineRegion => ({
  id,
  revision,
  settled,
  box: { x: 0, y: 0, width: 100, height: 10 },
  baseline: [
    { x: 0, y: 8 },
    { x: 100, y: 8 },
  ],
  strokes: [],
  crop: { width: 1, height: 1, data: new Uint8Array(1), pxPerMm: 4 },
  cropOrigin: { x: 0, y: 0 },
});
const reading = (text: string): LineReading => ({
  kind: 'text',
  text,
  confidence: 1,
  alternatives: [],
  characters: [],
});
const read = (entries: readonly (readonly [string, number, number])[], settled = true): LastReadings =>
  new Map(entries.map(([id, revision, time]) => [id, { reading: reading(id), revision, settled, time }]));

describe('which line is read next', () => {
  it('is none when no ink has changed', () => {
    expect(nextToRead([region('a', 3)], read([['a', 3, 0]]), 9999)).toBeNull();
  });
  it('is one whose ink has settled since it was read, once', () => {
    expect(nextToRead([region('a', 3, true)], read([['a', 3, 0]], false), 9999)?.id).toBe('a');
    expect(nextToRead([region('a', 3, false)], read([['a', 3, 0]], false), 9999)).toBeNull();
  });
  it('is a finished line before one that is still being written', () => {
    expect(nextToRead([region('a', 1, false), region('b', 1)], new Map(), 0)?.id).toBe('b');
  });
  it('is the one that waited longest among equals', () => {
    const readings = read([
      ['a', 1, 500],
      ['b', 1, 100],
    ]);
    expect(nextToRead([region('a', 2), region('b', 2)], readings, 1000)?.id).toBe('b');
  });
  it('is not the one under the pen again at once', () => {
    const readings = read([['a', 1, 1000]]);
    expect(nextToRead([region('a', 2, false)], readings, 1050)).toBeNull();
    expect(nextToRead([region('a', 2, false)], readings, 2000)?.id).toBe('a');
    expect(nextToRead([region('a', 2, true)], readings, 1050)?.id).toBe('a');
  });
});

describe('reading beside the frames', () => {
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  const makeDesk = () => {
    let now = 0;
    const waiting: { region: LineRegion; done: (r: LineReading) => void; fail: (e: Error) => void }[] = [];
    const errors: unknown[] = [];
    const reader = createLineReader(
      (r) => new Promise((done, fail) => waiting.push({ region: r, done, fail })),
      () => (now += 1000),
      (error) => errors.push(error),
    );
    return { reader, waiting, errors };
  };

  it('never reads two lines at once, and each changed line once', async () => {
    const { reader, waiting } = makeDesk();
    const regions = [region('a', 1), region('b', 1)];
    for (let i = 0; i < 5; i++) reader.look(regions);
    expect(waiting).toHaveLength(1);
    waiting[0]!.done(reading('one'));
    await settle();
    for (let i = 0; i < 5; i++) reader.look(regions);
    expect(waiting).toHaveLength(2);
    waiting[1]!.done(reading('two'));
    await settle();
    reader.look(regions);
    expect(waiting).toHaveLength(2);
    expect([...reader.readings().values()].map((last) => last.reading.text).sort()).toEqual(['one', 'two']);
  });
  it('goes on with the next line after one that could not be read', async () => {
    const { reader, waiting, errors } = makeDesk();
    reader.look([region('a', 1)]);
    waiting[0]!.fail(new Error('device lost'));
    await settle();
    expect(errors).toHaveLength(1);
    reader.look([region('a', 1)]);
    expect(waiting).toHaveLength(2);
  });
  it('reads the other lines while one cannot be read at all', async () => {
    let now = 0;
    const tried: string[] = [];
    const reader = createLineReader(
      async ({ id }) => {
        tried.push(id);
        if (id === 'bad') throw new Error('no such line');
        return reading(id);
      },
      () => now,
      () => {},
    );
    const regions = [region('bad', 1), region('good', 1), region('growing', 1, false)];
    for (let frame = 0; frame < 40; frame++) {
      now += 100;
      reader.look(regions);
      await settle();
    }
    expect([...reader.readings().keys()].sort()).toEqual(['good', 'growing']);
    // Now and then it is tried again, and at once when its ink has changed.
    const tries = tried.filter((id) => id === 'bad').length;
    expect(tries).toBeGreaterThan(1);
    expect(tries).toBeLessThan(8);
    tried.length = 0;
    reader.look([region('bad', 2), ...regions.slice(1)]);
    await settle();
    expect(tried).toEqual(['bad']);
  });

  it('says where characters stand on the canvas, wherever the line begins by now', async () => {
    const { reader, waiting } = makeDesk();
    const spoken = (left: number): LineReading => ({
      ...reading('i'),
      characters: [{ character: 'i', left, right: left + 3 }],
    });
    const at = (revision: number, x: number): LineRegion => ({ ...region('a', revision), cropOrigin: { x, y: 7 } });
    reader.look([at(1, 100)]);
    // A letter was put before the line while it was read.
    reader.look([at(2, 60)]);
    waiting[0]!.done(spoken(4));
    await settle();
    const shown = () => reader.readings().get('a')!.reading.characters[0]!;
    expect([shown().left, shown().right]).toEqual([104, 107]);
    reader.amend('a', 1, { ...spoken(5), again: true });
    expect([shown().left, shown().right]).toEqual([105, 108]);
  });

  it('forgets lines that are gone', async () => {
    const { reader, waiting } = makeDesk();
    reader.look([region('a', 1)]);
    waiting[0]!.done(reading('one'));
    await settle();
    reader.look([]);
    expect(reader.readings().size).toBe(0);
  });

  it('takes a better reading of ink that was read already, and none of ink that has changed since', async () => {
    const { reader, waiting } = makeDesk();
    reader.look([region('a', 1)]);
    waiting[0]!.done(reading('light'));
    await settle();
    reader.amend('a', 1, { ...reading('night'), again: true });
    expect(reader.readings().get('a')).toMatchObject({ reading: { text: 'night', again: true }, revision: 1 });
    reader.amend('a', 2, reading('never'));
    reader.amend('b', 1, reading('never'));
    expect(reader.readings().get('a')!.reading.text).toBe('night');
    expect(reader.readings().size).toBe(1);
    // It is up to date: nobody reads it once more.
    reader.look([region('a', 1)]);
    expect(waiting).toHaveLength(1);
  });
  it('reads all lines anew when something else is expected of them, keeps what they said until then, and takes no older answer', async () => {
    const { reader, waiting } = makeDesk();
    const regions = [region('a', 1), region('b', 1)];
    reader.look(regions);
    waiting[0]!.done(reading('Gaitshell'));
    await settle();
    reader.look(regions);
    // Asked for while the second line is being read, with the old words.
    reader.readAnew();
    waiting[1]!.done(reading('old'));
    await settle();
    reader.amend('a', 1, { ...reading('older'), again: true });
    expect(reader.readings().get('a')!.reading.text).toBe('Gaitshell');
    for (const text of ['first', 'second']) {
      reader.look(regions);
      waiting.at(-1)!.done(reading(text));
      await settle();
    }
    expect(waiting).toHaveLength(4);
    expect([...reader.readings().values()].map((last) => last.reading.text).sort()).toEqual(['first', 'second']);
    for (const { reading: said, revision } of reader.readings().values()) {
      expect(said.anew).toBe(true);
      expect(revision).toBe(1);
    }
    reader.look(regions);
    expect(waiting).toHaveLength(4);
  });
});
