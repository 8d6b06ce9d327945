/**
 * What the server is told after a frame: only what is new or different since the last observation. Pure.
 * In: the pipeline's output (canvas mm) and the stabilised lines (characters in px of the canvas raster). Out: an Observation in canvas mm, or null.
 */
import type { Size } from '../../calibration/frames.ts';
import type { LineStyle, Observation, ObservedLine, ObservedPaper, ObservedStroke } from '../../server/protocol.ts';
import type { StableLine } from '../reading/stabilise.ts';
import type { LineRegion, TracedStroke } from '../vision/ink.ts';
import { measureStyle } from '../vision/measure-style.ts';
import type { PipelineOutput } from '../vision/pipeline.ts';

/** The contract's limits a message; what does not fit goes with the next observation. */
const MAX_STROKES = 5000;
const MAX_LINES = 500;
const MAX_STROKES_A_LINE = 2000;
const MAX_POINTS = 20_000;
const MAX_TEXT = 400;
const MAX_ALTERNATIVES = 10;
/** A quad that moved by less than this, px, is the same: detection trembles. */
const SAME_QUAD_PX = 1;
/** The paper is told again after so long, ms, though nothing changed: that is how the server knows that someone looks. */
const TELL_AGAIN_MS = 1_000;

/** What the receiver has of this sender. */
export interface Sent {
  readonly paper: ObservedPaper | null;
  /** When something was last sent, ms of the pipeline's clock. */
  readonly time: number;
  /** Of each stroke the object that was sent: strokes are values, so the same object is the same stroke. */
  readonly strokes: ReadonlyMap<string, { readonly state: TracedStroke['state']; readonly points: Float32Array }>;
  readonly lines: ReadonlyMap<string, string>;
}

export const NOTHING_SENT: Sent = { paper: null, time: Number.NEGATIVE_INFINITY, strokes: new Map(), lines: new Map() };

/**
 * `lines` holds the stabilised reading of each line that has one; lines without are not told of yet. `camera` is the picture's size.
 * null: nothing is new.
 */
export const composeObservation = (
  sent: Sent,
  output: PipelineOutput,
  lines: ReadonlyMap<string, StableLine>,
  camera: Size,
): { observation: Observation | null; sent: Sent } => {
  const paper = observedPaper(output, camera);
  const isNewPaper = !sent.paper || !isSamePaper(sent.paper, paper) || output.time - sent.time >= TELL_AGAIN_MS;
  if (!output.canvas) {
    if (!isNewPaper) return { observation: null, sent };
    const observation = {
      type: 'observation' as const,
      time: output.time,
      paper,
      strokes: [],
      points: new ArrayBuffer(0),
      lines: [],
    };
    return { observation, sent: { ...sent, paper, time: output.time } };
  }
  const { strokes, points, sent: sentStrokes } = changedStrokes(sent, output.canvas.strokes);
  const { observed, sent: sentLines } = changedLines(sent, output, lines);
  const next: Sent = { ...sent, paper: isNewPaper ? paper : sent.paper, strokes: sentStrokes, lines: sentLines };
  if (!isNewPaper && strokes.length === 0 && observed.length === 0) return { observation: null, sent: next };
  return {
    observation: { type: 'observation', time: output.time, paper, strokes, points, lines: observed },
    sent: { ...next, time: output.time },
  };
};

const observedPaper = ({ sighting, canvas }: PipelineOutput, camera: Size): ObservedPaper =>
  canvas
    ? {
        kind: 'found',
        quad: canvas.paper.quad.map(({ x, y }) => ({ x, y })) as Extract<ObservedPaper, { kind: 'found' }>['quad'],
        cameraSize: { width: camera.width, height: camera.height },
        sheet: { ...canvas.paper.sheet },
        source: canvas.paper.source,
      }
    : { kind: 'absent', reason: sighting.kind === 'absent' ? sighting.reason : 'no-bright-quad' };

const isSamePaper = (a: ObservedPaper, b: ObservedPaper): boolean => {
  if (a.kind === 'absent' || b.kind === 'absent')
    return a.kind === b.kind && 'reason' in a && 'reason' in b && a.reason === b.reason;
  return (
    a.source === b.source &&
    a.cameraSize.width === b.cameraSize.width &&
    a.cameraSize.height === b.cameraSize.height &&
    a.sheet.widthMm === b.sheet.widthMm &&
    a.sheet.heightMm === b.sheet.heightMm &&
    a.quad.every((p, i) => Math.hypot(p.x - b.quad[i]!.x, p.y - b.quad[i]!.y) < SAME_QUAD_PX)
  );
};

const changedStrokes = (
  sent: Sent,
  current: readonly TracedStroke[],
): { strokes: ObservedStroke[]; points: ArrayBuffer; sent: Sent['strokes'] } => {
  const next = new Map(sent.strokes);
  const news: TracedStroke[] = [];
  const alive = new Set<string>();
  for (const s of current) {
    if (s.state === 'withdrawn') continue;
    alive.add(s.id);
    const known = sent.strokes.get(s.id);
    if ((known?.state === s.state && known.points === s.points) || news.length >= MAX_STROKES) continue;
    next.set(s.id, { state: s.state, points: s.points });
    news.push(s);
  }
  const gone = [...sent.strokes.keys()].filter((id) => !alive.has(id)).slice(0, MAX_STROKES - news.length);
  for (const id of gone) next.delete(id);
  const counts = news.map((s) => Math.min(MAX_POINTS, s.points.length / 2));
  const packed = new Float32Array(2 * counts.reduce((a, b) => a + b, 0));
  let offset = 0;
  const strokes = news.map((s, i): ObservedStroke => {
    const count = counts[i]!;
    packed.set(s.points.subarray(0, 2 * count), 2 * offset);
    const stroke = { id: s.id, state: s.state, offset, count, widthMm: Math.min(50, s.widthMm), time: s.time };
    offset += count;
    return stroke;
  });
  for (const id of gone) strokes.push({ id, state: 'withdrawn', offset: 0, count: 0, widthMm: 0, time: 0 });
  return { strokes, points: packed.buffer, sent: next };
};

const changedLines = (
  sent: Sent,
  output: PipelineOutput,
  stable: ReadonlyMap<string, StableLine>,
): { observed: ObservedLine[]; sent: Sent['lines'] } => {
  const canvas = output.canvas!;
  const next = new Map(sent.lines);
  const observed: ObservedLine[] = [];
  const strokeOf = new Map(canvas.strokes.map((s) => [s.id, s]));
  const alive = new Set(canvas.lines.map((l) => l.id));
  for (const region of canvas.lines) {
    const line = stable.get(region.id);
    if (!line || line.state === 'withdrawn' || observed.length >= MAX_LINES) continue;
    // All that can differ without the ink differing; the ink is told by the revision and the strokes.
    const key = JSON.stringify([
      line.revision,
      line.state,
      line.kind,
      line.text,
      round(line.confidence),
      line.language,
      region.revision,
      region.strokes,
    ]);
    if (sent.lines.get(region.id) === key) continue;
    next.set(region.id, key);
    observed.push(observedLine(region, line, strokeOf));
  }
  for (const id of sent.lines.keys()) {
    if (alive.has(id) || observed.length >= MAX_LINES) continue;
    next.delete(id);
    observed.push(withdrawnLine(id, stable.get(id)?.revision));
  }
  return { observed, sent: next };
};

const round = (value: number): number => Math.round(value * 100) / 100;

const NO_STYLE: LineStyle = { slantDegrees: 0, xHeightMm: 0, strokeWidthMm: 0, spacingMm: 0, curvature: 0 };

const observedLine = (
  region: LineRegion,
  line: StableLine,
  strokeOf: ReadonlyMap<string, TracedStroke>,
): ObservedLine => {
  const strokes = region.strokes.flatMap((id) => strokeOf.get(id) ?? []);
  const { pxPerMm } = region.crop;
  return {
    id: region.id,
    revision: line.revision,
    state: line.state,
    kind: line.kind,
    text: line.text.slice(0, MAX_TEXT),
    confidence: line.confidence,
    alternatives: line.alternatives
      .slice(0, MAX_ALTERNATIVES)
      .map(({ text, probability }) => ({ text: text.slice(0, MAX_TEXT), probability })),
    characters: line.characters.slice(0, MAX_TEXT).map(({ character, left, right }) => ({
      character,
      box: {
        // Pixel centres at integers.
        x: (left + 0.5) / pxPerMm,
        y: region.box.y,
        width: Math.max(0, right - left) / pxPerMm,
        height: region.box.height,
      },
    })),
    baseline: [
      { x: region.baseline[0].x, y: region.baseline[0].y },
      { x: region.baseline[1].x, y: region.baseline[1].y },
    ],
    box: { ...region.box },
    style: measureStyle({ ...region, strokes }),
    strokes: region.strokes.slice(0, MAX_STROKES_A_LINE),
    ...(line.language == null ? {} : { language: line.language }),
  };
};

/** A line that has left the canvas. Its revision must not be below the one that was sent, or the receiver keeps the line. */
const withdrawnLine = (id: string, revision: number | undefined): ObservedLine => ({
  id,
  revision: revision ?? Number.MAX_SAFE_INTEGER,
  state: 'withdrawn',
  kind: 'text',
  text: '',
  confidence: 0,
  alternatives: [],
  characters: [],
  baseline: [
    { x: 0, y: 0 },
    { x: 0, y: 0 },
  ],
  box: { x: 0, y: 0, width: 0, height: 0 },
  style: NO_STYLE,
  strokes: [],
});
