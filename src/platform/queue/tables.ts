import type pg from 'pg';
import type { JobData } from './job.js';

/** pg-boss's tables, for what pg-boss has no call for. They are those of its version in package.json. */
export type Tables = ReturnType<typeof queueTables>;

export type Lengths = { name: string; waiting: number; running: number; failed: number };
export type RunningJob = { id: string; name: string; tries: number; started_on: Date };
export type FailedJob = { id: string; name: string; tries: number; failed_on: Date; message: string };
/** A job whose worker went silent: due again, or given up. */
export type TakenBack = { id: string; name: string; state: 'retry' | 'failed'; data: JobData | null };
type Mark = { id: string; name: string };

const SHOWN = 100;

/** `lease` is how many seconds a worker may be silent about a job before another one takes it up. */
export function queueTables(pool: pg.Pool, lease: number) {
  const rows = async <T>(text: string, values: unknown[] = [], limitMs?: number): Promise<T[]> =>
    (await pool.query({ text, values, ...(limitMs ? { query_timeout: limitMs } : {}) } as pg.QueryConfig)).rows as T[];

  return {
    queues: async () => (await rows<{ name: string }>('select name from pgboss.queue')).map(({ name }) => name),

    /** The queues that have something to do now. */
    due: async () =>
      (
        await rows<{ name: string }>(
          `select distinct name from pgboss.job where state < 'active' and start_after < now()`,
        )
      ).map(({ name }) => name),

    /** Says that this worker still has these jobs; answers with the ids of those that are its own. */
    renew: async (ids: string[]) =>
      (
        await rows<{ id: string }>(
          `update pgboss.job set expire_in = now() - started_on + make_interval(secs => $2)
           where state = 'active' and id = any($1::uuid[]) returning id`,
          [ids, lease],
        )
      ).map(({ id }) => id),

    /** Takes back what a worker has gone silent about; answers with what that was, given up or due again. */
    reclaim: () =>
      rows<TakenBack>(
        `update pgboss.job set
           state = (case when retry_count < retry_limit then 'retry' else 'failed' end)::pgboss.job_state,
           completed_on = case when retry_count < retry_limit then null else now() end,
           start_after = now(),
           output = jsonb_build_object('message', 'The worker that ran it was killed or hung.')
         where state = 'active' and started_on + expire_in < now() returning id, name, state, data`,
      ),

    /** Gives jobs back that were stopped, not failed: that try does not count. */
    async handBack(ids: string[]): Promise<void> {
      await rows(
        `update pgboss.job set state = 'retry', started_on = null, start_after = now()
         where state = 'active' and id = any($1::uuid[])`,
        [ids],
      );
    },

    async isUnfinished(name: string, key: string): Promise<boolean> {
      const text = `select 1 from pgboss.job where name = $1 and singleton_key = $2 and state < 'completed' limit 1`;
      return (await rows(text, [name, key])).length > 0;
    },

    /** Forgets older failures of a job that comes back by itself: the last one says all. */
    async forgetFailures({ id, name }: Mark, key: string): Promise<void> {
      await rows(`delete from pgboss.job where name = $2 and singleton_key = $3 and state = 'failed' and id <> $1`, [
        id,
        name,
        key,
      ]);
    },

    /** Removes for good what pg-boss has put aside. */
    async forgetArchived(): Promise<void> {
      await rows(`delete from pgboss.archive where archived_on < now() - interval '1 day'`);
    },

    /** Notes that somebody works here. */
    async sign(): Promise<void> {
      await rows('update pgboss.version set maintained_on = now()');
    },

    /** Whether somebody has worked within the last `seconds`; throws when that cannot be told within `limitMs`. */
    async isWorked(seconds: number, limitMs: number): Promise<boolean> {
      const text = 'select 1 from pgboss.version where maintained_on > now() - make_interval(secs => $1)';
      return (await rows(text, [seconds], limitMs)).length > 0;
    },

    lengths: (limitMs: number) =>
      rows<Lengths>(
        `select q.name, count(j.id) filter (where j.state < 'active')::int as waiting,
           count(j.id) filter (where j.state = 'active')::int as running,
           count(j.id) filter (where j.state = 'failed')::int as failed
         from pgboss.queue q left join pgboss.job j on j.name = q.name and j.state in ('created', 'retry', 'active', 'failed')
         group by q.name order by q.name collate "C"`,
        [],
        limitMs,
      ),

    running: () =>
      rows<RunningJob>(
        `select id, name, retry_count + 1 as tries, started_on from pgboss.job
         where state = 'active' order by started_on, id limit ${SHOWN}`,
      ),

    failed: () =>
      rows<FailedJob>(
        `select id, name, retry_count + 1 as tries, completed_on as failed_on, coalesce(output->>'message', '') as message
         from pgboss.job where state = 'failed' order by completed_on desc, id limit ${SHOWN}`,
      ),

    /** Lets a failed job be tried once more; answers with its name, or undefined when no failed job has this id. */
    retry: async (id: string): Promise<string | undefined> =>
      (
        await rows<Mark>(
          `update pgboss.job set state = 'retry', retry_limit = retry_count + 1, start_after = now(), completed_on = null
           where state = 'failed' and id = $1::uuid returning id, name`,
          [id],
        )
      )[0]?.name,
  };
}
