/** Tells the camera page what is projected: a small picture of the light, whenever it is worth it (announce-light.ts). Frame: picture px. */
import { type Announced, isWorthSending, SAMPLE_EVERY_MS } from './announce-light.ts';
import type { OutputSampler, Sample } from './sample-output.ts';

/** `send`: null while nobody could hear it. Called each tick; `drawnAt`: when the frame on the wall was drawn. ms of the page's clock. */
export type TellLight = (
  sampler: OutputSampler,
  now: number,
  drawnAt: number,
  send: ((sample: Sample, frameId: number) => void) | null,
) => void;

export const createTellLight = (): TellLight => {
  let announced: Announced | null = null;
  let frameId = 0;
  let lastSample = Number.NEGATIVE_INFINITY;
  return (sampler, now, drawnAt, send) => {
    const sample = sampler.poll();
    if (sample && send && isWorthSending(announced, sample, now)) {
      announced = { sample, at: now };
      send(sample, frameId++);
    }
    if (now - lastSample < SAMPLE_EVERY_MS) return;
    lastSample = now;
    sampler.request(drawnAt);
  };
};
