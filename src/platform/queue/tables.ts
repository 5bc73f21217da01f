import type pg from 'pg';
import { leaseTables } from './lease-tables.js';
import type { Ask } from './rows.js';
import { shownTables } from './shown-tables.js';

/** pg-boss's tables, for what pg-boss has no call for. They are those of its version in package.json. */
export type Tables = ReturnType<typeof queueTables>;

/** `lease` is how many seconds a worker may be silent about a job before another one takes it up. */
export function queueTables(pool: pg.Pool, lease: number) {
  const ask: Ask = async (text, values = [], limitMs) =>
    (await pool.query({ text, values, query_timeout: limitMs } as pg.QueryConfig)).rows;
  return { ...jobTables(ask), ...leaseTables(ask, lease), ...shownTables(ask) };
}

function jobTables(ask: Ask) {
  return {
    queues: () => namesOf(ask, 'select name from pgboss.queue'),

    /** The queues that have something to do now. */
    due: () => namesOf(ask, `select distinct name from pgboss.job where state < 'active' and start_after < now()`),

    /** Lets the next job of a long queue be found in order: without this, each fetch sorts all that wait. */
    async orderWaiting(): Promise<void> {
      await ask(
        `create index if not exists job_waiting on pgboss.job (name, priority desc, created_on, id) where state < 'active'`,
      );
    },

    /** Those of these keys under which one of this name waits or runs. */
    async unfinished(name: string, keys: string[]): Promise<Set<string>> {
      const text = `select singleton_key as key from pgboss.job
        where name = $1 and state < 'completed' and singleton_key = any($2::text[])`;
      return new Set((await ask<{ key: string }>(text, [name, keys])).map(({ key }) => key));
    },

    /** Lets a job that runs be the last of its tries. */
    async endTries(id: string): Promise<void> {
      await ask(`update pgboss.job set retry_limit = retry_count where id = $1 and state = 'active'`, [id]);
    },

    /** Lets a job that is to be tried again wait so long first. */
    async pause(id: string, seconds: number): Promise<void> {
      const text = `update pgboss.job set start_after = now() + make_interval(secs => $2) where id = $1 and state = 'retry'`;
      await ask(text, [id, seconds]);
    },

    /** Forgets older failures of a job that comes back by itself: the last one says all. */
    async forgetFailures({ id, name }: { id: string; name: string }, key: string): Promise<void> {
      const others = `name = $2 and singleton_key = $3 and state = 'failed' and id <> $1`;
      await ask(`delete from pgboss.job where ${others}`, [id, name, key]);
    },

    /** Removes for good what pg-boss has put aside. */
    async forgetArchived(): Promise<void> {
      await ask(`delete from pgboss.archive where archived_on < now() - interval '1 day'`);
    },
  };
}

async function namesOf(ask: Ask, text: string): Promise<string[]> {
  return (await ask<{ name: string }>(text)).map(({ name }) => name);
}
