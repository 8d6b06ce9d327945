import { describe, expect, it } from 'vitest';
import { latestLine } from '../../../client/landing/latest-line.ts';
import { writeLoops } from '../../../client/landing/loops.ts';
import { chooseCanvas, whoIsHere } from '../../../client/landing/who-is-here.ts';
import { type ClientInfo, emptySnapshot, foldObservation, type Role } from '../../../server/protocol.ts';
import { committedObservation, observationSource, seededRandom } from '../../server/random-observation.ts';

const PICTURE = { width: 1200, height: 160 };
const client = (role: Role, canvas: string, name = 'main', faults: ClientInfo['faults'] = []): ClientInfo => ({
  id: `${role} ${canvas} ${name}`,
  role,
  canvas,
  name,
  joinedAt: 0,
  faults,
});
const fault = { code: 'no-paper', severity: 'fault', since: '2026-01-01T00:00:00Z', detail: '' } as const;

describe('the line that is shown', () => {
  it('is the one whose ink is newest, and lies within the picture whatever was written (30 seeds)', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const next = observationSource(seededRandom(seed));
      let canvas = emptySnapshot('main');
      for (let i = 0; i < 8; i++) canvas = foldObservation(canvas, next());
      const line = latestLine(canvas, PICTURE);
      for (const points of line?.strokes ?? [])
        points.forEach((value, i) => {
          expect(value, `seed ${seed}`).toBeGreaterThanOrEqual(-0.01);
          expect(value, `seed ${seed}`).toBeLessThanOrEqual((i % 2 === 0 ? PICTURE.width : PICTURE.height) + 0.01);
        });
    }
    let canvas = foldObservation(emptySnapshot('main'), committedObservation('s1', 'older', 10));
    canvas = foldObservation(canvas, committedObservation('s2', 'newer', 20));
    canvas = foldObservation(canvas, committedObservation('s0', 'oldest', 5));
    expect(latestLine(canvas, PICTURE)?.text).toBe('newer');
  });

  it('is none where nothing is written', () => {
    expect(latestLine(emptySnapshot('main'), PICTURE)).toBeNull();
  });
});

describe('the loops', () => {
  it('stay within their picture and go from left to right', () => {
    const points = writeLoops({ ...PICTURE, loops: 11 });
    const xs = [...points].filter((_, i) => i % 2 === 0);
    const ys = [...points].filter((_, i) => i % 2 === 1);
    expect(Math.min(...xs)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...xs)).toBeLessThanOrEqual(PICTURE.width);
    expect(Math.min(...ys)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...ys)).toBeLessThanOrEqual(PICTURE.height);
    expect(xs.at(-1)).toBeGreaterThan(xs[0]!);
  });
});

describe('who is here', () => {
  it('names what each canvas has, and what it lacks', () => {
    const here = whoIsHere([
      client('landing', 'main'),
      client('projector', 'main', 'left'),
      client('projector', 'main', 'right', [fault]),
      client('camera', 'foyer'),
    ]);
    expect(here).toEqual([
      {
        canvas: 'foyer',
        parts: [
          { role: 'camera', words: 'camera', state: 'calm' },
          { role: 'projector', words: 'no projector', state: 'idle' },
        ],
      },
      {
        canvas: 'main',
        parts: [
          { role: 'camera', words: 'no camera', state: 'idle' },
          { role: 'projector', words: '2 projectors (left, right)', state: 'fault' },
        ],
      },
    ]);
  });

  it('decides which canvas to look at: what was asked for, else where something is', () => {
    const wall = [client('landing', 'main'), client('camera', 'wall'), client('projector', 'wall')];
    expect(chooseCanvas(wall, null, 'main')).toBe('wall');
    expect(chooseCanvas(wall, 'main', 'main')).toBe('main');
    expect(chooseCanvas(wall, null, 'wall')).toBe('wall');
    expect(chooseCanvas([client('landing', 'wall')], null, 'wall')).toBe('wall');
    expect(chooseCanvas([...wall, client('projector', 'main')], null, 'gone')).toBe('main');
  });
});
