import { v7 as uuidv7 } from 'uuid';
import type { Database, ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';

/** How long an export lies there to be taken. */
export const KEPT_HOURS = 24;
const LOST_AFTER_SECONDS = 60;
export const WHY = 'a job makes exports for everybody alike';

/** An export as its person's page shows it. */
export type DataExport = {
  id: string;
  asked_at: Date;
  state: 'waiting' | 'running' | 'done' | 'failed';
  parts: number;
  parts_done: number;
  expires_at: Date | null;
  size: number | null;
};
type ReadyExport = { id: string; sha256: string; in_fallback: boolean; asked_at: Date };

/** One's exports that are being made or still there, the newest first. */
export function exportsOf(db: Pick<ReadDoor, 'rows'>): Promise<DataExport[]> {
  return db.rows<DataExport>(sql`
    select e.id::text, e.asked_at, e.state, e.parts, e.parts_done, e.expires_at, f.size::float8 as size
    from data_exports e left join account_files f on f.id = e.file_id
    where e.state <> 'done' or e.expires_at > now() order by e.asked_at desc, e.id desc limit 20`);
}

/** Asks for an export of one's own; undefined where one is being made. */
export async function askExport(tx: WriteDoor): Promise<string | undefined> {
  const id = uuidv7();
  const asked = await tx.$executeRaw`insert into data_exports (id) values (${id}::uuid) on conflict do nothing`;
  return asked > 0 ? id : undefined;
}

/** One's own export of that id, as long as it may be taken. */
export function readyExport(db: Pick<ReadDoor, 'row'>, id: string): Promise<ReadyExport | undefined> {
  return db.row<ReadyExport>(sql`
    select f.id::text, f.sha256, f.in_fallback, e.asked_at from data_exports e join account_files f on f.id = e.file_id
    where e.id = ${id}::uuid and e.state = 'done' and e.expires_at > now()`);
}

/** Whose an export is that is still to be made, and marks it as begun anew. */
export async function beginExport(tx: WriteDoor, id: string): Promise<string | undefined> {
  const [row] = await tx.$queryRaw<{ user_id: string }[]>`
    update data_exports set state = 'running', parts_done = 0 where id = ${id}::uuid and state <> 'done' returning user_id::text`;
  return row?.user_id;
}

/** Notes how far an export is. */
export async function noteParts(tx: WriteDoor, id: string, done: number, of: number): Promise<void> {
  await tx.$executeRaw`update data_exports set parts = ${of}, parts_done = ${done} where id = ${id}::uuid`;
}

/** Notes that no try follows. */
export async function failExport(tx: WriteDoor, id: string): Promise<void> {
  await tx.$executeRaw`update data_exports set state = 'failed' where id = ${id}::uuid and state <> 'done'`;
}

type Kept = { id: string; size: number; sha256: string; inFallback: boolean };

/** Hands an export that is whole to its person; false where they are gone, or it was made already. */
export async function finishExport(tx: WriteDoor, id: string, file: Kept): Promise<boolean> {
  const kept = await tx.$executeRaw`
    insert into account_files (id, user_id, purpose, size, sha256, in_fallback)
    select ${file.id}::uuid, user_id, 'export', ${file.size}::bigint, ${file.sha256}, ${file.inFallback}
    from data_exports where id = ${id}::uuid and state = 'running'`;
  if (kept === 0) return false;
  await tx.$executeRaw`
    update data_exports set state = 'done', file_id = ${file.id}::uuid, parts_done = parts,
      expires_at = now() + make_interval(hours => ${KEPT_HOURS}::int) where id = ${id}::uuid`;
  return true;
}

/** Removes exports whose day is over, with their bytes, and what came to nothing a week ago. */
export async function forgetExports(tx: WriteDoor): Promise<void> {
  await tx.$executeRaw`
    delete from account_files where purpose = 'export' and created_at <= now() - make_interval(hours => ${KEPT_HOURS}::int)`;
  await tx.$executeRaw`
    delete from data_exports where expires_at <= now() or (state = 'failed' and asked_at < now() - interval '7 days')`;
}

/** Exports that were asked for while their sending was lost. */
export async function owedExports(database: Database) {
  const rows = await database.readAsSystem(WHY, (db) =>
    db.rows<{ id: string }>(sql`
      select id::text from data_exports where state in ('waiting', 'running')
        and asked_at < now() - make_interval(secs => ${LOST_AFTER_SECONDS}) limit 100`),
  );
  return rows.map(({ id }) => ({ key: id, data: { id } }));
}
