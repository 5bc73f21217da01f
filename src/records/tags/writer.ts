import type { WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { columnOf, type Kind, ownerOf } from '../kinds.js';

/** The statement that puts tags on records, of the rows of a select: `tag_id`, `record_id`. What is tagged so already stays. */
export function taggingInsert(kind: Kind, rows: Sql): Sql {
  return sql`
    insert into taggings (id, user_id, tag_id, ${columnOf(kind)})
    select gen_random_uuid(), ${ownerOf(kind)}, p.tag_id, p.record_id from (${rows}) p
    on conflict do nothing`;
}

/** Puts tags on records, as `taggingInsert` says; answers the ids of the records that got one. */
export async function putTags(tx: WriteDoor, kind: Kind, rows: Sql): Promise<string[]> {
  const put = await tx.$queryRaw<{ id: string }[]>(
    sql`${taggingInsert(kind, rows)} returning ${columnOf(kind)}::text as id`,
  );
  return put.map(({ id }) => id);
}

/** Takes tags off records of a kind: the taggings `t` that match; answers the records' ids. */
export async function takeTags(tx: WriteDoor, kind: Kind, where: Sql): Promise<string[]> {
  const taken = await tx.$queryRaw<{ id: string }[]>(
    sql`delete from taggings t where ${where} returning t.${columnOf(kind)}::text as id`,
  );
  return taken.map(({ id }) => id);
}
