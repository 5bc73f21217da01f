import type { Job } from './job.js';
import { SCHEDULE, type WorkerParts } from './parts.js';

/** Sends what is due though nobody sent it: by the clock, or because its sending was lost. */
export function openSchedule(parts: WorkerParts) {
  let asking = false;
  return {
    /** On return all of it is in the queue. */
    async sendDue(): Promise<void> {
      await sendScheduled(parts);
      await sendOwed(parts);
    },
    /** What is owed is not waited for: it asks the product's own tables, and leases must be renewed meanwhile. */
    async beginDue(): Promise<void> {
      await sendScheduled(parts);
      if (asking) return;
      asking = true;
      void sendOwed(parts).finally(() => (asking = false));
    },
  };
}

async function sendScheduled({ jobs, send }: WorkerParts): Promise<void> {
  for (const { name, everySeconds } of jobs.values()) {
    if (everySeconds) await send(name, {}, { key: SCHEDULE, slotSeconds: everySeconds });
  }
}

async function sendOwed(parts: WorkerParts): Promise<void> {
  for (const job of parts.jobs.values()) {
    await sendOwedOf(parts, job).catch((error) =>
      parts.log.warn({ err: error, job: job.name }, 'what a job owes could not be asked'),
    );
  }
}

async function sendOwedOf({ tables, send }: WorkerParts, job: Job): Promise<void> {
  const owed = (await job.owed?.()) ?? [];
  if (owed.length === 0) return;
  const unfinished = await tables.unfinished(
    job.name,
    owed.map(({ key }) => key),
  );
  for (const { key, data } of owed) if (!unfinished.has(key)) await send(job.name, data, { key });
}
