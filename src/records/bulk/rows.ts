import { raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Changes, HistoryAct } from '../history.js';
import { columnOf, type Kind } from '../kinds.js';

/** An entry of history that a batch wrote, to be taken back. */
export type DoneEntry = { id: string; at: Date; act: HistoryAct; kind: string; record_id: string; changes: Changes };

/** Who moved a row to the trash or back, and when: its version stays. */
export const STAMP = sql`updated_at = now(), updated_by = app_user_id()`;

// No statement of an act joins what it is handed: Postgres may not know yet how many rows a person has, and a join that was
// planned for one row is rows times rows. Hence `any` and `ofRow`.

/** The module's table as `r`. */
export function tableSql(kind: Kind): Sql {
  return sql`${raw(kind.table)} r`;
}

/** Of values that stand in the order of `ids` the one of the row whose id is `id`. */
export function ofRow(values: (string | null)[], ids: string[], id: Sql): Sql {
  return sql`(${values}::text[])[array_position(${ids}::uuid[], ${id})]`;
}

/**
 * Whether any row `h` of what is kept about the record of `r` meets a condition, looked for by the index of each record: a select with
 * an `offset` is never made a join, and a `case` never a condition of another index. Either reads all of the history of a person, the
 * join for each chunk, the index of days for each row while Postgres has not counted them.
 */
export function anyAbout(kind: Kind, table: 'history' | 'notes' | 'attachments' | 'tasks', where: Sql): Sql {
  return sql`exists (select from ${raw(table)} h where h.${columnOf(kind)} = r.id and case when ${where} then true end offset 0)`;
}
