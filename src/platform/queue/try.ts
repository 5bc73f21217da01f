import type PgBoss from 'pg-boss';
import { giveUpJob } from './giving-up.js';
import { type InHand, isLost } from './in-hand.js';
import { insist } from './insist.js';
import { type JobData, NoMoreTries } from './job.js';
import { SCHEDULE, type WorkerParts } from './parts.js';

type Fetched = PgBoss.JobWithMetadata<JobData>;
export type Ended = 'completed' | 'retried' | 'failed' | 'handed_back';

const LONGEST_MESSAGE = 1_000;

/** Tries a job that was fetched, and writes down how that ended. */
export async function tryJob(parts: WorkerParts, inHand: InHand, fetched: Fetched): Promise<Ended> {
  const { id, name, data } = fetched;
  const signal = inHand.take(id);
  const started = Date.now();
  try {
    await parts.jobs.get(name)?.work(data ?? {}, { signal });
    return await completed(parts, fetched, Date.now() - started);
  } catch (error) {
    return signal.aborted ? await letGo(parts, fetched, signal) : await failed(parts, fetched, error);
  } finally {
    inHand.release(id);
  }
}

async function completed(parts: WorkerParts, fetched: Fetched, ms: number): Promise<Ended> {
  const { id, name } = fetched;
  await insist(parts, () => parts.boss.complete(name, id));
  parts.metrics?.jobsCompleted.inc({ queue: name });
  parts.log[isScheduled(fetched) ? 'debug' : 'info']({ job: name, ms }, 'job done');
  await forgetFailures(parts, fetched);
  return 'completed';
}

async function failed(parts: WorkerParts, fetched: Fetched, error: unknown): Promise<Ended> {
  const { id, name, retryCount, retryLimit } = fetched;
  const lastTry = error instanceof NoMoreTries || retryCount >= retryLimit;
  const message = messageOf(error);
  await insist(parts, async () => {
    if (lastTry) await parts.tables.endTries(id);
    await parts.boss.fail(name, id, { message });
  });
  parts.log[lastTry ? 'error' : 'warn']({ err: error, job: name, try: retryCount + 1 }, 'job failed');
  if (!lastTry) return await pause(parts, fetched);
  await giveUpJob(parts, fetched);
  await forgetFailures(parts, fetched);
  return 'failed';
}

async function pause(parts: WorkerParts, { id, name, retryCount }: Fetched): Promise<Ended> {
  const seconds = parts.jobs.get(name)?.pauses?.[retryCount];
  if (seconds !== undefined) await insist(parts, () => parts.tables.pause(id, seconds));
  return 'retried';
}

async function letGo(parts: WorkerParts, { id, name }: Fetched, signal: AbortSignal): Promise<Ended> {
  parts.log.info({ job: name }, 'job stopped before its end: it goes on elsewhere or after the next start');
  if (!isLost(signal)) await insist(parts, () => parts.tables.handBack([id]));
  return 'handed_back';
}

// What comes back by the clock is shown with its last failure alone, and with none once it went well.
async function forgetFailures(parts: WorkerParts, fetched: Fetched): Promise<void> {
  if (isScheduled(fetched)) await insist(parts, () => parts.tables.forgetFailures(fetched, SCHEDULE));
}

function isScheduled({ singletonKey }: Fetched): boolean {
  return singletonKey === SCHEDULE;
}

// Shown to admins: the words alone, without the stack, and without a statement's values, which the database's door takes out.
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll('\0', '').slice(0, LONGEST_MESSAGE).toWellFormed();
}
