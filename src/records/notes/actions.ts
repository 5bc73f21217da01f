import { v7 as uuidv7 } from 'uuid';
import { isId } from '../../http/form.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { columnOf, isAbout, ownerOf, type Target } from '../kinds.js';
import { restorable } from '../trash.js';

type OwnNote = { id: string; body: string; version: number };

/** Keeps a note about a record in the writer's name, and answers its id; a second submit of the same form keeps none. */
export async function addNote(
  tx: WriteDoor,
  { kind, id }: Target,
  note: { body: string; submission_id: string | null },
): Promise<string> {
  const made = uuidv7();
  // A failed insert would abort the transaction; this waits for a submit that is under way, then does nothing.
  await tx.$executeRaw(sql`
    insert into notes (id, user_id, ${columnOf(kind)}, body, submission_id)
    values (${made}::uuid, ${ownerOf(kind)}, ${id}::uuid, ${note.body}, ${note.submission_id}::uuid)
    on conflict do nothing`);
  return made;
}

/** One's own note as it stands, held until the transaction ends; somebody else's is not there. */
export async function ownNote(tx: WriteDoor, target: Target, id: string): Promise<OwnNote> {
  if (!isId(id)) throw new NotFound();
  // To lock is to update, so the policy hides a note of somebody else's; and two edits come one after the other.
  const rows = await tx.$queryRaw<OwnNote[]>(sql`
    select id::text, body, version from notes
    where id = ${id}::uuid and ${isAbout('notes', target)} and deleted_at is null for update`);
  if (!rows[0]) throw new NotFound();
  return rows[0];
}

/** Saves a note that is held if nobody did since `version`; false when somebody did. What changes nothing writes nothing. */
export async function editNote(
  tx: WriteDoor,
  target: Target,
  now: OwnNote,
  edit: { body: string; version: number },
): Promise<boolean> {
  if (now.body === edit.body) return true;
  if (now.version !== edit.version) return false;
  await change(tx, target, now.id, sql`body = ${edit.body}, version = version + 1, updated_at = now()`);
  return true;
}

/** Takes one's own note away; it can be brought back. One that is away already stays so. */
export async function deleteNote(tx: WriteDoor, target: Target, id: string): Promise<void> {
  await change(tx, target, id, sql`deleted_at = coalesce(deleted_at, now())`);
}

/** Brings one's own note back; one that is not away stays as it is. */
export async function restoreNote(tx: WriteDoor, target: Target, id: string): Promise<void> {
  await change(tx, target, id, sql`deleted_at = null`, sql`(deleted_at is null or ${restorable('notes')})`);
}

async function change(tx: WriteDoor, target: Target, id: string, set: Sql, where: Sql = sql`true`): Promise<void> {
  if (!isId(id)) throw new NotFound();
  const changed = await tx.$executeRaw(sql`
    update notes set ${set} where id = ${id}::uuid and ${isAbout('notes', target)} and ${where}`);
  if (changed === 0) throw new NotFound();
}
