import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type PgBoss from 'pg-boss';
import type { Tables } from './tables.js';

/** The advisory lock under which queues are made. */
const MAKING_QUEUES = 72_707_370;
const AGAIN_MS = 50;

/**
 * Makes the queues that are not there yet. Each is a partition of its own: two processes that start at once and attach theirs
 * would wait for each other.
 */
export async function makeQueues(pool: pg.Pool, boss: PgBoss, tables: Tables, names: string[]): Promise<void> {
  const client = await pool.connect();
  try {
    // Held by a transaction: a pooler may hand a connection on with whatever is held for longer.
    await client.query('begin');
    // Asked again and again: waiting inside Postgres would end at the statement timeout.
    const mine = 'select pg_try_advisory_xact_lock($1) as mine';
    while (!(await client.query(mine, [MAKING_QUEUES])).rows[0].mine) await pause(AGAIN_MS);
    const known = await tables.queues();
    for (const name of names) if (!known.includes(name)) await boss.createQueue(name, { name, policy: 'short' });
    await tables.orderWaiting();
  } finally {
    await client.query('commit').catch(() => undefined);
    client.release();
  }
}
