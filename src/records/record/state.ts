import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { FieldSet, Row } from '../fields/set.js';
import type { Kind } from '../kinds.js';
import type { FieldValues, RecordState } from '../state.js';
import { restorable } from '../trash.js';

type Read = { kind: Kind; fields: FieldSet };
/** A record as its page reads it: all its columns, the values of its fields, and whether it may still leave the trash. */
export type RecordRow = Row & {
  id: string;
  name: string;
  version: number;
  deleted_at: string | null;
  merged_into_id?: string | null;
  restorable: boolean;
};

/** The record with that id, also from the trash; null when it is nobody's or somebody else's. */
export async function readState(tx: WriteDoor, { kind, fields }: Read, id: string): Promise<RecordState | null> {
  const [found] = await tx.$queryRaw<{ record: Row }[]>(sql`
    select ${fields.object('r')} as record from ${raw(kind.table)} r where r.id = ${id}::uuid`);
  return found ? stateOf(fields, found.record) : null;
}

/** The records with these ids, also from the trash; those that are nobody's or somebody else's are left out. */
export async function readStates(
  tx: WriteDoor,
  { kind, fields }: Read,
  ids: readonly string[],
): Promise<RecordState[]> {
  if (ids.length === 0) return [];
  const found = await tx.$queryRaw<{ record: Row }[]>(sql`
    select ${fields.object('r')} as record from ${raw(kind.table)} r where r.id = any(${ids}::uuid[])`);
  return found.map(({ record }) => stateOf(fields, record));
}

/** The record for a page, also from the trash; `more`: further columns of the select, of a row called `alias`. */
export async function readRow(
  db: Pick<ReadDoor, 'row'>,
  { kind, fields }: Read,
  id: string,
  alias: string,
  more: Sql = sql`true`,
): Promise<RecordRow | undefined> {
  const query = sql`
    select ${fields.object(alias)} as record, coalesce(${restorable(alias)}, false) as restorable, ${more}
    from ${raw(`${kind.table} ${alias}`)} where ${raw(alias)}.id = ${id}::uuid`;
  const found = await db.row<{ record: Row; restorable: boolean }>(query, 'once');
  if (!found) return undefined;
  const { record, ...others } = found;
  return { ...record, ...others } as RecordRow;
}

/** A row of a table, read as `to_jsonb` writes it, as what every record can do knows it. */
export function stateOf(fields: FieldSet, row: Row): RecordState {
  const moment = (value: unknown) => (typeof value === 'string' ? new Date(value) : null);
  return {
    id: String(row.id),
    name: String(row.name),
    version: Number(row.version),
    deletedAt: moment(row.deleted_at),
    updatedAt: moment(row.updated_at) ?? new Date(0),
    updatedBy: (row.updated_by ?? null) as string | null,
    mergedIntoId: (row.merged_into_id ?? null) as string | null,
    fields: fields.of(row) as FieldValues,
  };
}
