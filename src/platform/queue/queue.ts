import type { Logger } from '../logger.js';
import type { Metrics } from '../metrics.js';
import { asUnavailable } from '../postgres/errors.js';
import { openPool } from '../postgres/pool.js';
import type { DatabaseSettings } from '../postgres/settings.js';
import { openBoss } from './boss.js';
import type { Job, JobData, Sending } from './job.js';
import { makeQueues } from './making.js';
import { openSending } from './sending.js';
import { queueTables, type Tables } from './tables.js';
import { createWorker, type TryOutcome, type Worker } from './worker.js';

export { type Job, type JobData, NoMoreTries, type Owed, type Run, type Sending } from './job.js';
export type { FailedJob, Lengths, RunningJob } from './rows.js';
export type { TryOutcome } from './worker.js';

export type Queue = Awaited<ReturnType<typeof openQueue>>;

/** Apart from the pages' pool: no page waits for a job, and no job for a page. */
const CONNECTIONS = 2;
/** How long a worker may be silent about a job before another one takes it up. */
const LEASE_SECONDS = 20;
const KEPT_DAYS = 14;
const NOBODY_WORKS_SECONDS = 60;

/**
 * Opens the queue in Postgres, in the schema pgboss, which the first start makes. Nothing runs before `work` is called, and
 * nothing can be sent before `declare` has named the jobs. What Postgres cannot do now throws `Unavailable`.
 */
export async function openQueue(settings: DatabaseSettings, log: Logger, metrics?: Metrics) {
  const lost = (fault: string) => log.warn({ fault }, 'an idle connection of the queue was lost');
  const pool = openPool(settings, { name: 'mouse-domination queue', max: CONNECTIONS, lost });
  const tables = queueTables(pool, LEASE_SECONDS);
  const boss = await openBoss(pool, log, KEPT_DAYS);
  const jobs = new Map<string, Job>();
  const send = openSending(boss, jobs, { leaseSeconds: LEASE_SECONDS, keptDays: KEPT_DAYS });
  const worker = createWorker({ boss, tables, jobs, log, metrics, send, leaseSeconds: LEASE_SECONDS });
  metrics?.watchQueue(() => tables.figures(settings.silenceTimeoutMs));

  return {
    /** Names the jobs that there are, and makes their queues. */
    async declare(named: Job[]): Promise<void> {
      await makeQueues(pool, boss, tables, namesOf(named)).catch(asUnavailable);
      for (const job of named) jobs.set(job.name, job);
      if (metrics) countFromZero(metrics, named);
    },
    /**
     * Puts a job into the queue; on return it is not lost any more. Never inside a transaction: it may run before that commits.
     * A row that must not be without its job is told of by the job's `owed`.
     */
    send: (name: string, data: JobData = {}, options: Sending = {}) => send(name, data, options).then(worker.wake),
    ...workOf(worker, tables),
    ...shownOf(tables, settings.silenceTimeoutMs),
    close: () => pool.end(),
  };
}

function workOf(worker: Worker, tables: Tables) {
  return {
    /** Says ahead that this process will work, for who asks whether anybody does. */
    announce: () => tables.sign().catch(asUnavailable),
    /** Begins to run what is due, and to see to what is due by the clock. */
    work: () => worker.start(),
    /** Runs all that is due now, one after another, and says how each ended: for tests and scripts. */
    runDue: (): Promise<TryOutcome[]> => worker.runDue(),
    /** Sends what is due by the clock, and what jobs owe: what a worker does every minute. */
    sendDue: () => worker.sendDue(),
    /** Takes back the jobs of workers that were killed: what a worker does every few seconds. */
    reclaim: () => worker.reclaim(),
    /** Takes no further job, lets those in hand end for `graceMs`, and gives back what is left. */
    stop: (graceMs: number) => worker.stop(graceMs),
  };
}

function shownOf(tables: Tables, silenceTimeoutMs: number) {
  return {
    /** Whether the queue answers within `limitMs` and somebody works it, in this process or another. */
    answers: (limitMs: number) => tables.isWorked(NOBODY_WORKS_SECONDS, limitMs).catch(() => false),
    lengths: () => tables.lengths(silenceTimeoutMs).catch(asUnavailable),
    running: () => tables.running().catch(asUnavailable),
    failed: () => tables.failed().catch(asUnavailable),
    /** Lets a failed job be tried once more; answers with its name, or undefined when there is none of this id. */
    retry: (id: string) => tables.retry(id).catch(asUnavailable),
  };
}

const namesOf = (jobs: Job[]) => jobs.map(({ name }) => name);

// Else Prometheus would not see the first one as growth.
function countFromZero({ jobsCompleted, jobsFailed }: Metrics, jobs: Job[]): void {
  for (const { name } of jobs) for (const counter of [jobsCompleted, jobsFailed]) counter.inc({ queue: name }, 0);
}
