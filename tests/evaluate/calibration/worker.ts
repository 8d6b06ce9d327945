/** One of two processes: a job in, its result out; ends when the other side lets go. */
import { doJob, type Job } from './jobs.ts';

process.on('message', (job: Job) => {
  process.send?.(doJob(job));
});
