import { join, raw, type Sql, sql } from '../platform/postgres/sql.js';
import { KINDS, type Kind } from './kinds.js';

/** The record that a row is about, also where that lies in the trash. */
export type About = {
  about_kind: Kind | null;
  about_id: string | null;
  about_name: string | null;
  about_in_trash: boolean;
};

const KIND_NAMES = Object.keys(KINDS) as Kind[];
const column = (kind: Kind) => raw(`t.${KINDS[kind].column}`);
const record = (kind: Kind, name: string) => raw(`of_${kind}.${name}`);
const coalesced = (parts: Sql[]) => sql`coalesce(${join(parts)})`;

/** The rows `t` of a table, each beside the record it is about: for a `from`. */
export function withRecords(table: 'notes' | 'attachments' | 'tasks'): Sql {
  const joined = KIND_NAMES.map(
    (kind) => sql`left join ${raw(`${KINDS[kind].table} of_${kind}`)} on ${record(kind, 'id')} = ${column(kind)}`,
  );
  return sql`${raw(table)} t ${join(joined, ' ')}`;
}

/** What the record is called. */
export const ABOUT_NAME: Sql = coalesced(KIND_NAMES.map((kind) => record(kind, 'name')));
/** Whether it lies in the trash. */
export const ABOUT_IN_TRASH: Sql = sql`${coalesced(KIND_NAMES.map((kind) => record(kind, 'deleted_at')))} is not null`;
/** The columns of an `About`. */
export const ABOUT_COLUMNS: Sql = sql`
  case ${join(
    KIND_NAMES.map((kind) => sql`when ${column(kind)} is not null then ${kind}::text`),
    ' ',
  )} end as about_kind,
  ${coalesced(KIND_NAMES.map(column))}::text as about_id, ${ABOUT_NAME} as about_name, ${ABOUT_IN_TRASH} as about_in_trash`;
