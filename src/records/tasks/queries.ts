import { isId } from '../../http/form.js';
import type { ReadDoor } from '../../platform/database.js';
import { NotFound } from '../../platform/errors.js';
import { join, raw, type Sql, sql } from '../../platform/sql.js';
import { isAbout, KINDS, type Kind, type Target } from '../kinds.js';
import type { TaskData } from './schema.js';

/** A task with the record it is about, also where that lies in the trash. */
export type TaskRow = TaskData & {
  id: string;
  version: number;
  reminded_at: Date | null;
  done_at: Date | null;
  about_kind: Kind | null;
  about_id: string | null;
  about_name: string | null;
  about_in_trash: boolean;
};

const KIND_NAMES = Object.keys(KINDS) as Kind[];
const column = (kind: Kind) => raw(`t.${KINDS[kind].column}`);
const record = (kind: Kind, name: string) => raw(`of_${kind}.${name}`);
const coalesced = (parts: Sql[]) => sql`coalesce(${join(parts)})`;

/** The tasks `t`, each beside the record it is about: for a `from`. */
export const TASKS_WITH_RECORDS: Sql = sql`tasks t ${join(
  KIND_NAMES.map(
    (kind) => sql`left join ${raw(`${KINDS[kind].table} of_${kind}`)} on ${record(kind, 'id')} = ${column(kind)}`,
  ),
  ' ',
)}`;
/** What the record is called. */
export const ABOUT_NAME: Sql = coalesced(KIND_NAMES.map((kind) => record(kind, 'name')));
/** The columns of a `TaskRow`. A day is text, so that no time zone moves it, whatever door it is read through. */
export const TASK_COLUMNS: Sql = sql`
  t.id::text, t.version, t.title, t.due_on::text as due_on, t.remind_at, t.reminded_at, t.done_at,
  case ${join(
    KIND_NAMES.map((kind) => sql`when ${column(kind)} is not null then ${kind}::text`),
    ' ',
  )} end as about_kind,
  ${coalesced(KIND_NAMES.map(column))}::text as about_id, ${ABOUT_NAME} as about_name,
  ${coalesced(KIND_NAMES.map((kind) => record(kind, 'deleted_at')))} is not null as about_in_trash`;
/** The day a task is due, the last of all days where it has none: the expression of the index, word for word. */
export const DUE: Sql = sql`(case when t.due_on is null then 'infinity'::date else t.due_on end)`;
/** Whether it is still to be done. */
export const OPEN: Sql = sql`t.done_at is null and t.deleted_at is null`;
export const DONE: Sql = sql`t.done_at is not null and t.deleted_at is null`;

const MOST_OPEN = 100;
const LAST_DONE = 10;

/** One's own tasks about a record: those to do, the soonest first, then what was done last. */
export async function tasksAbout(db: ReadDoor, target: Target): Promise<TaskRow[]> {
  return db.rows<TaskRow>(sql`
    (select ${TASK_COLUMNS} from ${TASKS_WITH_RECORDS} where ${isAbout('t', target)} and ${OPEN}
      order by ${DUE}, t.id limit ${MOST_OPEN})
    union all
    (select ${TASK_COLUMNS} from ${TASKS_WITH_RECORDS} where ${isAbout('t', target)} and ${DONE}
      order by t.done_at desc, t.id limit ${LAST_DONE})`);
}

/** One's own task; one that was deleted is not there. */
export async function taskOf(db: ReadDoor, id: unknown): Promise<TaskRow> {
  const task = isId(id)
    ? await db.row<TaskRow>(
        sql`select ${TASK_COLUMNS} from ${TASKS_WITH_RECORDS} where t.id = ${id}::uuid and t.deleted_at is null`,
      )
    : undefined;
  if (!task) throw new NotFound();
  return task;
}
