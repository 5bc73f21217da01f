import { all, join, raw, type Sql, sql } from '../../platform/sql.js';
import type { Act } from '../history.js';
import type { RecordModule } from '../module.js';
import { type BulkField, type Values, type Written, writtenBy } from './field.js';
import { aboutOf, ownerOf, tableOf, takenBack, withEntries } from './rows.js';
import type { Operation } from './step.js';
import { wordsOfSetting } from './words.js';

const STAMP = sql`version = r.version + 1, updated_at = now(), updated_by = app_user_id()`;

/** Sets a field of many rows, with what is asked along with it. */
export function setting(module: RecordModule, field: BulkField, values: Values): Operation {
  const written = writtenBy(field, values);
  const [own] = written as [Written];
  const already = sql`r.${raw(own.column)} is not distinct from ${own.value}`;
  const fits = field.fits?.(values) ?? sql`true`;
  const act: Act = field.act ?? 'changed';
  return {
    already,
    fits,
    words: wordsOfSetting(module, field, values),
    perform: (tx, batchId, ids) =>
      tx.$executeRaw(write(module, { written, act, batchId, ids, may: sql`not (${already}) and (${fits})` })),
    takeBack: (tx, batchId, entries) => tx.$executeRaw(unwrite(module, { written, act, batchId, entries })),
  };
}

type Writing = { written: Written[]; act: Act; batchId: string; ids: string[]; may: Sql };

function write({ kind }: RecordModule, { written, act, batchId, ids, may }: Writing): Sql {
  const columns = written.map((it) => sql`${raw(it.column)} = ${it.value}`);
  // The new values stand beside the old ones, row by row: joins of named queries, whose size nobody knows, would be loops of loops.
  return sql`
    with before as (
      select r.id, entry.id as entry_id, ${valuesOf(written)} as fields
      from ${tableOf(kind)} join ${withEntries(ids)} on entry.record_id = r.id
      where r.deleted_at is null and ${may} order by r.id for update of r),
    changed as (
      update ${tableOf(kind)} set ${join(columns)}, ${STAMP} from before where r.id = before.id
      returning r.id, before.entry_id, before.fields as was, ${valuesOf(written)} as is_now)
    insert into history (id, user_id, ${aboutOf(kind)}, act, changes, batch_id)
    select changed.entry_id, ${ownerOf(kind)}, changed.id, ${act}, (
        select coalesce(jsonb_object_agg(key, jsonb_build_array(changed.was -> key, changed.is_now -> key)), '{}')
        from jsonb_object_keys(changed.was) as key where changed.was -> key <> changed.is_now -> key),
      ${batchId}::uuid
    from changed`;
}

type Unwriting = { written: Written[]; act: Act; batchId: string; entries: string[] };

// A row that somebody changed since in one of these fields keeps all of them: a state and its day belong together.
function unwrite({ kind }: RecordModule, { written, act, batchId, entries }: Unwriting): Sql {
  const untouched = written.map(({ column }) => {
    const change = sql`entry.changes -> ${column}::text`;
    return sql`(${change} is null or coalesce(to_jsonb(r.${raw(column)}), 'null') = ${change} -> 1)`;
  });
  const columns = written.map(({ column, type }) => {
    const change = sql`before.changes -> ${column}::text`;
    return sql`${raw(column)} = case when ${change} is null then r.${raw(column)} else (${change} ->> 0)::${raw(type)} end`;
  });
  return sql`
    with before as (
      select r.id, entry.id as entry_id, entry.changes from ${tableOf(kind)}
      join ${takenBack(kind, batchId, entries)} on entry.record_id = r.id
      where ${all(untouched)} order by r.id for update of r),
    changed as (
      update ${tableOf(kind)} set ${join(columns)}, ${STAMP} from before where r.id = before.id
      returning r.id, before.entry_id, before.changes)
    insert into history (id, user_id, ${aboutOf(kind)}, act, changes)
    select changed.entry_id, ${ownerOf(kind)}, changed.id, ${act}, (
      select coalesce(jsonb_object_agg(key, jsonb_build_array(value -> 1, value -> 0)), '{}') from jsonb_each(changed.changes))
    from changed`;
}

// Every column under its own name, so that it can be taken back, and as history tells it where that differs.
function valuesOf(written: Written[]): Sql {
  const parts = written.flatMap(({ column, told }) => {
    const value = sql`r.${raw(column)}`;
    const own = sql`${column}::text, to_jsonb(${value})`;
    return told ? [own, sql`${told.name}::text, ${told.of(value)}`] : [own];
  });
  return sql`jsonb_build_object(${join(parts)})`;
}
