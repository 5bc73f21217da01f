import { v7 as uuidv7 } from 'uuid';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { raw, type Sql, type SqlType, sql } from '../../platform/postgres/sql.js';
import type { FieldSet, Row } from '../fields/set.js';
import type { Kind } from '../kinds.js';

type Written = { kind: Kind; fields: FieldSet };
/** Columns that no field is called by, with the type of each. */
export type Besides = Readonly<Record<string, { value: unknown; type: SqlType }>>;

/**
 * Adds records in one statement; those whose submission id made one before are passed over, and what somebody's submit under way
 * makes is waited for. Answers the ids of the others, in order. All have the same columns besides.
 */
export async function insertRecords(
  tx: WriteDoor,
  { kind, fields }: Written,
  rows: readonly { data: Row; besides?: Besides | undefined; submissionId: string | null }[],
): Promise<(string | undefined)[]> {
  if (rows.length === 0) return [];
  const made = rows.map(({ data, besides = {}, submissionId }) => ({
    ...{ id: uuidv7(), submission_id: submissionId, ...data },
    ...valuesOf(besides),
  }));
  const columns = raw(
    ['id', 'submission_id', ...columnsOf(fields, fields.names), ...Object.keys(rows[0]?.besides ?? {})].join(', '),
  );
  // A failed insert would abort the transaction.
  const added = await tx.$queryRaw<{ id: string }[]>(sql`
    insert into ${raw(kind.table)} (${columns}, created_by, updated_by)
    select ${columns}, app_user_id(), app_user_id() from ${asRows(kind, made)}
    on conflict do nothing returning id::text`);
  const ids = new Set(added.map(({ id }) => id));
  return made.map(({ id }) => (ids.has(id) ? id : undefined));
}

/** What is written of a record, if it still has that version. */
type Overwriting = { id: string; version: number; changed: Row; besides?: Besides | undefined };

/**
 * Writes the named fields of records, and columns besides, of those that still have their version; answers the ids of those that
 * were written. What did not change is left alone: somebody else's act may be changing it at this moment.
 */
export async function overwrite(
  tx: WriteDoor,
  { kind, fields }: Written,
  all: readonly Overwriting[],
): Promise<ReadonlySet<string>> {
  const written = new Set<string>();
  const alike = new Map<string, Overwriting[]>();
  for (const it of all) {
    const columns = [...columnsOf(fields, Object.keys(it.changed)), ...Object.keys(it.besides ?? {})].join(', ');
    alike.set(columns, [...(alike.get(columns) ?? []), it]);
  }
  // In the order in which all acts lock them.
  if (all.length > 1)
    await tx.$queryRaw(sql`
    select from ${raw(kind.table)} where id = any(${all.map(({ id }) => id)}::uuid[]) order by id for no key update`);
  for (const [columns, same] of alike) for (const id of await overwriteSame(tx, kind, columns, same)) written.add(id);
  return written;
}

async function overwriteSame(
  tx: WriteDoor,
  kind: Kind,
  columns: string,
  rows: readonly Overwriting[],
): Promise<string[]> {
  const now = rows.map(({ id, version, changed, besides = {} }) => ({ ...changed, ...valuesOf(besides), id, version }));
  const set = columns === '' ? sql`` : sql`${raw(columns.replace(/\w+/g, '$& = n.$&'))},`;
  const saved = await tx.$queryRaw<{ id: string }[]>(sql`
    update ${raw(kind.table)} r set ${set}
      version = r.version + 1, updated_at = now(), updated_by = app_user_id()
    from ${asRows(kind, now)} n
    where r.id = any(${rows.map(({ id }) => id)}::uuid[]) and r.id = n.id and r.version = n.version and r.deleted_at is null
    returning r.id::text`);
  return saved.map(({ id }) => id);
}

/** The id of the record that a form with this submission id made before. */
export async function submittedBefore(
  tx: WriteDoor,
  { kind }: Written,
  submissionId: string | null,
): Promise<string | undefined> {
  if (submissionId === null) return undefined;
  const [made] = await tx.$queryRaw<{ id: string }[]>(
    sql`select id::text from ${raw(kind.table)} where submission_id = ${submissionId}::uuid`,
  );
  return made?.id;
}

// What stands for something else is written by its own column, which comes besides.
function columnsOf(fields: FieldSet, names: readonly string[]): string[] {
  return names.filter((name) => fields.field(name)?.stored && !fields.field(name)?.read);
}

function valuesOf(besides: Besides): Row {
  return Object.fromEntries(Object.entries(besides).map(([name, { value }]) => [name, value]));
}

function asRows({ table }: Kind, rows: readonly Row[]): Sql {
  return sql`jsonb_populate_recordset(null::${raw(table)}, ${JSON.stringify(rows)}::jsonb)`;
}
