import { describe, expect, it } from 'vitest';
import { acknowledge, emptyOutbox, enqueue, mergeObservations, resumeFrom, takeNext } from '../../server/outbox.ts';
import {
  emptySnapshot,
  foldObservation,
  type Observation,
  type Payload,
  type Snapshot,
} from '../../server/protocol.ts';
import { observationSource, seededRandom } from './random-observation.ts';

const cue = (value: number): Payload => ({ type: 'cue', cue: { kind: 'intensity', value } });
const picture = (projector: string, frameId: number): Payload => ({
  type: 'projected',
  projector,
  frameId,
  time: frameId,
  width: 1,
  height: 1,
  picture: new Uint8Array(3),
});

/** Order is when a stroke was first listed, which merging may change; what is on the canvas may not. */
const byId = (s: Snapshot): unknown => ({
  ...s,
  strokes: [...s.strokes].sort((a, b) => a.id.localeCompare(b.id)),
  lines: [...s.lines].sort((a, b) => a.id.localeCompare(b.id)),
});

describe('the outbox', () => {
  it('numbers payloads in the order they were put in, and no sooner than they are sent', () => {
    const filled = [1, 2, 3].reduce((box, i) => enqueue(box, cue(i / 10)), emptyOutbox);
    const { box, toSend } = takeNext(filled);
    expect(toSend).toEqual([
      { seq: 1, payload: cue(0.1) },
      { seq: 2, payload: cue(0.2) },
      { seq: 3, payload: cue(0.3) },
    ]);
    expect(box.waiting).toEqual([]);
    expect(resumeFrom(box)).toBe(1);
    expect(resumeFrom(acknowledge(box, 2))).toBe(3);
    expect(resumeFrom(acknowledge(box, 3))).toBe(4);
  });

  it('sends only so many ahead of the acknowledgements, and goes on with the next number', () => {
    let box = Array.from({ length: 20 }, (_, i) => cue(i / 20)).reduce(enqueue, emptyOutbox);
    const seqs: number[] = [];
    for (let round = 0; round < 20 && (box.waiting.length > 0 || box.inFlight.length > 0); round++) {
      const next = takeNext(box);
      expect(next.box.inFlight.length).toBeLessThan(20);
      seqs.push(...next.toSend.map((m) => m.seq));
      box = acknowledge(next.box, seqs.at(-1)! - 2);
      if (next.toSend.length === 0) box = acknowledge(box, seqs.at(-1)!);
    }
    expect(seqs).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it('keeps only the newest picture of each projector while it waits, and never one that was sent', () => {
    const sent = takeNext(enqueue(emptyOutbox, picture('a', 1))).box;
    const box = [picture('a', 2), picture('b', 3), picture('a', 4)].reduce(enqueue, sent);
    expect(box.inFlight.map((m) => m.payload)).toEqual([picture('a', 1)]);
    expect(box.waiting).toEqual([picture('a', 4), picture('b', 3)]);
  });

  it('stays small however long the server is gone, and still says all that was seen', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const next = observationSource(seededRandom(seed));
      const all: Observation[] = Array.from({ length: 30 }, next);
      const box = all.reduce(enqueue, emptyOutbox);
      expect(box.waiting, `seed ${seed}`).toHaveLength(1);
      const one = box.waiting[0]!;
      if (one.type !== 'observation') throw new Error('not an observation');
      const apart = all.reduce((s, o) => foldObservation(s, o), emptySnapshot('main'));
      expect(byId(foldObservation(emptySnapshot('main'), one)), `seed ${seed}`).toEqual(byId(apart));
    }
  });

  it('merges onto what a canvas already holds as two observations would', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const next = observationSource(seededRandom(seed));
      const before = Array.from({ length: 6 }, next).reduce((s, o) => foldObservation(s, o), emptySnapshot('main'));
      const [first, second] = [next(), next()];
      const apart = foldObservation(foldObservation(before, first), second);
      const merged = foldObservation(before, mergeObservations(first, second));
      expect(byId(merged), `seed ${seed}`).toEqual(byId(apart));
    }
  });

  it('lets a complete observation replace what waited', () => {
    const next = observationSource(seededRandom(7));
    const complete: Observation = { ...next(), complete: true };
    expect(mergeObservations(next(), complete)).toEqual(complete);
    const after = mergeObservations(complete, next());
    expect(after.complete).toBe(true);
  });
});
