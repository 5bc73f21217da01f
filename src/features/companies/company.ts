import type { WriteDoor } from '../../platform/postgres/database.js';
import { raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Fields, RecordState } from '../../records/module.js';
import { categoryPath } from './categories.js';
import { FIELD_NAMES, type FieldName } from './fields.js';
import type { CompanyData } from './schema.js';

/** A company as it stands, with what its names of others stand for. */
export type Company = RecordState & { parentId: string | null; mergedIntoId: string | null };
/** The fields of a company with its own columns in the place of names. */
export type Placed = { data: CompanyData; domain: string | null; parent_id: string | null; category_id: string | null };

const OWN = FIELD_NAMES.filter((name) => name !== 'parent' && name !== 'category');

/** The columns of `companies c` by which its fields are read; `p` is its parent. */
export const FIELD_COLUMNS: Sql = sql`${raw(OWN.map((name) => `c.${name}`).join(', '))},
  p.name as parent, ${categoryPath(sql`c.category_id`)} as category`;

type Row = Record<FieldName, string | number | boolean | null> & {
  id: string;
  version: number;
  deleted_at: Date | null;
  updated_at: Date;
  updated_by: string | null;
  parent_id: string | null;
  merged_into_id: string | null;
};

/** The company with that id, also when it lies in the trash; null when there is none. */
export async function companyOf(tx: WriteDoor, id: string): Promise<Company | null> {
  const [row] = await tx.$queryRaw<Row[]>(sql`
    select c.id::text, c.version, c.deleted_at, c.updated_at, c.updated_by::text, c.parent_id::text, c.merged_into_id::text,
      ${FIELD_COLUMNS}
    from companies c left join companies p on p.id = c.parent_id where c.id = ${id}::uuid`);
  return row ? fromRow(row) : null;
}

/** A company's fields as the table's columns are written. */
export function toColumns({ data, domain, parent_id, category_id }: Placed) {
  const { parent: _parent, category: _category, ...own } = data;
  return { ...own, domain, parent_id, category_id };
}

/** The fields as a form shows them: a tick as `true`, nothing as ''. */
export function typedFrom(fields: Fields): Record<string, string> {
  return Object.fromEntries(FIELD_NAMES.map((name) => [name, asTyped(fields[name])]));
}

/** The fields of a row, in the order of the form. */
export function fieldsOf(row: Record<FieldName, unknown>): Fields {
  return Object.fromEntries(FIELD_NAMES.map((name) => [name, row[name]])) as Fields;
}

function asTyped(value: unknown): string {
  return value === null || value === undefined || value === false ? '' : String(value);
}

function fromRow(row: Row): Company {
  return {
    id: row.id,
    name: String(row.name),
    version: row.version,
    deletedAt: row.deleted_at,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
    parentId: row.parent_id,
    mergedIntoId: row.merged_into_id,
    fields: fieldsOf(row),
  };
}
