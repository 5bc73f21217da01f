import { randomUUID } from 'node:crypto';
import type PgBoss from 'pg-boss';
import { type Job, RETRIES } from './job.js';
import type { Send } from './parts.js';

const FIRST_PAUSE_SECONDS = 5;

/** Puts the jobs that are declared into their queues. */
export function openSending(
  boss: PgBoss,
  declared: ReadonlyMap<string, Job>,
  { leaseSeconds, keptDays }: { leaseSeconds: number; keptDays: number },
): Send {
  return async (name, data, { key, slotSeconds, afterSeconds } = {}) => {
    const job = declared.get(name);
    if (!job) throw new Error(`no job is called ${name}`);
    await boss.send(name, data, {
      // A key of its own where none is asked for: without one, pg-boss would take all that wait for the same.
      singletonKey: key ?? randomUUID(),
      ...(slotSeconds ? { singletonSeconds: slotSeconds } : {}),
      ...(afterSeconds ? { startAfter: afterSeconds } : {}),
      retryLimit: job.pauses?.length ?? job.retries ?? RETRIES,
      retryDelay: FIRST_PAUSE_SECONDS,
      retryBackoff: true,
      expireInSeconds: leaseSeconds,
      retentionDays: keptDays,
    });
  };
}
