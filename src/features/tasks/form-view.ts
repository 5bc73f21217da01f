import type { Form } from '../../http/form.js';
import { formatDate, instant } from '../../http/format.js';
import type { Person } from '../../http/person.js';
import type { TaskRow } from '../../records/tasks/queries.js';
import { REPEAT_LABELS, REPEAT_OPTIONS } from '../../records/tasks/repeat.js';
import { MAX_TITLE } from '../../records/tasks/schema.js';
import { TASK_LABELS } from '../../records/tasks/view.js';

const LABELS = { ...TASK_LABELS, about: 'About' };

/** What the form of a task prints; `task` is the one that is edited. `back` is the page it was opened from. */
export function taskFormView(form: Form, back: string, task?: Pick<TaskRow, 'id' | 'version' | 'done_at'>) {
  const shared = { form, back, max: MAX_TITLE, repeats: REPEAT_OPTIONS, labels: LABELS };
  if (!task)
    return {
      ...shared,
      heading: 'New task',
      action: '/tasks',
      save: 'Save task',
      hidden_fields: { submission_id: form.values.submission_id ?? '', back },
      acts: null,
    };
  const path = `/tasks/${task.id}`;
  return {
    ...shared,
    heading: 'Edit task',
    action: path,
    save: 'Save changes',
    hidden_fields: { version: String(task.version), back },
    acts: {
      done: task.done_at
        ? { action: `${path}/completion/delete`, label: 'Open again', icon: 'rotate-ccw' }
        : { action: `${path}/completion`, label: 'Mark as done', icon: 'check' },
      remove: `${path}/delete`,
    },
  };
}

/** What stands there now, beside what was typed over an older version. */
export function nowView({ title, due_on, repeats, remind_at, about_name }: TaskRow, { timeZone }: Person) {
  return [
    { label: 'Task', text: title },
    { label: 'Due', text: formatDate(due_on) },
    { label: 'Repeats', text: repeats ? REPEAT_LABELS[repeats] : '–' },
    { label: 'Reminder', text: instant(remind_at, timeZone) },
    { label: 'About', text: about_name ?? '–' },
  ];
}
