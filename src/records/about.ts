import { join, raw, type Sql, sql } from '../platform/postgres/sql.js';
import { KINDS, type Kind, kindNamed, type Target } from './kinds.js';

/** The record that a row is about, also where that lies in the trash. */
export type About = {
  about_kind: string | null;
  about_id: string | null;
  about_name: string | null;
  about_in_trash: boolean;
};

/** The record that a row is about; undefined where it is about none. */
export function targetOf({ about_kind, about_id: id }: Pick<About, 'about_kind' | 'about_id'>): Target | undefined {
  const kind = kindNamed(about_kind);
  return kind && id ? { kind, id } : undefined;
}

const column = (kind: Kind) => raw(`t.${kind.column}`);
const record = (kind: Kind, name: string) => raw(`of_${kind.name}.${name}`);
const coalesced = (parts: Sql[]) => sql`coalesce(${join(parts)})`;

/** The rows `t` of a table, each beside the record it is about: for a `from`. */
export function withRecords(table: 'notes' | 'attachments' | 'tasks'): Sql {
  const joined = KINDS.map(
    (kind) => sql`left join ${raw(`${kind.table} of_${kind.name}`)} on ${record(kind, 'id')} = ${column(kind)}`,
  );
  return sql`${raw(table)} t ${join(joined, ' ')}`;
}

/** What the record is called. */
export const ABOUT_NAME: Sql = coalesced(KINDS.map((kind) => record(kind, 'name')));
/** Whether it lies in the trash. */
export const ABOUT_IN_TRASH: Sql = sql`${coalesced(KINDS.map((kind) => record(kind, 'deleted_at')))} is not null`;
/** The columns of an `About`. */
export const ABOUT_COLUMNS: Sql = sql`
  case ${join(
    KINDS.map((kind) => sql`when ${column(kind)} is not null then ${kind.name}::text`),
    ' ',
  )} end as about_kind,
  ${coalesced(KINDS.map(column))}::text as about_id, ${ABOUT_NAME} as about_name, ${ABOUT_IN_TRASH} as about_in_trash`;
