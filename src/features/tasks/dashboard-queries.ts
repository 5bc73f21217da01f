import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Kind } from '../../records/kinds.js';
import { DUE, OPEN, tasksBeside } from '../../records/tasks/queries.js';

export type DueTask = {
  id: string;
  title: string;
  about: string | null;
  due_on: string;
  days_late: number;
  total: number;
};

/** One's tasks that are due until `today` and in the 14 days after it, soonest first; `total` counts those due until today. */
export function dueTasks(db: ReadDoor, kinds: readonly Kind[], today: string): Promise<DueTask[]> {
  const { from, name } = tasksBeside(kinds);
  const columns = sql`t.id, t.title, ${name} as about, t.due_on, ${today}::date - t.due_on as days_late`;
  return db.rows<DueTask>(sql`
    (select ${columns}, count(*) over () as total from ${from}
      where ${OPEN} and ${DUE} <= ${today}::date order by ${DUE}, t.id limit 8)
    union all
    (select ${columns}, 0 as total from ${from}
      where ${OPEN} and ${DUE} > ${today}::date and ${DUE} <= ${today}::date + 14 order by ${DUE}, t.id limit 20)`);
}
