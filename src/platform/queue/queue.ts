import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import PgBoss from 'pg-boss';
import type { Logger } from '../logger.js';
import type { Metrics } from '../metrics.js';
import type { DatabaseSettings } from '../postgres/database.js';
import { asUnavailable } from '../postgres/errors.js';
import type { Job, JobData, Sending } from './job.js';
import { queueTables } from './tables.js';
import { createWorker, type Outcome } from './worker.js';

export type { Job, JobData, Owed, Run, Sending } from './job.js';
export type { FailedJob, Lengths, RunningJob } from './tables.js';
export type { Outcome } from './worker.js';

export type Queue = Awaited<ReturnType<typeof openQueue>>;

/** Apart from the pages' pool: no page waits for a job, and no job for a page. */
const CONNECTIONS = 2;
/** How long a worker may be silent about a job before another one takes it up. */
const LEASE_SECONDS = 20;
const RETRIES = 5;
const FIRST_PAUSE_SECONDS = 5;
const KEPT_DAYS = 14;
/** Longer than the longest span between two runs of a job: what is done marks that span as taken. */
const DONE_KEPT_SECONDS = 25 * 3600;
const NOBODY_WORKS_SECONDS = 60;
/** The advisory lock under which queues are made. */
const MAKING_QUEUES = 72_707_370;
const MAKING_PAUSE_MS = 50;

/**
 * Opens the queue in Postgres, in the schema pgboss, which the first start makes. Nothing runs before `work` is called, and
 * nothing can be sent before `declare` has named the jobs. What Postgres cannot do now throws `Unavailable`.
 */
export async function openQueue(settings: DatabaseSettings, log: Logger, metrics?: Metrics) {
  const pool = poolOf(settings, log);
  const tables = queueTables(pool, LEASE_SECONDS);
  const boss = new PgBoss({
    db: {
      executeSql: (text, values?: unknown[]) =>
        (values ? pool.query(text, values) : script(pool, text)).catch(asUnavailable),
    },
    // The worker sees to both: pg-boss's own worker leaves the fault of an outage to nobody, which ends the process.
    supervise: false,
    schedule: false,
    archiveCompletedAfterSeconds: DONE_KEPT_SECONDS,
    archiveFailedAfterSeconds: KEPT_DAYS * 86_400,
  });
  boss.on('error', (error) => log.warn({ err: error }, 'the queue'));
  await boss.start();
  const declared = new Map<string, Job>();
  const worker = createWorker({ boss, tables, jobs: declared, log, metrics, send, leaseSeconds: LEASE_SECONDS });
  metrics?.watchQueue(() => tables.lengths(settings.silenceTimeoutMs));

  // Each queue is a partition of its own: two processes that start at once and attach theirs would wait for each other.
  async function makeQueues(names: string[]): Promise<void> {
    const client = await pool.connect();
    try {
      // Asked again and again: waiting inside Postgres would end at the statement timeout.
      const mine = 'select pg_try_advisory_lock($1) as mine';
      while (!(await client.query(mine, [MAKING_QUEUES])).rows[0].mine) await pause(MAKING_PAUSE_MS);
      const known = await tables.queues();
      for (const name of names) if (!known.includes(name)) await boss.createQueue(name, { name, policy: 'short' });
    } finally {
      await client.query('select pg_advisory_unlock($1)', [MAKING_QUEUES]).catch(() => undefined);
      client.release();
    }
  }

  async function send(name: string, data: JobData, options: Sending & { slotSeconds?: number } = {}): Promise<void> {
    const job = declared.get(name);
    if (!job) throw new Error(`no job is called ${name}`);
    await boss.send(name, data, {
      // A key of its own where none is asked for: without one, pg-boss would take all that wait for the same.
      singletonKey: options.key ?? randomUUID(),
      ...(options.slotSeconds ? { singletonSeconds: options.slotSeconds } : {}),
      ...(options.afterSeconds ? { startAfter: options.afterSeconds } : {}),
      retryLimit: job.retries ?? RETRIES,
      retryDelay: FIRST_PAUSE_SECONDS,
      retryBackoff: true,
      expireInSeconds: LEASE_SECONDS,
      retentionDays: KEPT_DAYS,
    });
  }

  return {
    /** Names the jobs that there are, and makes their queues. */
    async declare(jobs: Job[]): Promise<void> {
      await makeQueues(jobs.map(({ name }) => name)).catch(asUnavailable);
      for (const job of jobs) {
        declared.set(job.name, job);
        // Else Prometheus would not see the first one as growth.
        for (const counter of [metrics?.jobsCompleted, metrics?.jobsFailed]) counter?.inc({ queue: job.name }, 0);
      }
    },
    /**
     * Puts a job into the queue; on return it is not lost any more. Never inside a transaction: it may run before that commits.
     * A row that must not be without its job is told of by the job's `owed`.
     */
    send: (name: string, data: JobData = {}, options: Sending = {}) => send(name, data, options).then(worker.wake),
    /** Says ahead that this process will work, for who asks whether anybody does. */
    announce: () => tables.sign().catch(asUnavailable),
    /** Begins to run what is due, and to see to what is due by the clock. */
    work: () => worker.start(),
    /** Runs all that is due now, one after another, and says how each ended: for tests and scripts. */
    runDue: (): Promise<Outcome[]> => worker.runDue(),
    /** Sends what is due by the clock, and what jobs owe: what a worker does every minute. */
    sendDue: () => worker.sendDue(),
    /** Takes back the jobs of workers that were killed: what a worker does every few seconds. */
    reclaim: () => worker.reclaim(),
    /** Takes no further job, lets those in hand end for `graceMs`, and gives back what is left. */
    stop: (graceMs: number) => worker.stop(graceMs),
    /** Whether the queue answers within `limitMs` and somebody works it, in this process or another. */
    answers: (limitMs: number) => tables.isWorked(NOBODY_WORKS_SECONDS, limitMs).catch(() => false),
    lengths: () => tables.lengths(settings.silenceTimeoutMs).catch(asUnavailable),
    running: () => tables.running().catch(asUnavailable),
    failed: () => tables.failed().catch(asUnavailable),
    /** Lets a failed job be tried once more; answers with its name, or undefined when there is none of this id. */
    retry: (id: string) => tables.retry(id).catch(asUnavailable),
    close: () => pool.end(),
  };
}

// What pg-boss sends without values is a transaction of its own, which a fault leaves open: two that start at once make one.
async function script(pool: pg.Pool, text: string): Promise<pg.QueryResult> {
  const client = await pool.connect();
  try {
    const result = await client.query(text);
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

function poolOf(settings: DatabaseSettings, log: Logger): pg.Pool {
  const pool = new pg.Pool({
    connectionString: settings.url,
    max: CONNECTIONS,
    connectionTimeoutMillis: settings.connectTimeoutMs,
    idleTimeoutMillis: settings.idleTimeoutMs,
    statement_timeout: settings.statementTimeoutMs,
    query_timeout: settings.statementTimeoutMs + 500,
    application_name: 'mouse-domination queue',
  });
  // The words alone: pg's error carries the whole client.
  pool.on('error', (error) => log.warn({ fault: error.message }, 'an idle connection of the queue was lost'));
  return pool;
}
