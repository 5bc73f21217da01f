import type { WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { columnOf, type Kind, ownerOf } from '../kinds.js';
import { MOST_TAGS } from '../limits.js';
import { type Scope, scopeKey } from './scope.js';

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

/** Lets those who name tags of one scope do so one after the other, so that no two get one name and none is over the limit. */
export async function oneAtATime(tx: WriteDoor, scope: Scope): Promise<void> {
  await tx.$executeRaw(sql`select pg_advisory_xact_lock(hashtextextended('tags ' || ${scopeKey(scope)}::text, 0))`);
}

/** Whether no more tags are there than may be; asked behind a new one, while nobody else makes one. */
export async function isRoom(tx: WriteDoor, scope: Scope): Promise<boolean> {
  const rows = await tx.$queryRaw<{ there: number }[]>(sql`
    select count(*)::integer as there from tags g where g.scope = ${scopeKey(scope)}`);
  return (rows[0]?.there ?? 0) <= MOST_TAGS;
}

const most = MOST_TAGS.toLocaleString('en');
/** What is said where there is no room for another tag. */
export const TOO_MANY_MADE: Record<Scope, string> = {
  own: `You have ${most} tags. Merge or delete some before you make new ones.`,
  common: `There are ${most} shared tags. Merge or delete some before new ones are made.`,
};
