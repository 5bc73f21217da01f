import { v7 as uuidv7 } from 'uuid';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { join, raw, type Sql, type SqlType, sql, typed } from '../../platform/postgres/sql.js';
import type { FieldSet, Row } from '../fields/set.js';
import type { Kind } from '../kinds.js';

type Written = { kind: Kind; fields: FieldSet };
/** Columns that no field is called by, with the type of each. */
export type Besides = Readonly<Record<string, { value: unknown; type: SqlType }>>;

/** Adds a record; undefined where a form with this submission id made one before. Waits for a submit that is under way. */
export async function insertRecord(
  tx: WriteDoor,
  { kind, fields }: Written,
  data: Row,
  besides: Besides,
  submissionId: string | null,
): Promise<string | undefined> {
  const id = uuidv7();
  const columns = [
    ...columnsOf(fields, data, besides),
    ...[['id', typed(id, 'uuid')] as const, ['submission_id', typed(submissionId, 'uuid')] as const],
    ...(['created_by', 'updated_by'] as const).map((name) => [name, sql`app_user_id()`] as const),
  ];
  // A failed insert would abort the transaction.
  const made = await tx.$executeRaw(sql`
    insert into ${raw(kind.table)} (${raw(columns.map(([name]) => name).join(', '))})
    values (${join(columns.map(([, value]) => value))}) on conflict do nothing`);
  return made > 0 ? id : undefined;
}

/**
 * Adds many records in one statement; those whose submission id made one before are passed over. Answers the ids of the others, in
 * order. All have the same columns besides.
 */
export async function insertRecords(
  tx: WriteDoor,
  { kind, fields }: Written,
  rows: readonly { data: Row; besides?: Besides | undefined; submissionId: string | null }[],
): Promise<(string | undefined)[]> {
  if (rows.length === 0) return [];
  const made = rows.map(({ data, besides = {}, submissionId }) => ({
    ...{ id: uuidv7(), submission_id: submissionId, ...data },
    ...Object.fromEntries(Object.entries(besides).map(([name, { value }]) => [name, value])),
  }));
  const names = fields.names.filter((name) => fields.field(name)?.stored && !fields.field(name)?.read);
  const columns = raw(['id', 'submission_id', ...names, ...Object.keys(rows[0]?.besides ?? {})].join(', '));
  const added = await tx.$queryRaw<{ id: string }[]>(sql`
    insert into ${raw(kind.table)} (${columns}, created_by, updated_by)
    select ${columns}, app_user_id(), app_user_id() from jsonb_populate_recordset(null::${raw(kind.table)}, ${JSON.stringify(made)}::jsonb)
    on conflict do nothing returning id::text`);
  const ids = new Set(added.map(({ id }) => id));
  return made.map(({ id }) => (ids.has(id) ? id : undefined));
}

/**
 * Writes the named fields of a record, and columns besides, if it still has that version; false when it was changed or deleted
 * meanwhile. What did not change is left alone: somebody else's act may be changing it at this moment.
 */
export async function overwrite(
  tx: WriteDoor,
  { kind, fields }: Written,
  { id, version }: { id: string; version: number },
  changed: Row,
  besides: Besides = {},
): Promise<boolean> {
  const columns = columnsOf(fields, changed, besides).map(([name, value]) => sql`${raw(name)} = ${value},`);
  const count = await tx.$executeRaw(sql`
    update ${raw(kind.table)} set ${columns.length > 0 ? join(columns, ' ') : sql``}
      version = version + 1, updated_at = now(), updated_by = app_user_id()
    where id = ${id}::uuid and version = ${version} and deleted_at is null`);
  return count > 0;
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

function columnsOf(fields: FieldSet, data: Row, besides: Besides): (readonly [string, Sql])[] {
  return [
    ...Object.keys(data).flatMap((name) => {
      const field = fields.field(name);
      // What stands for something else is written by its own column, which comes besides.
      return field?.stored && !field.read ? [[name, typed(data[name], field.stored.type)] as const] : [];
    }),
    ...Object.entries(besides).map(([name, { value, type }]) => [name, typed(value, type)] as const),
  ];
}
