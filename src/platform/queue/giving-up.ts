import type { JobData } from './job.js';
import type { WorkerParts } from './parts.js';

/** Counts a job that no try follows, and tells it so. */
export async function giveUpJob(
  { jobs, log, metrics }: WorkerParts,
  { name, data }: { name: string; data: JobData | null },
): Promise<void> {
  metrics?.jobsFailed.inc({ queue: name });
  try {
    await jobs.get(name)?.givenUp?.(data ?? {});
  } catch (error) {
    log.warn({ err: error, job: name }, 'a job could not be told that it was given up');
  }
}
