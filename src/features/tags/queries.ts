import { literally } from '../../http/list-sql.js';
import type { ReadDoor } from '../../platform/database.js';
import { empty, join, raw, type Sql, sql } from '../../platform/sql.js';
import { KINDS, type Kind } from '../../records/kinds.js';
import { kindsOf, type Scope, scopeKey, type Tag } from '../../records/tags/index.js';

/** A tag with how many records of each kind carry it; those in the trash do not count. */
export type UsedTag = Tag & { id: string; scope: Scope; uses: Partial<Record<Kind, number>> };

const SUGGESTED = 8;

/** All tags of a scope by name, each with its uses. */
export function tagsOf(db: ReadDoor, scope: Scope): Promise<UsedTag[]> {
  return db.rows(usedTags(scope));
}

/** One tag with its uses, of either scope; undefined when it is nobody's or somebody else's. */
export async function tagOf(db: ReadDoor, id: string): Promise<UsedTag | undefined> {
  const only = sql`and g.id = ${id}::uuid`;
  return (await db.row<UsedTag>(usedTags('own', only))) ?? (await db.row<UsedTag>(usedTags('common', only)));
}

/** Tags whose name holds what was typed, those that begin with it first. */
export function suggested(db: ReadDoor, scope: Scope, typed: string): Promise<{ id: string; name: string }[]> {
  const begins = `${literally(typed)}%`;
  return db.rows(sql`
    select g.id, g.name from tags g where g.scope = ${scopeKey(scope)} and g.name_key like '%' || lower(${begins})
    order by (g.name_key like lower(${begins})) desc, g.name_key limit ${SUGGESTED}`);
}

function usedTags(scope: Scope, only: Sql = empty): Sql {
  const counts = join(
    kindsOf(scope).map((kind) => usesOf(scope, kind, only)),
    ' union all ',
  );
  return sql`
    with used as (${counts})
    select g.id, g.name, g.colour, ${scope}::text as scope,
      coalesce((select jsonb_object_agg(u.kind, u.uses) from used u where u.tag_id = g.id), '{}') as uses
    from tags g where g.scope = ${scopeKey(scope)} ${only} order by g.name_key`;
}

function usesOf(scope: Scope, kind: Kind, only: Sql): Sql {
  const { column, table } = KINDS[kind];
  return sql`
    select ${kind}::text as kind, g.id as tag_id, count(*) as uses
    from tags g join taggings t on t.scope = g.scope and t.tag_id = g.id join ${raw(table)} r on r.id = t.${raw(column)}
    where g.scope = ${scopeKey(scope)} ${only} and r.deleted_at is null group by g.id`;
}
