import { isDeepStrictEqual } from 'node:util';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { all, join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Row } from '../fields/set.js';
import { hasPrimary, type RowsDeclared } from './row.js';

/** The rows of a record before and after a change; none of one that is new. */
export type Changed<R extends Row = Row> = { id: string; before: readonly R[] | null; after: readonly R[] | null };

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

/** Writes what differs between the rows of records before and after, in few statements: none that stays is written under another id. */
export async function writeRows<T>(tx: WriteDoor, o: RowsDeclared<T>, records: readonly Changed[]): Promise<void> {
  const changed = records
    .map(({ id, before, after }) => ({ id, before: before ?? [], after: after ?? [] }))
    .filter(({ before, after }) => !isDeepStrictEqual(before, after));
  const had = changed.filter(({ before }) => before.length > 0);
  if (had.length > 0) await takeRows(tx, o, had);
  await putRows(tx, o, changed);
}

type Had = { id: string; after: readonly Row[] };

async function takeRows<T>(tx: WriteDoor, o: RowsDeclared<T>, records: readonly Had[]): Promise<void> {
  const table = raw(`${o.table.name} t`);
  const own = belongs(o, 't', sql`any(${records.map(({ id }) => id)}::uuid[])`);
  const left = records.flatMap(({ after }) => after.map(({ row }) => row));
  await tx.$executeRaw(sql`delete from ${table} where ${own} and t.id <> all(${left}::uuid[])`);
  if (!hasPrimary(o)) return;
  // Before another one is: there is never more than one.
  const primary = raw(columnOf(o, 'primary'));
  const chosen = records.flatMap(({ after }) => after.flatMap((it) => (it.primary === true ? [it.row] : [])));
  await tx.$executeRaw(sql`
    update ${table} set ${primary} = false where ${own} and t.${primary} and t.id <> all(${chosen}::uuid[])`);
}

// Those that stand so already are not touched.
async function putRows<T>(tx: WriteDoor, o: RowsDeclared<T>, records: readonly Had[]): Promise<void> {
  const { name: table, by, only } = o.table;
  const stored = records.flatMap(({ id, after }) =>
    after.map((row, position) => ({
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
