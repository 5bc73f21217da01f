import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { recordHistory } from '../history.js';
import { columnOf, type Kind } from '../kinds.js';
import { MOST_TAGS_A_RECORD } from '../limits.js';
import type { RecordModule } from '../module.js';
import { scopeKey, scopeOf } from '../tags/scope.js';
import { putTags, takeTags } from '../tags/writer.js';
import type { BulkTag, Operation } from './operation.js';
import { tableSql } from './rows.js';
import { wordsOfTagging } from './words.js';

type Names = { id: string; names: string[] };

/** Adds a tag to many rows, or takes it off them. */
export function tagging(module: RecordModule, tag: BulkTag, adds: boolean): Operation {
  const { kind } = module;
  const column = columnOf(kind);
  const scope = scopeKey(scopeOf(kind));
  const carried = sql`exists (
    select 1 from taggings g where g.scope = ${scope} and g.tag_id = ${tag.id}::uuid and g.${column} = r.id)`;
  const room = sql`(select count(*) from taggings g where g.${column} = r.id) < ${MOST_TAGS_A_RECORD}`;
  return {
    kind,
    already: adds ? carried : sql`not ${carried}`,
    fits: adds ? room : sql`true`,
    words: wordsOfTagging(module, tag.name, adds),
    perform: (tx, batchId, ids) => change(tx, kind, tag, { adds, ids, batchId }),
    // A tag that was deleted or merged since comes back to no row.
    takeBack: (tx, entries) => change(tx, kind, tag, { adds: !adds, ids: entries.map((it) => it.record_id) }),
  };
}

type Change = { adds: boolean; ids: string[]; batchId?: string };

async function change(tx: WriteDoor, kind: Kind, tag: BulkTag, { adds, ids, batchId }: Change): Promise<number> {
  const before = new Map((await namesOf(tx, kind, ids)).map(({ id, names }) => [id, names]));
  const changed = adds ? await putOn(tx, kind, tag, ids) : await takeOff(tx, kind, tag, ids);
  const after = await namesOf(tx, kind, changed);
  await recordHistory(tx, {
    act: 'tagged',
    kind,
    entries: after.map(({ id, names }) => ({ id, changes: { tags: [before.get(id) ?? [], names] } })),
    ...(batchId ? { batchId } : {}),
  });
  return changed.length;
}

function putOn(tx: WriteDoor, kind: Kind, tag: BulkTag, ids: string[]): Promise<string[]> {
  const column = columnOf(kind);
  return putTags(
    tx,
    kind,
    sql`
    select (select t.id from tags t where t.id = ${tag.id}::uuid) as tag_id, r.id as record_id from ${tableSql(kind)}
    where r.id = any(${ids}::uuid[]) and (select count(*) from taggings g where g.${column} = r.id) < ${MOST_TAGS_A_RECORD}
      and exists (select 1 from tags t where t.id = ${tag.id}::uuid)`,
  );
}

function takeOff(tx: WriteDoor, kind: Kind, tag: BulkTag, ids: string[]): Promise<string[]> {
  return takeTags(
    tx,
    kind,
    sql`t.scope = ${scopeKey(scopeOf(kind))} and t.tag_id = ${tag.id}::uuid and t.${columnOf(kind)} = any(${ids}::uuid[])`,
  );
}

/** The names of the rows' tags, sorted as the tags' own history sorts them. */
function namesOf(tx: WriteDoor, kind: Kind, ids: string[]): Promise<Names[]> {
  const column = columnOf(kind);
  return tx.$queryRaw<Names[]>(sql`
    select r.id::text, array(
      select t.name from taggings g join tags t on t.scope = g.scope and t.id = g.tag_id
      where g.${column} = r.id order by t.name_key collate "C") as names
    from ${tableSql(kind)} where r.id = any(${ids}::uuid[])`);
}
