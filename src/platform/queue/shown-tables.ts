import type { JobFigures, QueueFigures } from '../metrics-jobs.js';
import type { Ask, FailedJob, Lengths, RunningJob } from './rows.js';

const SHOWN = 100;

/** What operators see of the queues, and the one thing that they do. */
export function shownTables(ask: Ask) {
  return {
    lengths: (limitMs: number) =>
      ask<Lengths>(
        `select q.name, count(j.id) filter (where j.state < 'active')::int as waiting,
           count(j.id) filter (where j.state = 'active')::int as running,
           count(j.id) filter (where j.state = 'failed')::int as failed
         from pgboss.queue q left join pgboss.job j on j.name = q.name and j.state in ('created', 'retry', 'active', 'failed')
         group by q.name order by q.name collate "C"`,
        [],
        limitMs,
      ),

    /** For Prometheus. What was done is kept for a day and more, so that a job of every day always tells when. */
    async figures(limitMs: number): Promise<JobFigures> {
      const rows = await ask<QueueFigures & { workedAt: number }>(
        `select q.name, count(j.id) filter (where j.state < 'active')::int as waiting,
           coalesce(extract(epoch from now() - min(greatest(j.start_after, j.created_on))
             filter (where j.state < 'active' and j.start_after <= now())), 0)::float8 as oldest,
           extract(epoch from max(j.completed_on) filter (where j.state = 'completed'))::float8 as "doneAt",
           coalesce((select extract(epoch from maintained_on) from pgboss.version), 0)::float8 as "workedAt"
         from pgboss.queue q left join pgboss.job j on j.name = q.name and j.state in ('created', 'retry', 'completed')
         group by q.name`,
        [],
        limitMs,
      );
      return { workedAt: rows[0]?.workedAt ?? 0, queues: rows };
    },

    running: () =>
      ask<RunningJob>(
        `select id, name, retry_count + 1 as tries, started_on from pgboss.job
         where state = 'active' order by started_on, id limit ${SHOWN}`,
      ),

    failed: () =>
      ask<FailedJob>(
        `select id, name, retry_count + 1 as tries, completed_on as failed_on, coalesce(output->>'message', '') as message
         from pgboss.job where state = 'failed' order by completed_on desc, id limit ${SHOWN}`,
      ),

    /** Lets a failed job be tried once more; answers with its name, or undefined when no failed job has this id. */
    async retry(id: string): Promise<string | undefined> {
      const [retried] = await ask<{ name: string }>(
        `update pgboss.job set state = 'retry', retry_limit = retry_count + 1, start_after = now(), completed_on = null
         where state = 'failed' and id = $1::uuid returning name`,
        [id],
      );
      return retried?.name;
    },
  };
}
