import type { PersonRequest } from '../http/person.js';
import { page, type Reply, redirect } from '../http/reply.js';
import { NotFound } from '../platform/errors.js';
import type { WriteDoor } from '../platform/postgres/database.js';
import { raw, type Sql, sql } from '../platform/postgres/sql.js';
import { type Kind, pathOf, type Target } from './kinds.js';
import { TRASH_DAYS } from './limits.js';

/** Whether a deleted row can still be restored; `table` is the name it has in the statement. */
export function restorable(table: string): Sql {
  return sql`${raw(table)}.deleted_at > now() - make_interval(days => ${TRASH_DAYS}::int)`;
}

/** The page of a record that lies in the trash, with its way back; one that no longer can come back is not there. */
export function inTrash(
  kind: Kind,
  { id, name, restorable }: { id: string; name: string; restorable: boolean },
): Reply {
  if (!restorable) throw new NotFound();
  const { title, path, one } = kind;
  const action = `${pathOf({ kind, id })}/restoration`;
  return page('records/in-trash.njk', { name, one, list: { label: title, href: path }, action, days: TRASH_DAYS }, 404);
}

/** Answers a restoration: back to the trash where it was asked for there, else to `place`. */
export function afterRestoring(req: PersonRequest, place: string, text = 'Restored from the trash.'): Reply {
  return redirect(req.body?.from === 'trash' ? '/trash' : place, text);
}

/** Moves a record to the trash; false when it is not there or lies in it already. */
export async function moveToTrash(tx: WriteDoor, { kind, id }: Target): Promise<boolean> {
  // The version stays: what a form shows has not changed, and a restored record may go on being edited.
  const moved = await tx.$executeRaw(sql`
    update ${raw(kind.table)} set deleted_at = now(), updated_at = now(), updated_by = app_user_id()
    where id = ${id}::uuid and deleted_at is null`);
  return moved > 0;
}

/** Takes a record out of the trash; false when it is not in it, or longer than the trash keeps. */
export async function restoreFromTrash(tx: WriteDoor, { kind, id }: Target): Promise<boolean> {
  const restored = await tx.$executeRaw(sql`
    update ${raw(kind.table)} set deleted_at = null, updated_at = now(), updated_by = app_user_id()
    where id = ${id}::uuid and ${restorable(kind.table)}`);
  return restored > 0;
}
