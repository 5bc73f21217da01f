import { sql } from '../../platform/postgres/sql.js';
import type { Dated } from '../../records/dated.js';
import type { Kind } from '../../records/kinds.js';
import { DUE, tasksBeside } from '../../records/tasks/queries.js';
import { taskHref } from '../../records/tasks/row-view.js';

const GROUP = { name: 'tasks', label: 'Tasks', series: 'c6' };

/** The days of one's tasks. */
export function tasksDated(kinds: readonly Kind[]): Dated {
  const { from, name } = tasksBeside(kinds);
  return {
    path: '/tasks',
    whats: {
      task: {
        group: GROUP,
        label: '',
        word: 'Task',
        icon: 'square-check-big',
        field: 'due_on',
        href: ({ id }, { person }) => taskHref(id, person, '/'),
        act: ({ id }) => ({ label: 'Mark as done', action: `/tasks/${id}/completion` }),
      },
    },
    stamp: sql`(select concat_ws(' ', count(*), count(t.deleted_at), sum(t.version), max(t.updated_at)) from tasks t)`,
    rows: (only) => sql`
      select 'task' as what, t.id, null::uuid as row_id, t.title as name, ${name} as detail, null::date as since, ${DUE} as day,
        t.state as standing, true as asks, t.state, null::integer as amount, null::text as currency, t.version, t.updated_at, t.deleted_at
      from ${from} where t.due_on is not null and ${only === 'open' ? sql`t.done_at is null` : sql`true`}`,
  };
}
