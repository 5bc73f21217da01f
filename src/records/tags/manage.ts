import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { empty, type Sql, sql } from '../../platform/postgres/sql.js';
import { endBatch, noteBatch, noteDone } from '../bulk/batch.js';
import { historyInsert } from '../history.js';
import { columnOf, type Kind } from '../kinds.js';
import { type Scope, scopeKey, scopeOf, type Tag, type TagRemoval } from './scope.js';
import { oneAtATime, taggingInsert } from './writer.js';

/** A tag as it is managed, whichever scope it is of. */
export type HeldTag = Tag & { id: string; scope: Scope };
/** How a change of a tag ended; `taken` names the tag that has the name already. */
type TagSaved = { kind: 'saved' } | { kind: 'taken'; by: HeldTag };

// Many records may carry a tag: each statement takes some, within the pool's limit.
const AT_A_TIME = 500;

/** The tag with that id, held until the transaction ends; one of a stranger is not there. */
export async function heldTag(tx: WriteDoor, id: string): Promise<HeldTag> {
  const found = await tagWhere(tx, sql`g.id = ${id}::uuid for update`);
  if (!found) throw new NotFound();
  return found;
}

/** The same for a tag that is named anew, while nobody else names one of its scope. */
export async function heldToName(tx: WriteDoor, id: string): Promise<HeldTag> {
  const found = await tagWhere(tx, sql`g.id = ${id}::uuid`);
  // Before the tag itself, as whoever makes a tag that has this one's new name holds them.
  if (found) await oneAtATime(tx, found.scope);
  return heldTag(tx, id);
}

/** Names and colours a tag that is `heldToName`, unless another one of its scope has that name. */
export async function saveTag(tx: WriteDoor, tag: HeldTag, { name, colour }: Tag): Promise<TagSaved> {
  const by = await tagWhere(
    tx,
    sql`g.scope = ${scopeKey(tag.scope)} and g.name_key = normal_form(${name}) and g.id <> ${tag.id}::uuid`,
  );
  if (by) return { kind: 'taken', by };
  await tx.$executeRaw(sql`update tags set name = ${name}, colour = ${colour} where id = ${tag.id}::uuid`);
  return { kind: 'saved' };
}

/**
 * Takes a tag away, from all records that carry it; where `into` is given they carry that one instead. Each record's history
 * tells it. Answers the batch that undoes it.
 */
export async function removeTag(tx: WriteDoor, kinds: readonly Kind[], tag: HeldTag, into?: HeldTag): Promise<string> {
  const batchId = await noteRemoval(tx, tag, into);
  let done = 0;
  for (const kind of carriersOf(kinds, tag.scope)) {
    let moved = AT_A_TIME;
    while (moved === AT_A_TIME) {
      moved = await moveSome(tx, kind, { tag, into, batchId });
      done += moved;
    }
  }
  await tx.$executeRaw(sql`delete from tags where id = ${tag.id}::uuid`);
  await noteDone(tx, batchId, done);
  await endBatch(tx, batchId, 'done');
  return batchId;
}

async function noteRemoval(tx: WriteDoor, { scope, ...tag }: HeldTag, into: HeldTag | undefined): Promise<string> {
  const step: TagRemoval = into
    ? { act: 'tag_merged', scope, tag, into: { id: into.id, name: into.name } }
    : { act: 'tag_deleted', scope, tag };
  return (await noteBatch(tx, { module: 'tags', step, from: null, submissionId: null, wanted: 0 })) as string;
}

/** Those of the kinds whose records carry the tags of a scope. */
export function carriersOf(kinds: readonly Kind[], scope: Scope): Kind[] {
  return kinds.filter((kind) => scopeOf(kind) === scope);
}

async function tagWhere(tx: WriteDoor, where: Sql): Promise<HeldTag | undefined> {
  const rows = await tx.$queryRaw<HeldTag[]>(sql`
    select g.id::text, g.name, g.colour, case when g.user_id is null then 'common' else 'own' end as scope
    from tags g where ${where}`);
  return rows[0];
}

type Moving = { tag: HeldTag; into: HeldTag | undefined; batchId: string };

// One statement sees one state: the names before, although the rows below it change them.
async function moveSome(tx: WriteDoor, kind: Kind, { tag, into, batchId }: Moving): Promise<number> {
  const column = columnOf(kind);
  const carried = sql`taggings t join tags g on g.scope = t.scope and g.id = t.tag_id where t.${column} = moved.record_id`;
  const sorted = sql`coalesce(jsonb_agg(n.name order by normal_form(n.name) collate "C"), '[]')`;
  const added = into ? sql`union select ${into.name}::text` : empty;
  const entries = sql`
    select gen_random_uuid() as id, record_id, jsonb_build_object('tags', jsonb_build_array(
      (select ${sorted} from (select g.name from ${carried}) n),
      (select ${sorted} from (select g.name from ${carried} and g.id <> ${tag.id}::uuid ${added}) n))) as changes
    from moved`;
  const tagAgain = into
    ? sql`, again as (${taggingInsert(kind, sql`select ${into.id}::uuid as tag_id, record_id from moved`)})`
    : empty;
  return tx.$executeRaw(sql`
    with moved as (
      select t.id, t.${column} as record_id from taggings t
      where t.scope = ${scopeKey(tag.scope)} and t.tag_id = ${tag.id}::uuid and t.${column} is not null limit ${AT_A_TIME}),
    entries as (${historyInsert(kind, entries, { act: 'tagged', batchId })})
    ${tagAgain}
    delete from taggings where id in (select id from moved)`);
}
