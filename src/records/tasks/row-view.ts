import { dayOf, formatDate, shortDate, shortInstant } from '../../http/format.js';
import type { Person } from '../../http/person.js';
import { daysBetween } from '../../platform/clock.js';
import { targetOf } from '../about.js';
import { type Kind, pathOf } from '../kinds.js';
import type { TaskRow } from './queries.js';
import { REPEAT_LABELS } from './repeat.js';

/** What a task prints in a list of tasks; `today` is the day where its person is. On its record's page that is not named again. */
export function taskView(task: TaskRow, person: Person, today: string, about: ReturnType<typeof aboutView> = null) {
  const path = `/tasks/${task.id}`;
  const mayWrite = person.role !== 'VIEWER';
  return {
    title: task.title,
    href: mayWrite ? `${path}/edit` : null,
    look: taskLook(task, today),
    is_done: task.done_at !== null,
    tick: mayWrite ? tickOf(task, path) : null,
    due: dueView(task, person, today),
    repeats: task.repeats ? REPEAT_LABELS[task.repeats] : null,
    reminder: reminderView(task, person, mayWrite ? `${path}/reminder/dismissal` : null),
    about,
  };
}

/** Where a task is opened from elsewhere: its form, which leads `back`; for who may not send that, the list. */
export function taskHref(id: string, { role }: Person, back: string): string {
  return role === 'VIEWER' ? '/tasks' : `/tasks/${id}/edit?back=${back}`;
}

/** How a day stands to today: late in days, by name, or as a date. */
function nearDay(day: string, today: string): string {
  const days = daysBetween(today, day);
  if (days < 0) return `${-days} d late`;
  if (days === 0) return 'Today';
  if (days === 1) return 'Tomorrow';
  return day.slice(0, 4) === today.slice(0, 4) ? shortDate(day) : formatDate(day);
}

/** How it stands to today: to be done, late, or done. */
export function taskLook({ done_at, due_on }: TaskRow, today: string) {
  if (done_at) return { tone: 'green', glyph: 'done', label: 'Done' };
  if (due_on && due_on < today) return { tone: 'red', glyph: 'bang', label: 'Overdue' };
  if (due_on === today) return { tone: 'amber', glyph: 'half', label: 'Due today' };
  return { tone: 'grey', glyph: 'ring', label: 'Open' };
}

function tickOf({ title, done_at }: TaskRow, path: string) {
  return done_at
    ? { action: `${path}/completion/delete`, label: `Open “${title}” again` }
    : { action: `${path}/completion`, label: `Mark “${title}” as done` };
}

/** The day that it is due, or was done, as a row says it; null for neither. */
export function dueView({ due_on, done_at }: TaskRow, { timeZone }: Person, today: string) {
  if (done_at) return { text: `Done ${nearPast(dayOf(done_at, timeZone), today)}`, cls: 'muted', title: '' };
  if (!due_on) return null;
  const cls = due_on < today ? 'neg' : due_on === today ? 'warn' : 'soft';
  return { text: nearDay(due_on, today), cls, title: `Due on ${formatDate(due_on)}` };
}

const nearPast = (day: string, today: string) =>
  day === today ? 'today' : day.slice(0, 4) === today.slice(0, 4) ? shortDate(day) : formatDate(day);

function reminderView({ remind_at, reminded_at, done_at }: TaskRow, { timeZone }: Person, dismissal: string | null) {
  if (!remind_at || done_at) return null;
  return { at: shortInstant(remind_at, timeZone), is_now: reminded_at !== null, dismissal };
}

/** The record that a task is about, as a list of tasks names it. */
export function aboutView(kinds: readonly Kind[], task: TaskRow): { name: string | null; href: string | null } | null {
  const target = targetOf(kinds, task);
  const { about_name: name, about_in_trash: inTrash } = task;
  if (!target) return null;
  return { name: inTrash ? `${name} (in the trash)` : name, href: inTrash ? null : pathOf(target) };
}
