/** One of two threads: a job in, its result out. */
import { parentPort } from 'node:worker_threads';
import { doJob, type Job } from './jobs.ts';

parentPort?.on('message', (job: Job) => {
  parentPort?.postMessage(doJob(job));
});
