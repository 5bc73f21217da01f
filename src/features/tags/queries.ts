import { literally } from '../../http/list/sql.js';
import { COUNT_LIMIT } from '../../http/list/view.js';
import { normalForm } from '../../http/normal-form.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { empty, join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Kind } from '../../records/kinds.js';
import { carriersOf, isOn, type Scope, scopeKey, type Tag } from '../../records/tags/index.js';

/** A tag with how many records of each kind carry it, up to one more than is shown; those in the trash do not count. */
export type UsedTag = Tag & { id: string; scope: Scope; uses: Partial<Record<string, number>> };

const SUGGESTED = 8;

/** All tags of a scope by name, each with its uses. */
export function tagsOf(db: ReadDoor, scope: Scope, kinds: readonly Kind[]): Promise<UsedTag[]> {
  return db.rows(usedTags(scope, kinds));
}

/** One tag with its uses, of either scope; undefined when it is nobody's or somebody else's. */
export async function tagOf(db: ReadDoor, id: string, kinds: readonly Kind[]): Promise<UsedTag | undefined> {
  const only = sql`and g.id = ${id}::uuid`;
  return (
    (await db.row<UsedTag>(usedTags('own', kinds, only))) ?? (await db.row<UsedTag>(usedTags('common', kinds, only)))
  );
}

/** Tags whose name holds what was typed, those that begin with it first. */
export function suggested(db: ReadDoor, scope: Scope, typed: string): Promise<{ id: string; name: string }[]> {
  const begins = `${literally(normalForm(typed))}%`;
  return db.rows(
    sql`
    select g.id, g.name from tags g where g.scope = ${scopeKey(scope)} and g.name_key like ${`%${begins}`}
    order by (g.name_key like ${begins}) desc, g.name_key limit ${SUGGESTED}`,
    'anew',
  );
}

// What lies in the trash is counted apart: to look at each record that carries a tag is what takes long.
function usedTags(scope: Scope, all: readonly Kind[], only: Sql = empty): Sql {
  const kinds = carriersOf(all, scope);
  return sql`
    with ${join(kinds.map(trashed))}
    select g.id, g.name, g.colour, ${scope}::text as scope,
      jsonb_build_object(${join(kinds.map((kind) => sql`${kind.name}::text, ${usesOf(kind)}`))}) as uses
    from tags g where g.scope = ${scopeKey(scope)} ${only} order by g.name_key`;
}

function trashed(kind: Kind): Sql {
  const { column, table, own } = kind;
  // The owner leads the index.
  const owner = own ? sql`t.user_id = r.user_id and` : empty;
  return sql`in_trash_${raw(table)} as materialized (
    select t.tag_id, count(*) as n from ${raw(table)} r join taggings t on ${owner} t.${raw(column)} = r.id
    where r.deleted_at is not null group by t.tag_id)`;
}

function usesOf(kind: Kind): Sql {
  const gone = sql`coalesce((select u.n from in_trash_${raw(kind.table)} u where u.tag_id = g.id), 0)`;
  return sql`(select count(*) from (
    select from taggings t where t.scope = g.scope and t.tag_id = g.id and ${isOn(kind)} ${seen(kind)} limit ${COUNT_LIMIT + 1} + ${gone}) c) - ${gone}`;
}

function seen({ hidden, table, column }: Kind): Sql {
  return hidden ? sql`and exists (select from ${raw(table)} r where r.id = t.${raw(column)})` : empty;
}
