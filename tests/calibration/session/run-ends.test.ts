/** A run always ends, whatever keeps nearly coming: a wizard that waits for ever tells nobody what to do. */
import { describe, expect, it } from 'vitest';
import { drawPattern } from '../../../calibration/patterns/draw-pattern.ts';
import type { Show, Verdict } from '../../../calibration/session/contract.ts';
import { type SessionStep, startSession, stepSession } from '../../../calibration/session/step-session.ts';

const RASTER = { width: 640, height: 400 };
/** A slow camera: fewer pictures to look at, the same time. */
const FRAME_MS = 500;
const LONGEST_MS = 120_000;

/** A camera that sees the raster px for px, in a lit room. */
const viewOf = ({ pattern, patternId }: Show): Uint8Array => {
  const rgba = drawPattern(pattern, patternId, RASTER);
  return Uint8Array.from({ length: RASTER.width * RASTER.height }, (_, i) => 30 + 0.6 * rgba[4 * i + 1]!);
};
const grey = (level: number): Uint8Array => new Uint8Array(RASTER.width * RASTER.height).fill(level);

/** `see`: the picture of a moment; null when the run has not ended within LONGEST_MS. */
const runWith = (see: (step: SessionStep, frame: number) => Uint8Array): Verdict | null => {
  const begin = startSession({
    projectorSize: RASTER,
    cameraSize: RASTER,
    sheet: { widthMm: 297, heightMm: 186 },
    paper: null,
    display: null,
    seed: 5,
  });
  let step = begin;
  for (let frame = 1; frame * FRAME_MS <= LONGEST_MS; frame++) {
    const luma = see(step, frame);
    step = stepSession(step.state, { size: RASTER, luma, rgb: null, time: frame * FRAME_MS });
    if (step.verdict) return step.verdict;
  }
  return null;
};
const codes = (verdict: Verdict | null) => verdict?.troubles.map(({ code }) => code);

describe('a run in which nothing keeps still', () => {
  it('says that the lamps flicker when black is never the same twice', () => {
    const verdict = runWith((_, frame) => grey(frame % 2 === 0 ? 60 : 90));
    expect(verdict?.outcome).toBe('declined');
    expect(codes(verdict)).toEqual(['flicker']);
  });

  it('says that somebody is in the way when a part of the picture always moves', () => {
    const verdict = runWith((_, frame) => {
      const luma = grey(60);
      luma.fill(200, 0, RASTER.width * (frame % 2 === 0 ? 80 : 160));
      return luma;
    });
    expect(codes(verdict)).toEqual(['someone-walked-through']);
  });

  it('gives up a pattern whose number can be read in every second picture only', () => {
    let isFound = false;
    const verdict = runWith((step, frame) => {
      isFound ||= step.progress.stage === 'checking';
      return isFound && frame % 2 === 0 ? grey(30) : viewOf(step.show);
    });
    expect(isFound).toBe(true);
    expect(verdict?.outcome).toBe('declined');
    expect(codes(verdict)).toEqual(['someone-walked-through']);
  });

  it('says that the camera moves when the markers are never where they were', () => {
    const verdict = runWith((step, frame) => {
      const luma = viewOf(step.show);
      if (step.show.pattern.kind !== 'markers' || frame % 2 === 0) return luma;
      const moved = new Uint8Array(luma.length).fill(30);
      moved.set(luma.subarray(0, luma.length - 4 * RASTER.width - 4), 4 * RASTER.width + 4);
      return moved;
    });
    expect(codes(verdict)).toEqual(['camera-moved']);
  });
});
