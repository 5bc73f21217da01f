import { keyset, type Page, type Sort } from '../../http/list/page.js';
import { counted, holdsWords, wholeOrder } from '../../http/list/sql.js';
import type { Counts } from '../../http/list/view.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { all, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Kind } from '../../records/kinds.js';
import { DONE, DUE, OPEN, type TaskRow, tasksBeside } from '../../records/tasks/queries.js';

/** What the tasks of a list must meet; words are lower case. */
export type TaskFilter = { state: 'open' | 'done'; words: string[] };
export type TaskListRow = TaskRow & { sort_value: string };
export type SectionCounts = { overdue: number; today: number; upcoming: number; none: number };

/** What is to be done comes in the order of its days, what is done in that of its doing, the last first. */
export const TASK_SORTS = {
  open: { due_on: { expression: DUE, type: 'date' } },
  done: { done_at: { expression: sql`t.done_at`, type: 'timestamptz' } },
} as const satisfies Record<string, Record<string, Sort>>;
export const DEFAULTS = { open: { sort: 'due_on', limit: 50 }, done: { sort: '-done_at', limit: 50 } };

const ID = sql`t.id`;

/** One page of one's tasks with both counts, in one statement; counts are missing where the page has no row. */
export function taskRows(
  db: ReadDoor,
  kinds: readonly Kind[],
  filter: TaskFilter,
  page: Page,
): Promise<(TaskListRow & Counts)[]> {
  const { columns, from, name } = tasksBeside(kinds);
  const sort = sortOf(filter);
  const { where, order } = keyset(page, sort, ID);
  return db.rows(sql`
    select ${columns}, ${sort.expression}::text as sort_value,
      ${counted(from, matching(filter, name))} as matching, ${counted(sql`tasks t`, stateOf(filter))} as everything
    from ${from} where ${matching(filter, name)} and ${where} ${order}`);
}

/** How many tasks stand in each section of what is to be done, each up to one more than is shown. */
export async function sectionCounts(
  db: ReadDoor,
  kinds: readonly Kind[],
  filter: TaskFilter,
  today: string,
): Promise<SectionCounts> {
  const { from, name } = tasksBeside(kinds);
  const having = (due: Sql) => counted(from, all([matching(filter, name), due]));
  const counts = await db.row<SectionCounts>(sql`
    select ${having(sql`${DUE} < ${today}::date`)} as overdue, ${having(sql`${DUE} = ${today}::date`)} as today,
      ${having(sql`${DUE} > ${today}::date and ${DUE} < 'infinity'::date`)} as upcoming, ${having(sql`${DUE} = 'infinity'::date`)} as none`);
  return counts ?? { overdue: 0, today: 0, upcoming: 0, none: 0 };
}

/** How many tasks there are of that state, where none match. */
export async function taskCountsOfNone(db: ReadDoor, filter: TaskFilter): Promise<Counts> {
  const counts = await db.row<Counts>(
    sql`select 0 as matching, ${counted(sql`tasks t`, stateOf(filter))} as everything`,
  );
  return counts ?? { matching: 0, everything: 0 };
}

/** All tasks of a list in its order, a batch at a time. */
export function listedTasks(
  db: ReadDoor,
  kinds: readonly Kind[],
  filter: TaskFilter,
  page: Page,
): AsyncGenerator<TaskListRow[]> {
  const { columns, from, name } = tasksBeside(kinds);
  const rows = sql`select ${columns} from ${from} where ${matching(filter, name)}`;
  return db.batches<TaskListRow>(sql`${rows} ${wholeOrder(page, sortOf(filter), ID)}`, 500);
}

function sortOf({ state }: TaskFilter): Sort {
  return state === 'done' ? TASK_SORTS.done.done_at : TASK_SORTS.open.due_on;
}

const stateOf = ({ state }: TaskFilter) => (state === 'done' ? DONE : OPEN);

// Nobody has so many tasks that their words would need an index.
function matching(filter: TaskFilter, name: Sql): Sql {
  const text = sql`(' ' || normal_form(t.title || ' ' || coalesce(${name}, '')) || ' ')`;
  return all([stateOf(filter), holdsWords(text, filter.words)]);
}
