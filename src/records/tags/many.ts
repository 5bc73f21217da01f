import { normalForm } from '../../http/normal-form.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { raw, type Sql, sql } from '../../platform/postgres/sql.js';
import { type Change, recordHistory } from '../history.js';
import { columnOf, type Kind } from '../kinds.js';
import { MOST_TAGS_A_RECORD } from '../limits.js';
import { makeTags } from './actions.js';
import { tagsText } from './filter.js';
import { scopeKey, scopeOf } from './scope.js';
import { putTags, takeTags } from './writer.js';

type Tagged = { id: string; tags: readonly string[] };
/** The tags that a record gets and loses. */
export type Retag = { add: readonly string[]; remove: readonly string[] };

/** Puts the tags of new records on them, in one statement. */
export async function tagNew(tx: WriteDoor, kind: Kind, records: readonly Tagged[]): Promise<void> {
  const pairs = records.flatMap(({ id, tags }) => tags.map((name) => ({ id, name })));
  if (pairs.length === 0) return;
  await putTags(tx, kind, tagsOfPairs(kind, pairs));
}

/** The tags of records, by their ids. */
export async function tagsOf(tx: WriteDoor, kind: Kind, ids: readonly string[]): Promise<Map<string, string[]>> {
  if (ids.length === 0 || kind.untagged) return new Map();
  const rows = await tx.$queryRaw<{ id: string; tags: string | null }[]>(sql`
    select r.id::text, ${tagsText(kind, 'r')} as tags from ${raw(`${kind.table} r`)} where r.id = any(${ids}::uuid[])`);
  return new Map(rows.map(({ id, tags }) => [id, tags?.split(', ') ?? []]));
}

/** Puts tags on records and takes others off, with the history of each, in few statements. The tags are there already. */
export async function retagAll(
  tx: WriteDoor,
  kind: Kind,
  all: readonly (Retag & { id: string })[],
  batchId?: string,
): Promise<void> {
  if (all.length === 0) return;
  const ids = all.map(({ id }) => id);
  await tx.$queryRaw(sql`select from ${raw(kind.table)} where id = any(${ids}::uuid[]) order by id for no key update`);
  const before = await tagsOf(tx, kind, ids);
  await untag(
    tx,
    kind,
    all.map(({ id, remove }) => ({ id, tags: remove })),
  );
  await tagNew(
    tx,
    kind,
    all.map(({ id, add }) => ({ id, tags: add })),
  );
  const after = await tagsOf(tx, kind, ids);
  const entries = ids.map((id) => ({ id, changes: { tags: [before.get(id) ?? [], after.get(id) ?? []] as Change } }));
  await recordHistory(tx, { act: 'tagged', kind, entries, ...(batchId !== undefined && { batchId }) });
}

async function untag(tx: WriteDoor, kind: Kind, records: readonly Tagged[]): Promise<void> {
  const pairs = records.flatMap(({ id, tags }) => tags.map((name) => ({ id, name })));
  if (pairs.length === 0) return;
  await takeTags(
    tx,
    kind,
    sql`t.${columnOf(kind)} = any(${ids(pairs)}::uuid[]) and (t.tag_id, t.${columnOf(kind)}) in (${tagsOfPairs(kind, pairs)})`,
  );
}

/**
 * Takes back changes of tags, each as its history tells it; answers the ids of the records where that could be. A record that got
 * others since, and would carry too many, keeps what it has.
 */
export async function tagsBack(
  tx: WriteDoor,
  kind: Kind,
  all: readonly { id: string; change: readonly [before: string[], after: string[]] }[],
): Promise<ReadonlySet<string>> {
  const now = await tagsOf(
    tx,
    kind,
    all.map(({ id }) => id),
  );
  const back = all.flatMap(({ id, change: [before, after] }) => {
    const add = before.filter((name) => !after.includes(name));
    const remove = after.filter((name) => !before.includes(name));
    const carried = new Set([...(now.get(id) ?? []), ...add].filter((name) => !remove.includes(name)));
    return carried.size <= MOST_TAGS_A_RECORD ? [{ id, add, remove }] : [];
  });
  const names = [...new Map(back.flatMap(({ add }) => add).map((name) => [normalForm(name), name])).values()];
  if (names.length > 0 && !(await makeTags(tx, scopeOf(kind), names))) return new Set();
  await retagAll(tx, kind, back);
  return new Set(back.map(({ id }) => id));
}

type Pair = { id: string; name: string };
const ids = (pairs: readonly Pair[]) => pairs.map(({ id }) => id);

// The tags that pairs of a record and a name mean: `tag_id`, `record_id`.
function tagsOfPairs(kind: Kind, pairs: readonly Pair[]): Sql {
  return sql`
    select g.id as tag_id, p.id as record_id
    from unnest(${ids(pairs)}::uuid[], ${pairs.map(({ name }) => normalForm(name))}::text[]) p (id, key)
    join tags g on g.scope = ${scopeKey(scopeOf(kind))} and g.name_key = left(p.key, 400)`;
}
