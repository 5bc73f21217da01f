import { v7 as uuidv7 } from 'uuid';
import { isId } from '../../http/form.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { empty, join, type Sql, sql } from '../../platform/postgres/sql.js';
import { columnOf, type Kind, type Target } from '../kinds.js';
import { restorable } from '../trash.js';
import { type TaskRow, tasksBeside } from './queries.js';
import { followTasks, unfollowTasks } from './repeat.js';
import type { TaskData } from './schema.js';

/** Keeps a task of one's own and answers with its id; a second submit of the same form keeps none. */
export async function addTask(
  tx: WriteDoor,
  data: TaskData,
  about: Target | null | undefined,
  submissionId: string | null,
): Promise<string | undefined> {
  const { title, due_on, repeats, remind_at } = data;
  const [column, value] = about ? [sql`, ${columnOf(about.kind)}`, sql`, ${about.id}::uuid`] : [empty, empty];
  // Its owner fills itself in, also about a common record: a task is one's own. A failed insert would abort the transaction;
  // this waits for a submit that is under way, then does nothing.
  const [made] = await tx.$queryRaw<{ id: string }[]>(sql`
    insert into tasks (id, title, due_on, repeats, remind_at, submission_id${column})
    values (${uuidv7()}::uuid, ${title}, ${due_on}::date, ${repeats}, ${remind_at}::timestamptz, ${submissionId}::uuid${value})
    on conflict do nothing returning id::text`);
  return made?.id;
}

/** A task as it stands, held until the transaction ends; one that was deleted is not there. */
export async function heldTask(tx: WriteDoor, kinds: readonly Kind[], id: string): Promise<TaskRow> {
  if (!isId(id)) throw new NotFound();
  const { columns, from } = tasksBeside(kinds);
  const rows = await tx.$queryRaw<TaskRow[]>(sql`
    select ${columns} from ${from} where t.id = ${id}::uuid and t.deleted_at is null for update of t`);
  if (!rows[0]) throw new NotFound();
  return rows[0];
}

/**
 * Saves a task that is held if nobody did since `version`; false when somebody did. A reminder that was moved comes again; what
 * it is about is left as it stands where that is undefined.
 */
export async function changeTask(
  tx: WriteDoor,
  kinds: readonly Kind[],
  now: TaskRow,
  edit: { data: TaskData; about: Target | null | undefined; version: number },
): Promise<boolean> {
  if (now.version !== edit.version) return false;
  const { title, due_on, repeats, remind_at } = edit.data;
  await change(
    tx,
    now.id,
    sql`title = ${title}, due_on = ${due_on}::date, repeats = ${repeats},
      anchor_day = case when due_on = ${due_on}::date then anchor_day end, remind_at = ${remind_at}::timestamptz,
      reminded_at = case when remind_at is not distinct from ${remind_at}::timestamptz then reminded_at end,
      ${edit.about === undefined ? empty : sql`${isAboutNow(kinds, edit.about)},`} version = version + 1, updated_at = now()`,
  );
  return true;
}

/** Marks a task as done; one that is done already stays as it was. `next`: the day that the one which follows it is due. */
export async function completeTask(
  tx: WriteDoor,
  kinds: readonly Kind[],
  id: string,
  timeZone: string,
): Promise<{ title: string; next: string | null }> {
  const title = await change(tx, id, sql`done_at = coalesce(done_at, now()), updated_at = now()`);
  const [next = null] = await followTasks(tx, kinds, [id], timeZone);
  return { title, next };
}

/** Opens a task again, and takes back the one that followed it, where nobody touched that yet. */
export async function reopenTask(tx: WriteDoor, id: string): Promise<string> {
  const title = await change(tx, id, sql`done_at = null, updated_at = now()`);
  await unfollowTasks(tx, [id]);
  return title;
}

/** Puts a task's reminder away; the task stays. */
export const dismissReminder = (tx: WriteDoor, id: string) =>
  change(tx, id, sql`remind_at = null, reminded_at = null, version = version + 1, updated_at = now()`);

/** Moves a task to the trash; one that lies there already stays as it is. */
export const deleteTask = (tx: WriteDoor, id: string) =>
  change(tx, id, sql`deleted_at = coalesce(deleted_at, now())`, sql`true`);

/** Brings a task back; one that is not in the trash stays as it is. */
export const restoreTask = (tx: WriteDoor, id: string) =>
  change(tx, id, sql`deleted_at = null`, sql`(deleted_at is null or ${restorable('tasks')})`);

/** Moves a task that is still open to the trash, or brings it back; says whether it did. */
export async function shelveTask(tx: WriteDoor, id: string, shelved: boolean): Promise<boolean> {
  const changed = await tx.$executeRaw(
    shelved
      ? sql`update tasks set deleted_at = now() where id = ${id}::uuid and done_at is null and deleted_at is null`
      : sql`update tasks set deleted_at = null where id = ${id}::uuid and deleted_at is not null and ${restorable('tasks')}`,
  );
  return changed > 0;
}

async function change(tx: WriteDoor, id: string, set: Sql, where: Sql = sql`deleted_at is null`): Promise<string> {
  if (!isId(id)) throw new NotFound();
  const changed = await tx.$queryRaw<{ title: string }[]>(
    sql`update tasks set ${set} where id = ${id}::uuid and ${where} returning title`,
  );
  if (!changed[0]) throw new NotFound();
  return changed[0].title;
}

function isAboutNow(kinds: readonly Kind[], about: Target | null): Sql {
  const columns = kinds.map((kind) => sql`${columnOf(kind)} = ${about?.kind === kind ? about.id : null}::uuid`);
  return join(columns);
}
