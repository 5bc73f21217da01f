import type pg from 'pg';
import PgBoss from 'pg-boss';
import { DAY_SECONDS } from '../clock.js';
import type { Logger } from '../logger.js';
import { asUnavailable } from '../postgres/errors.js';

/** Longer than the longest span between two runs of a job: what is done marks that span as taken. */
const DONE_KEPT_SECONDS = 25 * 3600;

/** Opens pg-boss in the schema pgboss, which the first start makes; `keptDays` is how long what failed is kept. */
export async function openBoss(pool: pg.Pool, log: Logger, keptDays: number): Promise<PgBoss> {
  const boss = new PgBoss({
    db: {
      executeSql: (text, values?: unknown[]) =>
        (values ? pool.query(text, values) : script(pool, text)).catch(asUnavailable),
    },
    // The worker sees to both: pg-boss's own worker leaves the fault of an outage to nobody, which ends the process.
    supervise: false,
    schedule: false,
    archiveCompletedAfterSeconds: DONE_KEPT_SECONDS,
    archiveFailedAfterSeconds: keptDays * DAY_SECONDS,
  });
  boss.on('error', (error) => log.warn({ err: error }, 'the queue'));
  await boss.start();
  return boss;
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
