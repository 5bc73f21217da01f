import type { Config } from '../../config.js';
import { DAY_SECONDS } from '../../platform/clock.js';
import type { Database } from '../../platform/postgres/database.js';
import type { Job } from '../../platform/queue/queue.js';

/** So few at once that nobody waits, and that little is done again after a kill. */
const CHUNK = 5_000;

/** Deletes the lines of the audit log that are older than AUDIT_RETENTION_DAYS, daily; with 0 none. */
export function forgetAudit({ config, database }: { config: Config; database: Database }): Job {
  const days = config.auditRetentionDays;
  return {
    name: 'forget_audit',
    everySeconds: DAY_SECONDS,
    async work(_data, { signal }) {
      let deleted = days > 0 ? CHUNK : 0;
      while (deleted === CHUNK) {
        signal.throwIfAborted();
        deleted = await database.asSystem(
          'the log is everybody’s',
          (tx) => tx.$executeRaw`
            delete from audit_log where id in (
              select id from audit_log where at < now() - make_interval(days => ${days}::int) order by at limit ${CHUNK}::int)`,
        );
      }
    },
  };
}
