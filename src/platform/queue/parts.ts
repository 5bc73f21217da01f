import type PgBoss from 'pg-boss';
import type { Logger } from '../logger.js';
import type { Metrics } from '../metrics.js';
import type { Job, JobData, Sending } from './job.js';
import type { Tables } from './tables.js';

/** `slotSeconds`: no second one is sent within such a span of time. */
export type Send = (name: string, data: JobData, options?: Sending & { slotSeconds?: number }) => Promise<void>;

/** What a worker works with. */
export type WorkerParts = {
  boss: PgBoss;
  tables: Tables;
  jobs: ReadonlyMap<string, Job>;
  log: Logger;
  metrics: Metrics | undefined;
  send: Send;
  /** How long a worker may be silent about a job before another one takes it up. */
  leaseSeconds: number;
};

/** The key of what is due by the clock. */
export const SCHEDULE = 'schedule';
