import type { Option } from '../../http/form.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';

/** The reason that a column refers to; null for none. */
export function lostReasonName(column: Sql): Sql {
  return sql`(select lr.name from lost_reasons lr where lr.id = ${column})`;
}

/** Why deals are lost, as the reader put it, in their order. */
export async function lostReasonOptions(db: Pick<ReadDoor, 'row'>): Promise<Option[]> {
  const found = await db.row<{ names: string[] }>(
    sql`select array(select name from lost_reasons order by position, id) as names`,
  );
  return (found?.names ?? []).map((name) => ({ value: name, label: name }));
}
