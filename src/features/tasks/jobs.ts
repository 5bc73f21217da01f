import type { Database } from '../../platform/postgres/database.js';
import type { Job } from '../../platform/queue/queue.js';

const MINUTE_SECONDS = 60;
/** So few at once that nobody waits for a lock. */
const CHUNK = 500;

/** Marks, every minute, the tasks whose reminder has come; each once, however often a try is cut off. */
export function remind({ database }: { database: Database }): Job {
  return {
    name: 'remind',
    everySeconds: MINUTE_SECONDS,
    async work(_data, { signal }) {
      let reminded = CHUNK;
      while (reminded === CHUNK) {
        signal.throwIfAborted();
        reminded = await remindSome(database);
      }
    },
  };
}

function remindSome(database: Database): Promise<number> {
  return database.asSystem(
    'reminders come to everybody alike',
    (tx) => tx.$executeRaw`
      update tasks set reminded_at = now() where id in (
        select id from tasks
        where remind_at <= now() and reminded_at is null and done_at is null and deleted_at is null
        order by remind_at limit ${CHUNK} for update skip locked)`,
  );
}
