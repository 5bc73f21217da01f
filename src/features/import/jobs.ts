import { ACCOUNT_COLUMNS, type AccountRow, personOfRow } from '../../http/middleware/find-session.js';
import { Unavailable } from '../../platform/errors.js';
import type { Database, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Job, Queue } from '../../platform/queue/queue.js';
import { checkTable } from '../../records/import/check.js';
import type { Module } from '../../records/module.js';
import { openImport } from './open.js';

/** The job that goes on with the check of a long table; `data` is {import_id}. */
const IMPORT_CHECK_JOB = 'import_check';

const WHY = 'the check of a table is found for its person';
const GIVEN_UP = 'The check was tried several times and did not come to its end. Check it again, or tell your admin.';
type Found = AccountRow & { may_write: boolean };

/** Checks long tables. Each chunk commits with the row it came to, so that a kill in the middle costs one chunk at most. */
export function importCheckJob({ database, modules }: { database: Database; modules: readonly Module[] }): Job {
  return {
    name: IMPORT_CHECK_JOB,
    async work(data, { signal }) {
      const id = String(data.import_id);
      const found = await database.asSystem(WHY, (tx) => ownerOfTable(tx, id));
      if (!found) return;
      const { may_write, ...account } = found;
      const person = personOfRow(account);
      // Whoever was locked out or may only read since learns nothing more.
      const opened = may_write ? await openImport(database, modules, person, id) : undefined;
      if (!opened || 'fault' in opened) return giveUpCheck(database, id);
      const { module, table, mapping } = opened;
      await checkTable(database, { id, module, mapping, person }, table, { signal });
    },
    givenUp: (data) => giveUpCheck(database, String(data.import_id)),
    async owed() {
      const open = await database.asSystem(WHY, (tx) =>
        tx.$queryRaw<{ id: string }[]>(sql`select id from imports where state = 'checking' order by at limit 100`),
      );
      return open.map(({ id }) => ({ key: id, data: { import_id: id } }));
    },
  };
}

async function ownerOfTable(tx: WriteDoor, id: string): Promise<Found | undefined> {
  const [found] = await tx.$queryRaw<Found[]>(sql`
    select ${ACCOUNT_COLUMNS}, is_approved and locked_by_admin_at is null and role <> 'VIEWER' as may_write
    from users where id = (select i.user_id from imports i where i.id = ${id}::uuid)`);
  return found;
}

async function giveUpCheck(database: Database, id: string): Promise<void> {
  await database.asSystem(WHY, (tx) =>
    tx.$executeRaw(sql`
      update imports set state = 'failed', fault = ${GIVEN_UP} where id = ${id}::uuid and state = 'checking'`),
  );
}

/** Hands a check that goes on to the queue. Where that is away the check waits: the sweep finds it within a minute. */
export async function sendCheck(queue: Queue, id: string): Promise<void> {
  try {
    await queue.send(IMPORT_CHECK_JOB, { import_id: id }, { key: id });
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
  }
}
