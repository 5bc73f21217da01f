import { DAY_SECONDS } from '../../platform/clock.js';
import type { Database } from '../../platform/postgres/database.js';
import { empty, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Job } from '../../platform/queue/queue.js';
import { TRASH_DAYS } from '../../records/trash.js';

/** So few at once that nobody waits for a lock, and that little is done again after a kill. */
const CHUNK = 200;

type Emptied = { table: string; subject: string; merged?: 'company_id' | 'contact_id' };

// What hangs on a record goes with it; alone it goes first, so that its own line stands in the audit log.
const EMPTIED: Emptied[] = [
  { table: 'notes', subject: 'notes' },
  { table: 'attachments', subject: 'attachments' },
  { table: 'tasks', subject: 'tasks' },
  { table: 'inventory_items', subject: 'inventory' },
  { table: 'contacts', subject: 'contacts', merged: 'contact_id' },
  { table: 'companies', subject: 'companies', merged: 'company_id' },
];

/** Deletes for good what has lain in the trash longer than it keeps: daily. The bytes of files are noted for their own job. */
export function emptyTrash({ database }: { database: Database }): Job {
  return {
    name: 'empty_trash',
    everySeconds: DAY_SECONDS,
    async work(_data, { signal }) {
      for (const emptied of EMPTIED) {
        let purged = CHUNK;
        while (purged === CHUNK) {
          signal.throwIfAborted();
          purged = await purgeSome(database, emptied);
        }
      }
    },
  };
}

async function purgeSome(database: Database, { table, subject, merged }: Emptied): Promise<number> {
  return database.asSystem(
    'the trash is emptied for everybody alike',
    (tx) => tx.$executeRaw`
      with due as (
        select t.id from ${raw(table)} t
        where t.deleted_at <= now() - make_interval(days => ${TRASH_DAYS}::int) ${merged ? notNeededByMerges(merged) : empty}
        order by t.deleted_at limit ${CHUNK} for update skip locked
      ), purged as (
        delete from ${raw(table)} gone using due where gone.id = due.id returning gone.id
      )
      insert into audit_log (act, subject_kind, subject_id) select 'purged', ${subject}, id::text from purged`,
  );
}

// What was merged leads on for as long as the one that it became a part of is there; and that one is needed for as long as the
// merge can be undone.
function notNeededByMerges(kept: 'company_id' | 'contact_id'): Sql {
  return sql`and t.merged_into_id is null and not exists (select from merges m
    where m.${raw(kept)} = t.id and m.undone_at is null and m.at > now() - make_interval(days => ${TRASH_DAYS}::int))`;
}
