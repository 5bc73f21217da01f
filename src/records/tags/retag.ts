import type { WriteDoor } from '../../platform/postgres/database.js';
import { raw, sql } from '../../platform/postgres/sql.js';
import { recordHistory } from '../history.js';
import { columnOf, type Kind } from '../kinds.js';
import { MOST_TAGS_A_RECORD } from '../limits.js';
import { scopeKey, scopeOf } from './scope.js';
import { putTags, takeTags } from './writer.js';

/** Which tag is put on which records, and which is taken off which of them first, by their ids. */
type Retagging = { ids: string[]; put?: string; take?: { tag: string; ids: string[] }; batchId?: string };
type Names = { id: string; names: string[] };

/** Changes the tags of many records, with one entry of history each; answers how many changed. One that carries no more tags gets none. */
export async function retag(tx: WriteDoor, kind: Kind, { ids, put, take, batchId }: Retagging): Promise<number> {
  const before = new Map((await namesOf(tx, kind, ids)).map(({ id, names }) => [id, names]));
  const taken = take ? await takeOff(tx, kind, take) : [];
  const given = put ? await putOn(tx, kind, put, ids) : [];
  const after = await namesOf(tx, kind, [...new Set([...taken, ...given])]);
  await recordHistory(tx, {
    act: 'tagged',
    kind,
    entries: after.map(({ id, names }) => ({ id, changes: { tags: [before.get(id) ?? [], names] } })),
    ...(batchId ? { batchId } : {}),
  });
  return after.length;
}

function putOn(tx: WriteDoor, kind: Kind, tag: string, ids: string[]): Promise<string[]> {
  const column = columnOf(kind);
  return putTags(
    tx,
    kind,
    sql`
    select t.id as tag_id, r.id as record_id from ${raw(kind.table)} r, tags t
    where t.id = ${tag}::uuid and r.id = any(${ids}::uuid[])
      and (select count(*) from taggings g where g.${column} = r.id) < ${MOST_TAGS_A_RECORD}`,
  );
}

function takeOff(tx: WriteDoor, kind: Kind, { tag, ids }: NonNullable<Retagging['take']>): Promise<string[]> {
  return takeTags(
    tx,
    kind,
    sql`t.scope = ${scopeKey(scopeOf(kind))} and t.tag_id = ${tag}::uuid and t.${columnOf(kind)} = any(${ids}::uuid[])`,
  );
}

/** The names of the rows' tags, sorted as the tags' own history sorts them. */
function namesOf(tx: WriteDoor, kind: Kind, ids: string[]): Promise<Names[]> {
  const column = columnOf(kind);
  return tx.$queryRaw<Names[]>(sql`
    select r.id::text, array(
      select t.name from taggings g join tags t on t.scope = g.scope and t.id = g.tag_id
      where g.${column} = r.id order by t.name_key collate "C") as names
    from ${raw(kind.table)} r where r.id = any(${ids}::uuid[])`);
}
