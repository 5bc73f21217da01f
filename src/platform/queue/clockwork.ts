import type PgBoss from 'pg-boss';
import type { Logger } from '../logger.js';
import type { Metrics } from '../metrics.js';
import type { Job, JobData, Sending } from './job.js';
import type { Tables, TakenBack } from './tables.js';

export type WorkerParts = {
  boss: PgBoss;
  tables: Tables;
  jobs: ReadonlyMap<string, Job>;
  log: Logger;
  metrics: Metrics | undefined;
  send: (name: string, data: JobData, options?: Sending & { slotSeconds?: number }) => Promise<void>;
  /** How long a worker may be silent about a job before another one takes it up. */
  leaseSeconds: number;
};

/** The key of what is due by the clock. */
export const SCHEDULE = 'schedule';
/** Why a job is stopped that another worker has by now. */
export const LOST = new Error('another worker has this job');

const RENEW_MS = 5_000;
const SCHEDULE_MS = 60_000;
const SWEEP_MS = 3_600_000;

/**
 * What a worker does by the clock: it says that it still has its jobs, takes back those of workers that went silent, sends
 * what is due though nobody sent it, asks jobs for what was left unsent, and sweeps away what is long done.
 */
export function clockwork(
  { boss, tables, jobs, log, metrics, send, leaseSeconds }: WorkerParts,
  inHand: ReadonlyMap<string, AbortController>,
) {
  const due = { renew: 0, schedule: 0, sweep: 0 };
  // A worker that starts may have missed what the others said; so may all, when Postgres was away.
  let trustedFrom = Date.now() + leaseSeconds * 1_000;
  let asking = false;

  async function renew(): Promise<void> {
    await tables.sign();
    await renewOwn();
    if (Date.now() >= trustedFrom) await reclaim();
  }

  async function renewOwn(): Promise<void> {
    if (inHand.size === 0) return;
    const asked = [...inHand.keys()];
    const own = new Set(await tables.renew(asked));
    // One that ended while this was asked is out of hand by now.
    for (const id of asked) if (!own.has(id)) inHand.get(id)?.abort(LOST);
  }

  async function reclaim(): Promise<TakenBack[]> {
    const taken = await tables.reclaim();
    for (const { name, state, data } of taken) {
      log.warn({ job: name }, 'a worker was killed or hung: its job is taken back');
      if (state === 'failed') await giveUp(name, data);
    }
    return taken;
  }

  async function giveUp(name: string, data: JobData | null): Promise<void> {
    metrics?.jobsFailed.inc({ queue: name });
    try {
      await jobs.get(name)?.givenUp?.(data ?? {});
    } catch (error) {
      log.warn({ err: error, job: name }, 'a job could not be told that it was given up');
    }
  }

  async function sendScheduled(): Promise<void> {
    for (const { name, everySeconds } of jobs.values()) {
      if (everySeconds) await send(name, {}, { key: SCHEDULE, slotSeconds: everySeconds });
    }
  }

  async function sendOwed(): Promise<void> {
    for (const { name, owed } of jobs.values()) {
      try {
        for (const { key, data } of (await owed?.()) ?? []) {
          if (!(await tables.isUnfinished(name, key))) await send(name, data, { key });
        }
      } catch (error) {
        log.warn({ err: error, job: name }, 'what a job owes could not be asked');
      }
    }
  }

  async function schedule(): Promise<void> {
    await sendScheduled();
    // Not waited for: it asks the product's own tables, and leases must be renewed meanwhile.
    if (!asking) void sendOwed().finally(() => (asking = false));
    asking = true;
  }

  async function sweep(): Promise<void> {
    await boss.archive();
    await tables.forgetArchived();
  }

  async function at(what: keyof typeof due, everyMs: number, act: () => Promise<void>): Promise<void> {
    if (Date.now() < due[what]) return;
    await act();
    due[what] = Date.now() + everyMs;
  }

  return {
    reclaim,
    /** Counts a job that no try follows, and tells it so. */
    giveUp,
    /** Sends what is due by the clock and what is owed; on return all of it is in the queue. */
    async sendDue(): Promise<void> {
      await sendScheduled();
      await sendOwed();
    },
    async tick(): Promise<void> {
      await at('renew', RENEW_MS, renew);
      await at('schedule', SCHEDULE_MS, schedule);
      await at('sweep', SWEEP_MS, sweep);
    },
    /** Nobody is taken for dead before everybody had time to speak. */
    distrust(): void {
      trustedFrom = Date.now() + leaseSeconds * 1_000;
      due.renew = 0;
    },
  };
}
