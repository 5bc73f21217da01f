import type { WriteDoor } from '../../platform/postgres/database.js';
import { join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import { type Changes, type HistoryAct, recordHistory } from '../history.js';
import type { Kind } from '../kinds.js';
import type { FieldValues, RecordModule } from '../module.js';
import { type BulkField, type BulkValues, type Written, writtenBy } from './field.js';
import type { Operation } from './operation.js';
import { type DoneEntry, ofRow, tableSql } from './rows.js';
import { wordsOfSetting } from './words.js';

const STAMP = sql`version = r.version + 1, updated_at = now(), updated_by = app_user_id()`;

type Row = { id: string; fields: FieldValues };
type Writing = { kind: Kind; written: Written[]; act: HistoryAct };

/** Sets a field of many rows, with what is asked along with it. */
export function setting(module: RecordModule, field: BulkField, values: BulkValues): Operation {
  const written = writtenBy(field, values);
  const [own] = written as [Written];
  const writing = { kind: module.kind, written, act: field.act ?? ('changed' as const) };
  return {
    kind: module.kind,
    already: sql`r.${raw(own.column)} is not distinct from ${own.value}`,
    fits: field.fits?.(values) ?? sql`true`,
    words: wordsOfSetting(module, field, values),
    perform: (tx, batchId, ids) => write(tx, writing, batchId, ids),
    takeBack: (tx, entries) => unwrite(tx, writing, entries),
  };
}

async function write(tx: WriteDoor, { kind, written, act }: Writing, batchId: string, ids: string[]): Promise<number> {
  const before = await valuesOf(tx, kind, written, ids);
  const columns = written.map((it) => sql`${raw(it.column)} = ${it.value}`);
  await tx.$executeRaw(sql`update ${tableSql(kind)} set ${join(columns)}, ${STAMP} where r.id = any(${ids}::uuid[])`);
  const after = new Map((await valuesOf(tx, kind, written, ids)).map(({ id, fields }) => [id, fields]));
  const changed = before.map(({ id, fields }) => ({ id, changes: differing(fields, after.get(id) ?? {}) }));
  await recordHistory(tx, { act, kind, entries: changed, batchId });
  return changed.length;
}

// A row that somebody changed since in one of these fields keeps all of them: a state and its day belong together.
async function unwrite(tx: WriteDoor, { kind, written, act }: Writing, entries: DoneEntry[]): Promise<number> {
  const rows = await valuesOf(
    tx,
    kind,
    written,
    entries.map((it) => it.record_id),
  );
  const now = new Map(rows.map(({ id, fields }) => [id, fields]));
  const able = entries.filter(({ record_id, changes }) =>
    written.every(({ column }) => !changes[column] || same(now.get(record_id)?.[column], changes[column][1])),
  );
  if (able.length === 0) return 0;
  const ids = able.map((it) => it.record_id);
  const columns = written.map(({ column, type }) => {
    const values = able.map(({ record_id, changes }) =>
      textOf(changes[column]?.[0] ?? (changes[column] ? null : now.get(record_id)?.[column])),
    );
    return sql`${raw(column)} = ${ofRow(values, ids, sql`r.id`)}::${raw(type)}`;
  });
  await tx.$executeRaw(sql`update ${tableSql(kind)} set ${join(columns)}, ${STAMP} where r.id = any(${ids}::uuid[])`);
  const undone = able.map(({ record_id, changes }) => ({ id: record_id, changes: reversed(changes) }));
  await recordHistory(tx, { act, kind, entries: undone });
  return able.length;
}

/** The columns as they stand, with what they are called; the rows stay locked, in the order in which all acts lock them. */
function valuesOf(tx: WriteDoor, kind: Kind, written: Written[], ids: string[]): Promise<Row[]> {
  const parts = written.flatMap(({ column, named }) => {
    const value = sql`r.${raw(column)}`;
    const own = sql`${column}::text, to_jsonb(${value})`;
    return named ? [own, sql`${named.name}::text, ${named.of(value)}`] : [own];
  });
  return tx.$queryRaw<Row[]>(sql`
    select r.id::text, ${object(parts)} as fields from ${tableSql(kind)} where r.id = any(${ids}::uuid[]) order by r.id for no key update of r`);
}

const object = (parts: Sql[]) => sql`jsonb_build_object(${join(parts)})`;

function differing(before: FieldValues, after: FieldValues): Changes {
  const names = Object.keys(before).filter((name) => !same(before[name], after[name]));
  return Object.fromEntries(names.map((name) => [name, [before[name] ?? null, after[name] ?? null]]));
}

function reversed(changes: Changes): Changes {
  return Object.fromEntries(Object.entries(changes).map(([name, [before, after]]) => [name, [after, before]]));
}

const same = (one: unknown, other: unknown) => (one ?? null) === (other ?? null);
const textOf = (value: unknown) => (value === null || value === undefined ? null : String(value));
