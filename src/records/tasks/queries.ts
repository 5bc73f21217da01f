import { isId } from '../../http/form.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { type About, type BesideRecords, besideRecords } from '../about.js';
import { isAbout, type Kind, type Target } from '../kinds.js';
import { MOST_TASKS_DONE, MOST_TASKS_OPEN } from '../limits.js';
import type { TaskData } from './schema.js';

/** A task with the record it is about, also where that lies in the trash. */
export type TaskRow = TaskData &
  About & {
    id: string;
    version: number;
    reminded_at: Date | null;
    done_at: Date | null;
  };

/** The tasks `t`, each beside the record of these kinds that it is about, with the columns of a `TaskRow`. */
export function tasksBeside(kinds: readonly Kind[]): BesideRecords {
  const beside = besideRecords(kinds, 'tasks');
  // A day is text, so that no time zone moves it, whatever door it is read through.
  const columns = sql`
    t.id::text, t.version, t.title, t.due_on::text as due_on, t.repeats, t.remind_at, t.reminded_at, t.done_at, ${beside.columns}`;
  return { ...beside, columns };
}

/** The day a task is due, the last of all days where it has none: the expression of the index, word for word. */
export const DUE: Sql = sql`(case when t.due_on is null then 'infinity'::date else t.due_on end)`;
/** Whether it is still to be done. */
const OPEN: Sql = sql`t.done_at is null and t.deleted_at is null`;
const DONE: Sql = sql`t.done_at is not null and t.deleted_at is null`;

/** One's own tasks about a record: those to do, the soonest first, then what was done last. */
export async function tasksAbout(db: ReadDoor, target: Target): Promise<TaskRow[]> {
  const { columns, from } = tasksBeside([target.kind]);
  return db.rows<TaskRow>(sql`
    (select ${columns} from ${from} where ${isAbout('t', target)} and ${OPEN}
      order by ${DUE}, t.id limit ${MOST_TASKS_OPEN})
    union all
    (select ${columns} from ${from} where ${isAbout('t', target)} and ${DONE}
      order by t.done_at desc, t.id limit ${MOST_TASKS_DONE})`);
}

/** One's own task; one that was deleted is not there. */
export async function taskOf(db: Pick<ReadDoor, 'row'>, kinds: readonly Kind[], id: unknown): Promise<TaskRow> {
  const { columns, from } = tasksBeside(kinds);
  const task = isId(id)
    ? await db.row<TaskRow>(sql`select ${columns} from ${from} where t.id = ${id}::uuid and t.deleted_at is null`)
    : undefined;
  if (!task) throw new NotFound();
  return task;
}
