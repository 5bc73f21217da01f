import type { WriteDoor } from '../../platform/postgres/database.js';
import { all, join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import { type Changes, type HistoryAct, recordHistory } from '../history.js';
import type { Kind } from '../kinds.js';
import type { FieldValues, ListedModule } from '../module.js';
import { type BulkField, type Written, writtenBy } from './field.js';
import type { Operation } from './operation.js';
import { type DoneEntry, ofRow, tableSql } from './rows.js';
import type { BulkValues } from './values.js';
import { wordsOfSetting } from './words.js';

const STAMP = sql`version = r.version + 1, updated_at = now(), updated_by = app_user_id()`;

type Row = { id: string; fields: FieldValues };
type Writing = { kind: Kind; written: Written[]; act: HistoryAct };

/** Sets a field of many rows, with what is asked along with it. */
export function setting(module: ListedModule, field: BulkField, values: BulkValues): Operation {
  const written = writtenBy(field, values);
  const [own] = written as [Written];
  const writing = { kind: module.kind, written, act: field.act ?? ('changed' as const) };
  return {
    kind: module.kind,
    already: isSo(field, values, written),
    fits: all([field.fits?.(values) ?? sql`true`, refers(field, values, own)]),
    why: whyOf(field, values),
    hold: (tx) => holdFor(tx, field, values),
    words: wordsOfSetting(module, field, values),
    perform: (tx, batchId, ids) => write(tx, writing, batchId, ids),
    takeBack: (tx, entries) => unwrite(tx, writing, field, entries),
  };
}

function whyOf({ reasons }: BulkField, values: BulkValues): Sql | undefined {
  const all = reasons?.(values) ?? [];
  const cases = all.map(({ where, text }) => sql`when ${where} then ${text}`);
  return cases.length > 0 ? sql`case ${join(cases, ' ')} end` : undefined;
}

// What is named by its id and its name has both; what is not there is nobody's already.
function isSo({ name, reference }: BulkField, values: BulkValues, [own, text]: Written[]): Sql {
  const both = [own, reference?.text && text].filter((it) => it !== undefined);
  const same = all(both.map(({ column, value }) => sql`r.${raw(column)} is not distinct from ${value}`));
  return reference && (values[name] ?? null) !== null ? sql`(${own?.value} is not null and ${same})` : same;
}

// What was found before may be gone by now, and then no row is emptied by that. One that is not there yet fits every row.
function refers({ name, column = name, reference }: BulkField, values: BulkValues, own: Written): Sql {
  if (!reference || (values[name] ?? null) === null || (reference.make && !values[column])) return sql`true`;
  return sql`(${own.value} is not null and ${reference.may?.(own.value) ?? sql`true`})`;
}

async function holdFor(tx: WriteDoor, { name, column = name, reference }: BulkField, values: BulkValues) {
  const id = values[column];
  if (reference && values[name] !== null) await reference.hold?.(tx, typeof id === 'string' ? [id] : []);
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

// A row that somebody changed since in one of these fields keeps all of them: a state and its day belong together. So does one
// that may no longer refer to what it did, each looked at when the one before it is written, and one whose form would refuse it.
async function unwrite(tx: WriteDoor, writing: Writing, field: BulkField, entries: DoneEntry[]): Promise<number> {
  const { reference } = field;
  const { kind, written } = writing;
  const [own] = written as [Written];
  const before = entries.map(({ changes }) => changes[own.column]?.[0]).filter((it) => typeof it === 'string');
  if (before.length > 0) await reference?.hold?.(tx, before);
  const rows = await valuesOf(tx, kind, written, entries.map(recordOf));
  const now = new Map(rows.map(({ id, fields }) => [id, fields]));
  const able = entries.filter(({ record_id, changes }) =>
    written.every(({ column }) => !changes[column] || same(now.get(record_id)?.[column], changes[column][1])),
  );
  let back = 0;
  for (const some of reference?.may ? able.map((entry) => [entry]) : alike(able, written, now))
    back += await putBack(tx, writing, field, some, now);
  return back;
}

// Those that held the same before: whether they may hold it again is asked once.
function alike(entries: DoneEntry[], written: Written[], now: ReadonlyMap<string, FieldValues>): DoneEntry[][] {
  const groups = new Map<string, DoneEntry[]>();
  for (const entry of entries) {
    const held = JSON.stringify(heldBefore(entry, written, now));
    groups.set(held, [...(groups.get(held) ?? []), entry]);
  }
  return [...groups.values()];
}

function heldBefore({ record_id, changes }: DoneEntry, written: Written[], now: ReadonlyMap<string, FieldValues>) {
  const held = written.map(({ column }) => [
    column,
    changes[column] ? changes[column][0] : now.get(record_id)?.[column],
  ]);
  return Object.fromEntries(held) as BulkValues;
}

async function putBack(
  tx: WriteDoor,
  { kind, written, act }: Writing,
  { reference, fits }: BulkField,
  entries: DoneEntry[],
  now: ReadonlyMap<string, FieldValues>,
): Promise<number> {
  const [first] = entries as [DoneEntry];
  const fit = fits?.(heldBefore(first, written, now)) ?? sql`true`;
  const ids = entries.map(recordOf);
  const values = written.map(({ column, type }) => {
    const texts = entries.map(({ record_id, changes }) =>
      textOf(changes[column]?.[0] ?? (changes[column] ? null : now.get(record_id)?.[column])),
    );
    return sql`${ofRow(texts, ids, sql`r.id`)}::${raw(type)}`;
  });
  const [before] = values as [Sql];
  const there = reference?.now?.(before) ?? before;
  const columns = written.map(({ column }, at) => sql`${raw(column)} = ${at === 0 ? there : values[at]}`);
  const may = reference?.may?.(there) ?? sql`true`;
  const back = await tx.$queryRaw<{ id: string }[]>(sql`
    update ${tableSql(kind)} set ${join(columns)}, ${STAMP} where r.id = any(${ids}::uuid[]) and ${fit}
      and (${before} is null or (${there} is not null and ${may})) returning r.id::text`);
  const ok = new Set(back.map(({ id }) => id));
  const undone = entries.filter(({ record_id }) => ok.has(record_id));
  await recordHistory(tx, {
    act,
    kind,
    entries: undone.map(({ record_id: id, changes }) => ({ id, changes: reversed(changes) })),
  });
  return undone.length;
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

const recordOf = (entry: DoneEntry) => entry.record_id;
const same = (one: unknown, other: unknown) => (one ?? null) === (other ?? null);
const textOf = (value: unknown) => (value === null || value === undefined ? null : String(value));
