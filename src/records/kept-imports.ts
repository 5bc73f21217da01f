import { v7 as uuidv7 } from 'uuid';
import type { ReadDoor, WriteDoor } from '../platform/postgres/database.js';
import { empty, sql } from '../platform/postgres/sql.js';
import type { Kind } from './kinds.js';
import { IMPORT_MINUTES, MOST_IMPORTS, UNDO_DAYS } from './limits.js';

/** A file that its person looks at before it is brought in; without content once its time is over. */
type KeptImport<Content> = { id: string; content: Content | null };

/** Keeps what was read of a file, for its person alone; answers its id. The content of the eldest goes where there are many. */
export async function keepImport(tx: WriteDoor, { name }: Kind, content: object): Promise<string> {
  const id = uuidv7();
  // A text within jsonb: as jsonb itself it might hold no zero and no half of a sign, and a file may hold either.
  await tx.$executeRaw(sql`
    update kept_imports set content = null where id in (
      select id from kept_imports where content is not null order by at desc, id desc offset ${MOST_IMPORTS - 1})`);
  await tx.$executeRaw(sql`
    insert into kept_imports (id, module, content) values (${id}::uuid, ${name}, ${JSON.stringify(JSON.stringify(content))}::jsonb)`);
  return id;
}

/** One's own kept file; undefined where there is none of that id. */
export async function keptImport<Content>(
  db: Pick<ReadDoor, 'row'>,
  { name }: Kind,
  id: string,
  { locked = false } = {},
): Promise<KeptImport<Content> | undefined> {
  const found = await db.row<{ id: string; written: string | null }>(sql`
    select id::text, case when at > now() - make_interval(mins => ${IMPORT_MINUTES}::int) then content #>> '{}' end as written
    from kept_imports where id = ${id}::uuid and module = ${name} ${locked ? sql`for update` : empty}`);
  return found && { id: found.id, content: found.written === null ? null : JSON.parse(found.written) };
}

/** Lets go of what was kept for long enough, and later of the rows that say so. */
export async function forgetImports(tx: WriteDoor): Promise<void> {
  await tx.$executeRaw(sql`
    update kept_imports set content = null
    where content is not null and at < now() - make_interval(mins => ${IMPORT_MINUTES}::int)`);
  await tx.$executeRaw(sql`delete from kept_imports where at < now() - make_interval(days => ${UNDO_DAYS}::int)`);
}
