import type { Job } from './job.js';
import { SCHEDULE, type WorkerParts } from './parts.js';

/** Sends what is due though nobody sent it: by the clock, or because its sending was lost. */
export function openSchedule(parts: WorkerParts) {
  const jobs = () => [...parts.jobs.values()];
  const beginAll = beginner(() => sendOwed(parts, jobs()));
  const beginSome = beginner(() =>
    sendOwed(
      parts,
      jobs().filter(({ owesSoon }) => owesSoon),
    ),
  );
  return {
    /** On return all of it is in the queue. */
    async sendDue(): Promise<void> {
      await sendScheduled(parts);
      await sendOwed(parts, jobs());
    },
    /** What is owed is not waited for: it asks the product's own tables, and leases must be renewed meanwhile. */
    async beginDue(): Promise<void> {
      await sendScheduled(parts);
      beginAll();
    },
    /** The same for what is owed soon. */
    async beginSoon(): Promise<void> {
      beginSome();
    },
  };
}

/** Begins with the work, unless it still goes on from before. */
function beginner(work: () => Promise<void>): () => void {
  let going = false;
  return () => {
    if (going) return;
    going = true;
    void work().finally(() => (going = false));
  };
}

async function sendScheduled({ jobs, send }: WorkerParts): Promise<void> {
  for (const { name, everySeconds } of jobs.values()) {
    if (everySeconds) await send(name, {}, { key: SCHEDULE, slotSeconds: everySeconds });
  }
}

async function sendOwed(parts: WorkerParts, jobs: Job[]): Promise<void> {
  for (const job of jobs) {
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
