import { createRequire } from 'node:module';
import type pg from 'pg';
import PgBoss from 'pg-boss';

/** The version of the queue's tables in this release: pg-boss's own number for them. */
export const QUEUE_VERSION: number = createRequire(import.meta.url)('pg-boss/version.json').schema;

/** Makes the queue's tables, with these queues, in a database that has none. */
export async function makeQueueTables(client: pg.ClientBase, names: string[]): Promise<void> {
  await client.query(PgBoss.getConstructionPlans());
  for (const name of names) await client.query(`select pgboss.create_queue($1, '{}')`, [name]);
}
