import { isId } from '../http/form.js';
import { NotFound } from '../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../platform/postgres/database.js';
import { empty, raw, type Sql, sql } from '../platform/postgres/sql.js';
import type { Kind, Target } from './kinds.js';

/** A record that is there and not in the trash, by what people call it. */
export type Live = Target & { name: string };

/** The record of an address as a page reads it; a stranger's, a missing one and one in the trash are not there. */
export async function liveRecord(db: Pick<ReadDoor, 'row'>, kind: Kind, id: unknown): Promise<Live> {
  return found(kind, isId(id) ? await db.row<{ id: string; name: string }>(recordSql(kind, id)) : undefined);
}

/** The same for a change, held until it is committed: whoever changes what belongs to it, or deletes it, waits. */
export async function lockedRecord(tx: WriteDoor, kind: Kind, id: unknown): Promise<Live> {
  if (!isId(id)) throw new NotFound();
  const rows = await tx.$queryRaw<{ id: string; name: string }[]>(recordSql(kind, id, sql`for no key update`));
  return found(kind, rows[0]);
}

function recordSql(kind: Kind, id: string, lock: Sql = empty): Sql {
  return sql`select id::text, name from ${raw(kind.table)} where id = ${id}::uuid and deleted_at is null ${lock}`;
}

function found(kind: Kind, row: { id: string; name: string } | undefined): Live {
  if (!row) throw new NotFound();
  return { kind, ...row };
}
