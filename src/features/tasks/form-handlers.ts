import { v7 as uuidv7 } from 'uuid';
import { blankForm, type Form, versionOf, withError } from '../../http/form.js';
import { viewAddress } from '../../http/list/address.js';
import { one } from '../../http/list/page.js';
import { readerOf } from '../../http/list/sql.js';
import type { Query } from '../../http/list/view.js';
import type { PersonRequest } from '../../http/person.js';
import { invalid, localPath, page, type Reply, redirect } from '../../http/reply.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { targetOf } from '../../records/about.js';
import type { Kind, Target } from '../../records/kinds.js';
import { addTask, changeTask, heldTask } from '../../records/tasks/actions.js';
import { type TaskRow, taskOf } from '../../records/tasks/queries.js';
import { readTask, type TaskData, typedFrom } from '../../records/tasks/schema.js';
import { nowView, taskFormView } from './form-view.js';
import { TASKS } from './kind.js';
import { readSubject, readSubjectKey, subjectKey, subjectOf } from './subject.js';

const STALE = 'This task was changed meanwhile. Take over what you want to keep, and save again.';

/** The form of a new task; a link may fill it: `/tasks/new?title=…&due_on=…&about=companies:<id>`. */
export async function newTask(db: ReadDoor, { query, kept }: PersonRequest, kinds: readonly Kind[]): Promise<Reply> {
  const subject = await subjectOf(db, readSubjectKey(kinds, query.about));
  const asked = { title: one(query.title) ?? '', due_on: one(query.due_on) ?? '' };
  const about = subject ? { about: subject.name, about_record: subjectKey(subject) } : {};
  const form = blankForm({ ...asked, ...about, submission_id: uuidv7() }, kept);
  return page('tasks/form.njk', taskFormView(form, backOf(query)));
}

/** The form of a task that is there. */
export async function editTask(
  db: ReadDoor,
  { params, query, person, kept }: PersonRequest,
  kinds: readonly Kind[],
): Promise<Reply> {
  const task = await taskOf(db, kinds, params.id);
  const typed = { ...typedFrom(task, person.timeZone), ...aboutOf(kinds, task) };
  const shown = { ...task, version: versionOf(kept) || task.version };
  return page('tasks/form.njk', taskFormView(blankForm(typed, kept), backOf(query), shown));
}

/** Answers the form of a new task. */
export async function createTask(tx: WriteDoor, req: PersonRequest, kinds: readonly Kind[]): Promise<Reply> {
  const back = backOf(req.body);
  const read = await readWhole(tx, req, kinds);
  if (!read.ok) return invalid('tasks/form.njk', taskFormView(read.form, back));
  await addTask(tx, read.data, read.about, read.submissionId);
  return redirect(back, 'Task added.');
}

/** Answers the form of a task that is there: saved, or shown again beside what stands there when someone else was quicker. */
export async function updateTask(tx: WriteDoor, req: PersonRequest, kinds: readonly Kind[]): Promise<Reply> {
  const back = backOf(req.body);
  const shown = await taskOf(readerOf(tx), kinds, req.params.id);
  const version = versionOf(req.body);
  const read = await readWhole(tx, req, kinds, shown);
  if (!read.ok) return invalid('tasks/form.njk', taskFormView(read.form, back, { ...shown, version }));
  // After the record that it will be about: a merge holds them in the same order.
  const now = await heldTask(tx, kinds, shown.id);
  if (await changeTask(tx, kinds, now, { data: read.data, about: read.about, version }))
    return redirect(back, 'Task saved.');
  const form = withError(read.form, '', STALE);
  return page('tasks/form.njk', { ...taskFormView(form, back, now), now: nowView(now, req.person) }, 409);
}

/** A task as it was opened from the list: its form, or to those who may only look what it says. */
export async function showTask(db: ReadDoor, req: PersonRequest, kinds: readonly Kind[]): Promise<Reply> {
  if (req.person.role !== 'VIEWER') return editTask(db, req, kinds);
  const task = await taskOf(db, kinds, req.params.id);
  return page('tasks/show.njk', { title: task.title, facts: nowView(task, req.person), back: backOf(req.query) });
}

/** Where an act on a task leads: the page it was done on, or the list as it stood there. */
export function backOf({ back, from }: Query = {}): string {
  return localPath(back) ?? viewAddress(TASKS.path, from);
}

type Whole =
  | { ok: true; data: TaskData; about: Target | null | undefined; submissionId: string | null; form: Form }
  | { ok: false; form: Form };

async function readWhole(
  tx: WriteDoor,
  { body, person }: PersonRequest,
  kinds: readonly Kind[],
  now?: TaskRow,
): Promise<Whole> {
  const read = readTask(body, person.timeZone);
  const subject = await readSubject(tx, kinds, body ?? {}, now);
  if ('error' in subject) {
    // Nobody sees the hidden field, so nobody could mend it.
    const values = subject.strange ? { ...read.form.values, about_record: '' } : read.form.values;
    return { ok: false, form: withError({ ...read.form, values }, 'about', subject.error) };
  }
  return read.ok ? { ...read, ...subject } : read;
}

function aboutOf(kinds: readonly Kind[], task: TaskRow): Record<string, string> {
  const target = targetOf(kinds, task);
  return target ? { about: task.about_name ?? '', about_record: subjectKey(target) } : {};
}
