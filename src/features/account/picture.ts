import type { ReceivedFile } from '../../http/uploads.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';

/** A picture as it is served. */
type ServedPicture = { id: string; sha256: string; in_fallback: boolean };

/** Makes a picture that was received one's own, in the place of the one before, whose bytes go. */
export async function setPicture(tx: WriteDoor, file: ReceivedFile): Promise<void> {
  // Of two that come at once the later one stays.
  await tx.$executeRaw(sql`select pg_advisory_xact_lock(hashtextextended('picture ' || app_user_id()::text, 0))`);
  await removePicture(tx);
  await tx.$executeRaw(sql`
    insert into account_files (id, purpose, size, sha256, in_fallback)
    values (${file.id}::uuid, 'picture', ${file.size}::bigint, ${file.sha256}, ${file.inFallback}::boolean)`);
}

/** Takes one's own picture away; false where there is none. */
export async function removePicture(tx: WriteDoor): Promise<boolean> {
  const gone = sql`delete from account_files where user_id = app_user_id() and purpose = 'picture'`;
  return (await tx.$executeRaw(gone)) > 0;
}

/** The picture of that id, whosever it is; undefined where it is nobody's any more. */
export function servedPicture(db: Pick<ReadDoor, 'row'>, id: string): Promise<ServedPicture | undefined> {
  return db.row<ServedPicture>(sql`
    select id::text, sha256, in_fallback from account_files where id = ${id}::uuid and purpose = 'picture'`);
}
