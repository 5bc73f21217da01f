import type { Person } from '../../http/person.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Due, DueSoon } from '../../records/due.js';
import type { Kind } from '../../records/kinds.js';
import { DUE_DAYS, MOST_COMING, MOST_DUE } from '../../records/limits.js';
import type { Reader } from '../../records/list/define.js';
import { DUE, OPEN, tasksBeside } from '../../records/tasks/queries.js';
import { taskHref } from '../../records/tasks/row-view.js';

type Row = { id: string; title: string; about: string | null; due_on: string; days_late: number; total: number };

/** One's tasks that are due until `today` and in the days after it. */
export async function dueTasks(db: ReadDoor, kinds: readonly Kind[], { person, today }: Reader): Promise<DueSoon> {
  const { from, name } = tasksBeside(kinds);
  const columns = sql`t.id, t.title, ${name} as about, t.due_on, ${today}::date - t.due_on as days_late`;
  const found = await db.rows<Row>(sql`
    (select ${columns}, count(*) over () as total from ${from}
      where ${OPEN} and ${DUE} <= ${today}::date order by ${DUE}, t.id limit ${MOST_DUE})
    union all
    (select ${columns}, 0 as total from ${from}
      where ${OPEN} and ${DUE} > ${today}::date and ${DUE} <= ${today}::date + ${DUE_DAYS}::int order by ${DUE}, t.id limit ${MOST_COMING})`);
  return { rows: found.map((row) => dueTask(row, person)), count: Math.max(0, ...found.map(({ total }) => total)) };
}

function dueTask({ id, title, about, due_on, days_late }: Row, person: Person): Due {
  return {
    due_on,
    days_late,
    href: taskHref(id, person, '/'),
    title,
    detail: about ?? '',
    icon: 'square-check-big',
    amount: '',
    act: { label: 'Mark as done', action: `/tasks/${id}/completion` },
    agenda: { label: title, kind: 'Task', series: 'c1' },
  };
}
