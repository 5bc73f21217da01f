import { empty, type Sql, sql } from '../../platform/sql.js';
import type { Kind } from '../kinds.js';
import type { RecordModule } from '../module.js';
import { MAX_A_RECORD } from '../tags/schema.js';
import { scopeKey, scopeOf } from '../tags/scope.js';
import { aboutOf, ownerOf, tableOf, takenBack, withEntries } from './rows.js';
import type { Operation, Tag } from './step.js';
import { wordsOfTagging } from './words.js';

/** Adds a tag to many rows, or takes it off them. */
export function tagging(module: RecordModule, tag: Tag, adds: boolean): Operation {
  const { kind } = module;
  const about = aboutOf(kind);
  const carried = sql`exists (
    select 1 from taggings g where g.scope = ${scopeKey(scopeOf(kind))} and g.tag_id = ${tag.id}::uuid and g.${about} = r.id)`;
  const room = sql`(select count(*) from taggings g where g.${about} = r.id) < ${MAX_A_RECORD}`;
  const change = (batchId: string, ids: string[]) =>
    adds ? putOn(kind, tag, batchId, ids) : takeOff(kind, tag, batchId, ids);
  return {
    already: adds ? carried : sql`not ${carried}`,
    fits: adds ? room : sql`true`,
    words: wordsOfTagging(module, tag.name, adds),
    perform: (tx, batchId, ids) => tx.$executeRaw(change(batchId, ids)),
    takeBack: (tx, batchId, entries) =>
      tx.$executeRaw(adds ? backOff(kind, tag, batchId, entries) : backOn(kind, tag, batchId, entries)),
  };
}

function putOn(kind: Kind, tag: Tag, batchId: string, ids: string[]) {
  const about = aboutOf(kind);
  return sql`
    with added as (
      insert into taggings (id, user_id, tag_id, ${about})
      select entry.id, ${ownerOf(kind)}, ${tag.id}::uuid, r.id
      from ${withEntries(ids)} join ${tableOf(kind)} on r.id = entry.record_id
      where r.deleted_at is null and (select count(*) from taggings g where g.${about} = r.id) < ${MAX_A_RECORD}
      on conflict do nothing returning id, ${about} as record_id)
    insert into history (id, user_id, ${about}, act, changes, batch_id)
    select added.id, ${ownerOf(kind)}, added.record_id, 'tagged', ${changesOf(kind, 'added', tag, sql`added.record_id`)}, ${batchId}::uuid from added`;
}

function takeOff(kind: Kind, tag: Tag, batchId: string, ids: string[]) {
  const about = aboutOf(kind);
  return sql`
    with removed as (
      delete from taggings t using ${withEntries(ids)}, ${tableOf(kind)}
      where t.${about} = entry.record_id and t.tag_id = ${tag.id}::uuid and r.id = entry.record_id and r.deleted_at is null
      returning entry.id as entry_id, t.${about} as record_id)
    insert into history (id, user_id, ${about}, act, changes, batch_id)
    select removed.entry_id, ${ownerOf(kind)}, removed.record_id, 'tagged', ${changesOf(kind, 'removed', tag, sql`removed.record_id`)}, ${batchId}::uuid from removed`;
}

function backOff(kind: Kind, tag: Tag, batchId: string, entries: string[]) {
  const about = aboutOf(kind);
  return sql`
    with removed as (
      delete from taggings t using ${takenBack(kind, batchId, entries)}
      where t.${about} = entry.record_id and t.tag_id = ${tag.id}::uuid
      returning entry.id as entry_id, t.${about} as record_id)
    insert into history (id, user_id, ${about}, act, changes)
    select removed.entry_id, ${ownerOf(kind)}, removed.record_id, 'tagged', ${changesOf(kind, 'removed', tag, sql`removed.record_id`)} from removed`;
}

// A tag that was deleted or merged since comes back to no row.
function backOn(kind: Kind, tag: Tag, batchId: string, entries: string[]) {
  const about = aboutOf(kind);
  return sql`
    with added as (
      insert into taggings (id, user_id, tag_id, ${about})
      select entry.id, ${ownerOf(kind)}, t.id, r.id
      from ${takenBack(kind, batchId, entries)} join ${tableOf(kind)} on r.id = entry.record_id
      join tags t on t.id = ${tag.id}::uuid
      where (select count(*) from taggings g where g.${about} = r.id) < ${MAX_A_RECORD}
      on conflict do nothing returning id, ${about} as record_id)
    insert into history (id, user_id, ${about}, act, changes)
    select added.id, ${ownerOf(kind)}, added.record_id, 'tagged', ${changesOf(kind, 'added', tag, sql`added.record_id`)} from added`;
}

// As the tags' own history: sorted names before and after. A statement sees the taggings as they were when it began, so what it adds or removes is reckoned by hand.
function changesOf(kind: Kind, way: 'added' | 'removed', tag: Tag, record: Sql): Sql {
  const about = aboutOf(kind);
  const named = (other: Sql) => sql`(
    select coalesce(jsonb_agg(n.name order by n.name_key collate "C"), '[]') from (
      select t.name, t.name_key from taggings g join tags t on t.scope = g.scope and t.id = g.tag_id
      where g.${about} = ${record} and g.tag_id <> ${tag.id}::uuid ${other}) n)`;
  const without = named(empty);
  const withIt = named(sql`union all select name, name_key from tags where id = ${tag.id}::uuid`);
  const [before, after] = way === 'added' ? [without, withIt] : [withIt, without];
  return sql`jsonb_build_object('tags', jsonb_build_array(${before}, ${after}))`;
}
