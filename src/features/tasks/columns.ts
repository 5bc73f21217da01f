import { dayOf, formatDate, shortInstant } from '../../http/format.js';
import type { Cell } from '../../http/list/cells.js';
import type { Row } from '../../records/fields/set.js';
import type { Kind } from '../../records/kinds.js';
import { DASH, textCell } from '../../records/list/columns.js';
import type { ListColumn, Reader } from '../../records/list/define.js';
import type { TaskRow } from '../../records/tasks/queries.js';
import { REPEAT_LABELS } from '../../records/tasks/repeat.js';
import { aboutView, dueView, taskLook } from '../../records/tasks/row-view.js';

/** A row of the list as the task that it is. */
export const taskIn = (row: Row): TaskRow => row as unknown as TaskRow;

/** The columns of the tasks beside what is to be done, which are about records of these kinds. */
export function taskColumns(kinds: readonly Kind[]): ListColumn[] {
  const more = { standard: false, cls: 'p3', width: 'w-more' };
  return [
    {
      name: 'record',
      label: 'About',
      standard: true,
      cls: 'p2',
      width: 'w-about',
      phone: 'u2',
      cell: aboutCell(kinds),
    },
    { name: 'due_on', label: 'Due', standard: true, cls: 'p2', width: 'w-due', phone: 'u1', cell: dueCell },
    { name: 'repeats', label: 'Repeats', ...more, cell: ({ repeats }) => textCell(repeatsOf(repeats)) },
    { name: 'remind_at', label: 'Reminder', ...more, cell: momentCell('remind_at') },
    {
      name: 'state',
      label: 'State',
      ...more,
      cell: (row, { today }) => ({ text: '', look: taskLook(taskIn(row), today) }),
    },
    { name: 'done_at', label: 'Done', ...more, cell: dayCell('done_at') },
    { name: 'created_at', label: 'Created', ...more, cell: dayCell('created_at'), csv: (row) => isoOf(row.created_at) },
  ];
}

const repeatsOf = (repeats: unknown) => REPEAT_LABELS[repeats as keyof typeof REPEAT_LABELS] ?? null;
const isoOf = (moment: unknown) => (moment instanceof Date ? moment.toISOString() : '');

function aboutCell(kinds: readonly Kind[]): ListColumn['cell'] {
  return (row) => {
    const about = aboutView(kinds, taskIn(row));
    if (!about?.name) return DASH;
    return { text: about.name, cls: 'soft about', ...(about.href && { href: about.href }) };
  };
}

function dueCell(row: Row, { person, today }: Reader): Cell {
  const due = dueView(taskIn(row), person, today);
  // What is muted says nothing on a phone.
  return due ? { text: due.text, cls: `num ${due.cls === 'muted' ? 'soft' : due.cls}`, title: due.title } : DASH;
}

function dayCell(name: 'done_at' | 'created_at'): ListColumn['cell'] {
  return (row, { person }) => {
    const moment = row[name] as Date | null;
    return moment ? { text: formatDate(dayOf(moment, person.timeZone)), cls: 'num soft' } : DASH;
  };
}

function momentCell(name: 'remind_at'): ListColumn['cell'] {
  return (row, { person }) => {
    const moment = row[name] as Date | null;
    return moment ? { text: shortInstant(moment, person.timeZone), cls: 'num soft' } : DASH;
  };
}
