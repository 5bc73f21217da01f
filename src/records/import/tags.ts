import { normalForm } from '../../http/normal-form.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { raw, sql } from '../../platform/postgres/sql.js';
import type { Kind } from '../kinds.js';
import { makeTags, tagRecord } from '../tags/actions.js';
import { tagsText } from '../tags/filter.js';
import { scopeKey, scopeOf } from '../tags/scope.js';
import { putTags, TOO_MANY_MADE } from '../tags/writer.js';

type Tagged = { id: string; tags: readonly string[] };

/** Makes the tags that rows name and that are not there yet; answers why not, where there would be too many. */
export async function tagsMade(tx: WriteDoor, kind: Kind, names: readonly string[]): Promise<string | undefined> {
  const scope = scopeOf(kind);
  const once = new Map(names.map((name) => [normalForm(name), name]));
  if (once.size === 0 || (await makeTags(tx, scope, [...once.values()]))) return undefined;
  return TOO_MANY_MADE[scope];
}

/** Puts the tags of new records on them, in one statement. */
export async function tagNew(tx: WriteDoor, kind: Kind, records: readonly Tagged[]): Promise<void> {
  const pairs = records.flatMap(({ id, tags }) => tags.map((name) => ({ id, name })));
  if (pairs.length === 0) return;
  await putTags(
    tx,
    kind,
    sql`select g.id as tag_id, p.id as record_id
      from unnest(${pairs.map(({ id }) => id)}::uuid[], ${pairs.map(({ name }) => normalForm(name))}::text[]) p (id, key)
      join tags g on g.scope = ${scopeKey(scopeOf(kind))} and g.name_key = left(p.key, 400)`,
  );
}

/** The tags of records, by their ids. */
export async function tagsOf(tx: WriteDoor, kind: Kind, ids: readonly string[]): Promise<Map<string, string[]>> {
  if (ids.length === 0 || kind.untagged) return new Map();
  const rows = await tx.$queryRaw<{ id: string; tags: string | null }[]>(sql`
    select r.id::text, ${tagsText(kind, 'r')} as tags from ${raw(`${kind.table} r`)} where r.id = any(${ids}::uuid[])`);
  return new Map(rows.map(({ id, tags }) => [id, tags?.split(', ') ?? []]));
}

/** Lets a record carry these tags and no others; answers both lists where that changed something, or why it cannot be. */
export async function retagged(
  tx: WriteDoor,
  kind: Kind,
  { id, tags }: Tagged,
  before: readonly string[],
  batchId?: string,
): Promise<{ change?: [string[], string[]] } | { fault: string }> {
  const [was, is] = [new Map(before.map(keyed)), new Map(tags.map(keyed))];
  const add = [...is].flatMap(([key, name]) => (was.has(key) ? [] : [name]));
  const remove = [...was].flatMap(([key, name]) => (is.has(key) ? [] : [name]));
  if (add.length + remove.length === 0) return {};
  const done = await tagRecord(tx, kind, id, { add, remove }, batchId);
  return done.ok ? { change: [[...before], [...tags]] } : { fault: done.error };
}

const keyed = (name: string): [string, string] => [normalForm(name), name];
