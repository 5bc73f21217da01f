import { isDeepStrictEqual } from 'node:util';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { all, join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Row } from '../fields/define.js';
import { hasPrimary, type RowsDeclared } from './row.js';

/** The rows of a record as one value of a select, in their order; `record`: the id of it. */
export function selectRows<T>(o: RowsDeclared<T>, record: Sql): Sql {
  const of = (name: string) => raw(`k.${name}`);
  const cells = o.fields.names.map((name) => {
    const read = o.fields.field(name)?.read?.(of) ?? of(columnOf(o, name));
    return sql`${name}::text, ${read}`;
  });
  return sql`(
    select coalesce(jsonb_agg(jsonb_build_object('row', k.id, ${join(cells)}) order by k.position, k.id), '[]')
    from ${raw(o.table.name)} k where ${belongs(o, 'k', record)})`;
}

/** Adds the rows of records, in one statement. */
export async function insertRows<T>(tx: WriteDoor, o: RowsDeclared<T>, added: readonly Row[]): Promise<void> {
  if (added.length === 0) return;
  const columns = raw(['id', o.table.by, 'position', ...Object.keys(o.table.only ?? {}), ...columnsOf(o)].join(', '));
  await tx.$executeRaw(sql`insert into ${raw(o.table.name)} (${columns}) select ${columns} from ${given(o, added)} r`);
}

/** Rows of a record as their table holds them. */
export function storedRows<T>(o: RowsDeclared<T>, record: string, rows: readonly Row[]): Row[] {
  return rows.map((row, position) => ({
    ...{ id: row.row, [o.table.by]: record, position, ...o.table.only },
    ...Object.fromEntries(o.fields.names.map((name) => [columnOf(o, name), row[name]])),
  }));
}

/** Writes what differs between the rows of before and of after: none that stays is written under another id. */
export async function writeRows<T>(
  tx: WriteDoor,
  o: RowsDeclared<T>,
  record: string,
  before: readonly Row[],
  after: readonly Row[],
): Promise<void> {
  if (isDeepStrictEqual(before, after)) return;
  const table = raw(`${o.table.name} t`);
  const own = belongs(o, 't', sql`${record}::uuid`);
  const ids = after.map(({ row }) => row);
  await tx.$executeRaw(sql`delete from ${table} where ${own} and t.id <> all(${ids}::uuid[])`);
  // Before another one is: there is never more than one.
  if (hasPrimary(o)) {
    const primary = raw(columnOf(o, 'primary'));
    const chosen = after.find((row) => row.primary === true)?.row ?? null;
    await tx.$executeRaw(sql`
      update ${table} set ${primary} = false where ${own} and t.${primary} and t.id is distinct from ${chosen}::uuid`);
  }
  const stored = storedRows(o, record, after);
  const had = new Set(before.map(({ row }) => row));
  const columns = ['position', ...columnsOf(o)];
  const [old, next] = ['t', 'r'].map((alias) => raw(columns.map((name) => `${alias}.${name}`).join(', ')));
  await tx.$executeRaw(sql`
    update ${table} set (${raw(columns.join(', '))}) = row(${next}) from ${given(o, stored)} r
    where ${own} and t.id = r.id and (${old}) is distinct from (${next})`);
  await insertRows(
    tx,
    o,
    stored.filter(({ id }) => !had.has(id)),
  );
}

function belongs<T>({ table: { by, only = {} } }: RowsDeclared<T>, alias: string, record: Sql): Sql {
  const others = Object.entries(only).map(([name, value]) => sql`${raw(`${alias}.${name}`)} = ${value}`);
  return all([sql`${raw(`${alias}.${by}`)} = ${record}`, ...others]);
}

function given<T>({ table }: RowsDeclared<T>, rows: readonly Row[]): Sql {
  return sql`jsonb_populate_recordset(null::${raw(table.name)}, ${JSON.stringify(rows)}::jsonb)`;
}

function columnsOf<T>(o: RowsDeclared<T>): string[] {
  const stored = o.fields.names.filter((name) => o.fields.field(name)?.stored && !o.fields.field(name)?.read);
  return stored.map((name) => columnOf(o, name));
}

function columnOf<T>({ table }: RowsDeclared<T>, name: string): string {
  return table.columns?.[name] ?? name;
}
