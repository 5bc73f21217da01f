import { readCsvText } from '../../http/csv.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { empty, join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Value } from '../fields/field.js';
import type { Row } from '../fields/set.js';
import type { ListModule } from '../module.js';
import { tagNamesOf } from '../tags/index.js';

/** A module as the JSON of its records is made: its fields, what its list exports besides, its tags. */
export type Told = Pick<ListModule, 'kind' | 'fields' | 'list'>;
/** A record as programs are told it. */
export type RecordJson = { id: string; version: number } & Record<string, Value>;

/**
 * The JSON of a record for programs, the one shape of the API, webhooks and exports: what every record has, each field by its name
 * (amounts as decimals, references by name beside their ids, rows as lists), the figures that its list exports, the names of its
 * tags. `row`: as `columnsForApi` select it.
 */
export function recordJson({ kind, fields, list }: Told, row: Row): RecordJson {
  return {
    id: String(row.id),
    version: Number(row.version),
    created_at: moment(row.created_at),
    updated_at: moment(row.updated_at),
    deleted_at: moment(row.deleted_at),
    name: String(row.name),
    ...fields.json(row),
    ...Object.fromEntries(
      // As a cell holds it, without what keeps a spreadsheet from running it.
      Object.entries(list.exported ?? {}).map(([name, told]) => [name, readCsvText(told(row[name], row)) || null]),
    ),
    ...(kind.untagged ? {} : { tags: (row.tags ?? []) as string[] }),
  };
}

/** The columns of a select that `recordJson` reads, of a row called by the alias of the module's list. */
export function columnsForApi({ kind, fields, list }: Told): Sql {
  const { alias, exported = {}, computed = {} } = list;
  const of = (name: string) => raw(`${alias}.${name}`);
  const more = Object.keys(exported).map((name) =>
    computed[name] ? sql`${computed[name]} as ${raw(name)}` : of(name),
  );
  const common = ['id', 'version', 'created_at', 'updated_at', 'deleted_at', 'name'].map(of);
  const tags = kind.untagged ? empty : sql`, ${tagNamesOf(kind, alias)} as tags`;
  return sql`${join([...common, ...more, fields.columns(alias)])} ${tags}`;
}

/** A record in that shape, also from the trash; undefined where it is nobody's or somebody else's. */
export async function readForApi(db: Pick<ReadDoor, 'row'>, module: Told, id: string): Promise<RecordJson | undefined> {
  const { kind, fields, list } = module;
  const { alias, computed = {} } = list;
  const more = Object.entries(computed).map(([name, at]) => sql`${at} as ${raw(name)}`);
  const tags = kind.untagged ? [] : [sql`to_jsonb(${tagNamesOf(kind, alias)}) as tags`];
  // As one object, which both doors read alike.
  const found = await db.row<{ record: Row }>(sql`
    select ${join([sql`${fields.object(alias)} as record`, ...more, ...tags])} from ${raw(`${kind.table} ${alias}`)}
    where ${raw(alias)}.id = ${id}::uuid`);
  if (!found) return undefined;
  const { record, ...others } = found;
  return recordJson(module, { ...record, ...others });
}

// One door hands out moments, the other may hand out texts.
function moment(value: unknown): string | null {
  return value === null || value === undefined ? null : new Date(value as string | Date).toISOString();
}
