/** What one worker does: a healthy set-up or a sabotaged one, by number; and what is left of it for the figures. Plain data both ways. */
import type { TroubleCode } from '../../../calibration/session/contract.ts';
import { randomSetup } from '../../../client/sources/virtual-wall/laboratory/random-setup.ts';
import { hash } from '../../../client/sources/virtual-wall/random.ts';
import { type RunErrors, runSetup } from './run-setup.ts';
import { type Sabotage, sabotage } from './sabotage.ts';

export interface Job {
  readonly seed: number;
  /** Of the set-up, within the seed. */
  readonly index: number;
  readonly isBent: boolean;
  readonly sabotage: Sabotage | null;
}

export interface JobResult {
  readonly job: Job;
  readonly about: string;
  readonly outcome: 'accepted' | 'declined' | 'no-verdict';
  readonly troubles: readonly {
    readonly code: TroubleCode;
    readonly detail: string;
    readonly remedy: string;
    readonly severity: string;
  }[];
  readonly errors: RunErrors | null;
  readonly heldOutRmsPx: number | null;
  /** By the camera's clock. */
  readonly seconds: number;
}

const FULL_HD = { width: 1920, height: 1080 };
const HD = { width: 1280, height: 720 };
/** Every so many set-ups one has the larger camera: it costs twice the time, and the smaller one has the harder task. */
const FULL_HD_EVERY = 5;

export const doJob = (job: Job): JobResult => {
  const seed = hash(job.seed, job.index, job.sabotage === null ? 0 : 1) >>> 1;
  const cameraSize = job.index % FULL_HD_EVERY === 0 ? FULL_HD : HD;
  const healthy = randomSetup(seed, { cameraSize, raster: null, isBent: job.isBent });
  const spoiled = job.sabotage === null ? null : sabotage(healthy, job.sabotage, seed);
  const setup = spoiled?.setup ?? healthy;
  const { verdict, pictures, errors } = runSetup(setup, seed, true, spoiled?.display ?? null);
  const { camera, projector, sheet, light } = setup;
  return {
    job,
    about: `${camera.pose.size.width}→${projector.pose.size.width}×${projector.pose.size.height}, sheet ${sheet.size.widthMm}×${sheet.size.heightMm} mm, k1 ${camera.lens.k1.toFixed(2)}, ambient ${light.level.toFixed(2)}, σ ${camera.noise.sigma.toFixed(1)}, blur ${camera.blurPx.toFixed(1)}`,
    outcome: verdict?.outcome ?? 'no-verdict',
    troubles: verdict?.troubles ?? [],
    errors,
    heldOutRmsPx: verdict?.model?.heldOut.rmsPx ?? null,
    seconds: verdict?.seconds ?? pictures / camera.fps,
  };
};
