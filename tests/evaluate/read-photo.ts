/**
 * One picture through the stages that users get, shown to the pipeline as a camera that stands still would show it.
 * In: camera grey. Out: the sheet's quad (camera px) and its committed lines in reading order.
 */
import type { Quad } from '../../calibration/frames.ts';
import type { Reader } from '../../client/reading/read-lines.ts';
import type { Network } from '../../client/reading/recognise.ts';
import { emptyStabiliser, PATIENCE_MS, type StableLine } from '../../client/reading/stabilise.ts';
import type { Cv } from '../../client/vision/cv.ts';
import type { GreyImage } from '../../client/vision/grey-image.ts';
import type { LineRegion } from '../../client/vision/ink.ts';
import { startPipeline, stepPipeline } from '../../client/vision/pipeline.ts';
import { keepReadings, type LastReadings, nextToRead } from '../../client/workers/read-changed-lines.ts';
import { settleLines } from '../../client/workers/settle-lines.ts';
import { readAsDesk } from './read-as-desk.ts';

/** ms of the pipeline's clock between two frames: a slow camera, so that settling takes few frames. */
const FRAME_MS = 250;
/** Nothing more is waited for after this long in which every line stayed as it was: the stabiliser's patience and a little. */
const QUIET_MS = PATIENCE_MS + 400;
/** ms of the pipeline's clock after which the page is taken as it is. */
const LONGEST_MS = 15_000;

export interface PhotoLine {
  readonly text: string;
  readonly confidence: number;
  readonly kind: 'text' | 'drawing';
}

export interface Photographed {
  /** null = no paper found. */
  readonly quad: Quad<'camera'> | null;
  /** Committed lines only: what is stored, read and exported. */
  readonly lines: readonly PhotoLine[];
}

/** `accurate`: the second network of the reader's cascade; null = there is none. `spoken`: languages that people write there, none = any. */
export const readPhoto = async (
  cv: Cv,
  reader: Reader,
  accurate: Network | null,
  grey: GreyImage,
  spoken: readonly string[] = [],
): Promise<Photographed> => {
  const clock = (): number => performance.now();
  let pipeline = startPipeline('photo-');
  let stabiliser = emptyStabiliser;
  let readings: LastReadings = new Map();
  let shown: readonly StableLine[] = [];
  let quad: Quad<'camera'> | null = null;
  let quietSince = 0;
  for (let time = 0; time <= LONGEST_MS; time += FRAME_MS) {
    const frame = { grey, time, projector: null };
    const { state, output } = stepPipeline(cv, pipeline, frame, { sheet: null, manualQuad: null }, clock);
    pipeline = state;
    const regions: readonly LineRegion[] = output.canvas?.lines ?? [];
    quad = output.canvas?.paper.quad ?? null;
    readings = keepReadings(readings, regions);
    // Reading is not timed here: every changed line is read before the next frame.
    for (let region = nextToRead(regions, readings, time); region; region = nextToRead(regions, readings, time)) {
      const { id, revision, settled } = region;
      const before = [...readings].flatMap(([other, { reading }]) => (other === id ? [] : [reading]));
      const reading = await readAsDesk(reader, accurate, region, before, spoken);
      readings = new Map(readings).set(id, { reading, revision, settled, time });
    }
    const settledLines = settleLines(stabiliser, regions, readings, time);
    stabiliser = settledLines.state;
    const lines = regions.map(({ id }) => settledLines.lines.get(id)).filter((line) => line !== undefined);
    const isSame =
      lines.length === shown.length &&
      lines.every((line, at) => line.text === shown[at]!.text && line.state === shown[at]!.state);
    if (!isSame) quietSince = time;
    shown = lines;
    const isDone = lines.length === regions.length && lines.every((line) => line.state === 'committed');
    if (time - quietSince >= QUIET_MS && (isDone || regions.length === 0)) break;
  }
  const committed = shown.filter((line) => line.state === 'committed');
  return { quad, lines: committed.map(({ text, confidence, kind }) => ({ text, confidence, kind })) };
};
