import { isId } from '../../http/form.js';
import type { ReceivedFile, Sent } from '../../http/uploads.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import { columnOf, isAbout, ownerOf, type Target } from '../kinds.js';
import { MOST_FILES } from '../limits.js';
import { restorable } from '../trash.js';

type Attached = { kind: 'attached'; fresh: ReceivedFile[]; again: ReceivedFile[] } | { kind: 'too_many' };

/**
 * Writes the rows of files that were received, in the sender's name. One that the record holds already, by name and content, is
 * answered in `again`: a form that was sent twice attaches its files once. The record must be locked.
 */
export async function attach(tx: WriteDoor, target: Target, { files, unused }: Sent): Promise<Attached> {
  const held = await tx.$queryRaw<{ name: string; sha256: string; count: number }[]>(sql`
    select a.name, a.sha256, count(*) over ()::integer as count from attachments a
    where ${isAbout('a', target)} and a.deleted_at is null`);
  const known = new Set(held.map(({ name, sha256 }) => `${sha256} ${name}`));
  const fresh = files.filter(({ name, sha256 }) => !known.has(`${sha256} ${name}`));
  if ((held[0]?.count ?? 0) + fresh.length > MOST_FILES) return { kind: 'too_many' };
  if (fresh.length > 0) await insertFiles(tx, target, fresh);
  const again = files.filter((file) => !fresh.includes(file));
  unused.push(...again);
  return { kind: 'attached', fresh, again };
}

// By the clock, not the transaction's begin: a file comes after the record that was made in the same one.
async function insertFiles(tx: WriteDoor, { kind, id }: Target, files: ReceivedFile[]): Promise<void> {
  const rows = files.map(
    (
      file,
    ) => sql`(${file.id}::uuid, ${ownerOf(kind)}, ${id}::uuid, ${file.name}, ${file.size}::int, ${file.sha256}, ${file.mediaType},
      ${file.width}::int, ${file.height}::int, ${file.inFallback}::boolean, clock_timestamp())`,
  );
  await tx.$executeRaw(sql`
    insert into attachments (id, user_id, ${columnOf(kind)}, name, size, sha256, media_type, width, height, in_fallback, created_at)
    values ${join(rows)}`);
}

/** Moves a file to the trash, from which it can be taken back. */
export function removeFile(tx: WriteDoor, target: Target, id: unknown): Promise<void> {
  return change(tx, target, id, sql`deleted_at = now()`, sql`deleted_at is null`);
}

/** Takes a file back out of the trash. */
export function restoreFile(tx: WriteDoor, target: Target, id: unknown): Promise<void> {
  return change(tx, target, id, sql`deleted_at = null`, restorable('attachments'));
}

/** Puts a picture before the record's others. */
export function makeFirst(tx: WriteDoor, target: Target, id: unknown): Promise<void> {
  const first = sql`(select min(a.position) - 1 from attachments a where ${isAbout('a', target)})`;
  return change(tx, target, id, sql`position = ${first}`, sql`deleted_at is null and width is not null`);
}

/** Makes one of a record's pictures its logo, or none. */
export async function setLogo(tx: WriteDoor, target: Target, id: string | null): Promise<void> {
  if (id !== null)
    await change(tx, target, id, sql`position = position`, sql`deleted_at is null and width is not null`);
  await tx.$executeRaw(sql`update ${raw(target.kind.table)} set logo_id = ${id}::uuid where id = ${target.id}::uuid`);
}

async function change(tx: WriteDoor, target: Target, id: unknown, set: Sql, where: Sql): Promise<void> {
  const changed = isId(id)
    ? await tx.$executeRaw(
        sql`update attachments set ${set} where id = ${id}::uuid and ${isAbout('attachments', target)} and ${where}`,
      )
    : 0;
  if (changed === 0) throw new NotFound();
}
