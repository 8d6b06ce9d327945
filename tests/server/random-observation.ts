/** Observations drawn by seed: strokes and lines come, change, are committed and withdrawn, as a camera page sends them. */
import type { Observation, ObservedLine } from '../../server/protocol.ts';
import { packStrokes } from '../../server/protocol.ts';

/** mulberry32: small, seeded, the same everywhere. */
export const seededRandom = (seed: number): (() => number) => {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const STATES = ['tentative', 'committed', 'withdrawn'] as const;
const IDS = 12;

/** A source of observations; revisions of a line only ever grow, as the contract says. */
export const observationSource = (random: () => number): (() => Observation) => {
  let time = 0;
  let revision = 0;
  const pick = (n: number): number => Math.floor(random() * n);
  const ids = (prefix: string): string[] => [
    ...new Set(Array.from({ length: pick(4) }, () => `${prefix}${pick(IDS)}`)),
  ];
  return () => {
    time += 1 + pick(100);
    const strokes = ids('s').map((id) => ({
      id,
      state: STATES[pick(3)]!,
      widthMm: 0.5,
      time,
      points: new Uint8Array(Float32Array.from({ length: 2 * (1 + pick(5)) }, () => pick(200)).buffer),
    }));
    return {
      type: 'observation',
      time,
      paper: random() < 0.2 ? { kind: 'absent', reason: 'no-bright-quad' } : PAPER,
      ...packStrokes(strokes),
      lines: ids('l').map((id) => line(id, ++revision, STATES[pick(3)]!, `text ${pick(1000)}`)),
    };
  };
};

const PAPER: Observation['paper'] = {
  kind: 'found',
  quad: [
    { x: 10, y: 10 },
    { x: 500, y: 12 },
    { x: 505, y: 350 },
    { x: 8, y: 352 },
  ],
  cameraSize: { width: 640, height: 480 },
  sheet: { widthMm: 297, heightMm: 210 },
  source: 'detected',
};

export const line = (id: string, revision: number, state: ObservedLine['state'], text: string): ObservedLine => ({
  id,
  revision,
  state,
  kind: 'text',
  text,
  confidence: 0.8,
  alternatives: [{ text, probability: 0.8 }],
  characters: [{ character: text[0] ?? '', box: { x: 1, y: 2, width: 3, height: 4 } }],
  baseline: [
    { x: 0, y: 10 },
    { x: 100, y: 10 },
  ],
  box: { x: 0, y: 0, width: 100, height: 12 },
  style: { slantDegrees: 8, xHeightMm: 4, strokeWidthMm: 0.5, spacingMm: 2, curvature: 0.3 },
  strokes: ['s1'],
});

/** One committed stroke and the line it makes. */
export const committedObservation = (id: string, text: string, time = 1): Observation => ({
  type: 'observation',
  time,
  paper: PAPER,
  ...packStrokes([
    {
      id,
      state: 'committed' as const,
      widthMm: 0.6,
      time,
      points: new Uint8Array(Float32Array.of(1, 2, 3, 4, 5.5, 6.25).buffer),
    },
  ]),
  lines: [{ ...line(`line-${id}`, 1, 'committed', text), strokes: [id] }],
});
