import { isDeepStrictEqual } from 'node:util';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { all, join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Row } from '../fields/set.js';
import { hasPrimary, type RowsDeclared } from './row.js';

export type OfRecord = { id: string; rows: readonly Row[] };

/** The rows of a record as one value of a select, in their order; `record`: the id of it. */
export function selectRows<T>(o: RowsDeclared<T>, record: Sql): Sql {
  const of = (name: string) => raw(`kid.${name}`);
  const cells = o.fields.names.map((name) => {
    const read = o.fields.field(name)?.read?.(of) ?? of(columnOf(o, name));
    return sql`${name}::text, ${read}`;
  });
  return sql`(
    select coalesce(jsonb_agg(jsonb_build_object('row', kid.id, ${join(cells)}) order by kid.position, kid.id), '[]')
    from ${raw(o.table.name)} kid where ${belongs(o, 'kid', record)})`;
}

/** Writes what differs between the rows of before and of after: none that stays is written under another id. */
export async function writeRows<T>(tx: WriteDoor, o: RowsDeclared<T>, id: string, before: Row[], after: Row[]) {
  if (isDeepStrictEqual(before, after)) return;
  const table = raw(`${o.table.name} t`);
  const own = belongs(o, 't', sql`${id}::uuid`);
  await tx.$executeRaw(sql`delete from ${table} where ${own} and t.id <> all(${after.map(({ row }) => row)}::uuid[])`);
  // Before another one is: there is never more than one.
  if (hasPrimary(o)) {
    const primary = raw(columnOf(o, 'primary'));
    const chosen = after.find((row) => row.primary === true)?.row;
    await tx.$executeRaw(sql`
      update ${table} set ${primary} = false where ${own} and t.${primary} and t.id is distinct from ${chosen}::uuid`);
  }
  await putRows(tx, o, [{ id, rows: after }]);
}

/** Writes the rows of records as they stand there, in one statement; those that stand so already are not touched. */
export async function putRows<T>(tx: WriteDoor, o: RowsDeclared<T>, records: readonly OfRecord[]): Promise<void> {
  const { name: table, by, only } = o.table;
  const stored = records.flatMap(({ id, rows }) =>
    rows.map((row, position) => ({
      id: row.row,
      [by]: id,
      position,
      ...only,
      ...Object.fromEntries(o.fields.names.map((name) => [columnOf(o, name), row[name]])),
    })),
  );
  if (stored.length === 0) return;
  const cells = o.fields.names.filter((name) => o.fields.field(name)?.stored && !o.fields.field(name)?.read);
  const changing = ['position', ...cells.map((name) => columnOf(o, name))];
  const listed = (alias: string, names = changing) => raw(names.map((name) => alias + name).join(', '));
  const columns = listed('', ['id', by, ...Object.keys(only ?? {}), ...changing]);
  await tx.$executeRaw(sql`
    insert into ${raw(table)} as t (${columns})
    select ${columns} from jsonb_populate_recordset(null::${raw(table)}, ${JSON.stringify(stored)}::jsonb)
    on conflict (id) do update set (${listed('')}) = row(${listed('excluded.')})
    where t.${raw(by)} = excluded.${raw(by)} and (${listed('t.')}) is distinct from (${listed('excluded.')})`);
}

function belongs<T>({ table: { by, only = {} } }: RowsDeclared<T>, alias: string, record: Sql): Sql {
  const others = Object.entries(only).map(([name, value]) => sql`${raw(`${alias}.${name}`)} = ${value}`);
  return all([sql`${raw(`${alias}.${by}`)} = ${record}`, ...others]);
}

function columnOf<T>({ table }: RowsDeclared<T>, name: string): string {
  return table.columns?.[name] ?? name;
}
