import type { Ask, TakenBack } from './rows.js';

/** Who works, and whose a job is: `lease` is how many seconds a worker may be silent about it. */
export function leaseTables(ask: Ask, lease: number) {
  return {
    /** Notes that somebody works here. */
    async sign(): Promise<void> {
      await ask('update pgboss.version set maintained_on = now()');
    },

    /** Whether somebody has worked within the last `seconds`; throws when that cannot be told within `limitMs`. */
    async isWorked(seconds: number, limitMs: number): Promise<boolean> {
      const text = 'select 1 from pgboss.version where maintained_on > now() - make_interval(secs => $1)';
      return (await ask(text, [seconds], limitMs)).length > 0;
    },

    /** Says that this worker still has these jobs; answers with the ids of those that are its own. */
    async renew(ids: string[]): Promise<string[]> {
      const own = await ask<{ id: string }>(
        `update pgboss.job set expire_in = now() - started_on + make_interval(secs => $2)
         where state = 'active' and id = any($1::uuid[]) returning id`,
        [ids, lease],
      );
      return own.map(({ id }) => id);
    },

    /** Takes back what a worker has gone silent about; answers with what that was, given up or due again. */
    reclaim: () =>
      ask<TakenBack>(
        `update pgboss.job set
           state = (case when retry_count < retry_limit then 'retry' else 'failed' end)::pgboss.job_state,
           completed_on = case when retry_count < retry_limit then null else now() end,
           start_after = now(),
           output = jsonb_build_object('message', 'The worker that ran it was killed or hung.')
         where state = 'active' and started_on + expire_in < now() returning id, name, state, data`,
      ),

    /** Gives jobs back that were stopped, not failed: that try does not count. */
    async handBack(ids: string[]): Promise<void> {
      await ask(
        `update pgboss.job set state = 'retry', started_on = null, start_after = now()
         where state = 'active' and id = any($1::uuid[])`,
        [ids],
      );
    },
  };
}
