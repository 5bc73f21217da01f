import { v7 as uuidv7 } from 'uuid';
import { blankForm, type Form } from '../../http/form.js';
import { today } from '../../http/format.js';
import type { PersonRequest } from '../../http/person.js';
import { pathOf, type Target } from '../kinds.js';
import type { Live } from '../live.js';
import type { TaskRow } from './queries.js';
import { REPEAT_OPTIONS } from './repeat.js';
import { taskView } from './row-view.js';
import { MAX_TITLE } from './schema.js';

/** Before each message of a task's form stands what its field is called. */
export const TASK_LABELS = {
  title: 'Task',
  due_on: 'Due',
  repeats: 'Repeats',
  remind_on: 'Remind on',
  remind_time: 'At',
};

/** The tasks about a record as its page shows them, with the form for a new one. */
export function tasksView(target: Target, found: TaskRow[], { person, kept }: PersonRequest) {
  const form = blankForm({ submission_id: uuidv7() }, kept);
  const day = today(person.timeZone);
  return {
    rows: found.map((task) => taskView(task, person, day)),
    back: `${pathOf(target)}?tab=tasks`,
    add:
      person.role === 'VIEWER'
        ? null
        : { action: `${pathOf(target)}/tasks`, form, max: MAX_TITLE, repeats: REPEAT_OPTIONS },
  };
}

/** The page of a new task about a record that could not be kept. */
export function newTaskView(record: Live, form: Form) {
  const { title, path } = record.kind;
  return {
    list: { label: title, href: path },
    name: record.name,
    path: pathOf(record),
    add: { action: `${pathOf(record)}/tasks`, form, max: MAX_TITLE, repeats: REPEAT_OPTIONS },
    labels: TASK_LABELS,
  };
}
