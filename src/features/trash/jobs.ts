import { DAY_SECONDS } from '../../platform/clock.js';
import type { Database } from '../../platform/postgres/database.js';
import { empty, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Job } from '../../platform/queue/queue.js';
import { columnOf } from '../../records/kinds.js';
import { TRASH_DAYS } from '../../records/limits.js';
import type { RecordModule } from '../../records/module.js';

/** So few at once that nobody waits for a lock, and that little is done again after a kill. */
const CHUNK = 200;

/** A table whose rows are emptied under a name of the audit log; `merged`: the column by which merges name its records. */
type Emptied = { table: string; subject: string; merged?: Sql };

const PARTS = ['notes', 'attachments', 'tasks'];

// What hangs on a record goes with it; alone it goes first, so that its own line stands in the audit log. So own records go
// before common ones, and of either what stands later among the modules.
function emptiedOf(modules: readonly RecordModule[]): Emptied[] {
  const [own, common] = [modules.filter(({ kind }) => kind.own), modules.filter(({ kind }) => !kind.own)];
  const records = [...own.toReversed(), ...common.toReversed()].map(({ kind, merge }) => ({
    table: kind.table,
    subject: kind.name,
    ...(merge ? { merged: columnOf(kind) } : {}),
  }));
  return [...PARTS.map((table) => ({ table, subject: table })), ...records];
}

/** Deletes for good what has lain in the trash longer than it keeps: daily. The bytes of files are noted for their own job. */
export function emptyTrash({ database, modules }: { database: Database; modules: readonly RecordModule[] }): Job {
  const all = emptiedOf(modules);
  return {
    name: 'empty_trash',
    everySeconds: DAY_SECONDS,
    async work(_data, { signal }) {
      for (const emptied of all) {
        let purged = (await anyDue(database, emptied)) ? CHUNK : 0;
        while (purged === CHUNK) {
          signal.throwIfAborted();
          purged = await purgeSome(database, emptied);
        }
      }
    },
  };
}

// Reading waits for nobody. A statement that may delete waits for whoever holds the table, though nothing is due: at a first
// start that is who makes the demo.
async function anyDue(database: Database, emptied: Emptied): Promise<boolean> {
  const why = 'the trash is emptied for everybody alike';
  return (await database.readAsSystem(why, (db) => db.rows(sql`${dueOf(emptied)} limit 1`))).length > 0;
}

function dueOf({ table, merged }: Emptied): Sql {
  return sql`select t.id from ${raw(table)} t
    where t.deleted_at <= now() - make_interval(days => ${TRASH_DAYS}::int) ${merged ? notNeededByMerges(merged) : empty}`;
}

async function purgeSome(database: Database, emptied: Emptied): Promise<number> {
  return database.asSystem(
    'the trash is emptied for everybody alike',
    (tx) => tx.$executeRaw`
      with due as (
        ${dueOf(emptied)} order by t.deleted_at limit ${CHUNK} for update skip locked
      ), purged as (
        delete from ${raw(emptied.table)} gone using due where gone.id = due.id returning gone.id
      )
      insert into audit_log (act, subject_kind, subject_id) select 'purged', ${emptied.subject}, id::text from purged`,
  );
}

// What was merged leads on for as long as the one that it became a part of is there; and that one is needed for as long as the
// merge can be undone.
function notNeededByMerges(kept: Sql): Sql {
  return sql`and t.merged_into_id is null and not exists (select from merges m
    where m.${kept} = t.id and m.undone_at is null and m.at > now() - make_interval(days => ${TRASH_DAYS}::int))`;
}
