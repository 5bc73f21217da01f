import { csvText } from '../../http/csv.js';
import { severalOf } from '../../http/list/filter.js';
import { holdsWords } from '../../http/list/sql.js';
import { toldOf } from '../../http/list/view.js';
import { join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import { aboutEach, besideColumns } from '../../records/about.js';
import { defineList } from '../../records/define-module.js';
import {
  byWords,
  choice,
  date,
  dayFilter,
  defineFields,
  type Filter,
  filterOf,
  text,
} from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import type { Kind } from '../../records/kinds.js';
import type { Asked } from '../../records/list/asked.js';
import type { ListDeclared, Reader } from '../../records/list/define.js';
import type { Listed } from '../../records/module.js';
import { DUE } from '../../records/tasks/queries.js';
import { REPEAT_LABELS } from '../../records/tasks/repeat.js';
import { aboutView, taskView } from '../../records/tasks/row-view.js';
import { MAX_TITLE } from '../../records/tasks/schema.js';
import { taskColumns, taskIn } from './columns.js';
import { MOVED_DAY, REPEATED, stateOfMany } from './in-bulk.js';
import { TASKS } from './kind.js';

const STATES = { open: 'To do', done: 'Done' } as const;
// The expressions of the indexes, word for word.
const NEVER = sql`'1900-01-01 00:00:00+00'::timestamptz`;
const DONE_AT = sql`(case when t.done_at is null then '1900-01-01 00:00:00+00'::timestamptz else t.done_at end)`;
const TO_DO = { open: sql`t.done_at is null`, done: sql`t.done_at is not null` };

/** One's own tasks as a list like any other: about records of these kinds. */
export function taskList(kinds: readonly Kind[]): Listed {
  const fields = defineFields({
    title: text({ label: 'Task', max: MAX_TITLE, filter: true }),
    due_on: date({ label: 'Due', bulk: MOVED_DAY }),
    repeats: choice({ label: 'Repeats', of: REPEAT_LABELS, optional: true, filter: 'several', bulk: REPEATED }),
    state: choice({ label: 'State', of: STATES, bulk: stateOfMany(kinds) }),
  });
  return defineList({ kind: TASKS, fields, list: listed(kinds), index: nothingToDo });
}

function listed(kinds: readonly Kind[]): ListDeclared {
  const about = aboutEach(kinds);
  const { kind: module, id: recordId } = besideColumns(kinds, 't');
  return {
    alias: 't',
    sorts: {
      due_on: { label: 'Due', expression: DUE, type: 'date', up: true },
      name: { label: 'Task', expression: sql`(t.title collate "und-x-icu")`, type: 'text', up: true },
      created_at: { label: 'Created', expression: sql`t.created_at`, type: 'timestamptz' },
      done_at: { label: 'Done', expression: DONE_AT, type: 'timestamptz' },
      record: { label: 'About', ...byWords(about.name) },
      remind_at: {
        label: 'Reminder',
        type: 'timestamptz',
        up: true,
        expression: sql`coalesce(t.remind_at, '2199-12-31 00:00:00+00'::timestamptz)`,
      },
    },
    sort: 'due_on',
    indexed: {
      title: { at: sql`t.title`, words: sql`t.search_text` },
      due_on: { at: DUE, above: sql`'infinity'::date`, open: TO_DO.open },
    },
    search: (words) => ({
      where: holdsWords(sql`(t.search_text || normal_form(coalesce(${about.name}, '')) || ' ')`, words),
    }),
    filters: {
      state: stateFilter,
      module: aboutFilter(kinds),
      done_at: dayFilter('done_at', 'Done on', { at: DONE_AT, below: NEVER }, { moments: true }),
      created_at: dayFilter('created_at', 'Created on', { at: sql`t.created_at` }, { moments: true, always: true }),
    },
    first: ['state'],
    columns: taskColumns(kinds),
    select: () => sql`
      t.title, t.state, t.due_on, t.repeats, t.remind_at, t.reminded_at, t.done_at, t.created_at, ${about.columns}`,
    row: (row, { person, today }) => ({
      name: String(row.name),
      own: taskView(taskIn(row), person, today, aboutView(kinds, taskIn(row))),
    }),
    named: 'tasks/_named.njk',
    sections: ({ query, page }) =>
      query.state === 'open' && page.sort === 'due_on' && !page.descending ? sectionOf : undefined,
    views: {
      to_do: ['To do', 'state=open'],
      overdue: ['Overdue', 'state=open&due_on=overdue'],
      today: ['Today', 'state=open&due_on=today'],
      next_14_days: ['Next 14 days', 'state=open&due_on=next_14_days'],
      done_this_month: ['Done this month', 'state=done&done_at=this_month&sort=-done_at'],
    },
    opens: 'to_do',
    small: { label: 'Done', width: 'w-s-tick' },
    empty: { text: WRITE_DOWN, reader: 'No task was added to this account.' },
    exported: { remind_at: momentCell, done_at: momentCell, module: plainCell, record_id: plainCell, record: nameCell },
    computed: { module, record_id: recordId, record: about.name },
  };
}

const WRITE_DOWN =
  'Write down the next step, with a day and a reminder if it has one. Tasks about a record are added on its page.';

const momentCell = (moment: unknown) => (moment ? new Date(moment as string | Date).toISOString() : '');
const plainCell = (value: unknown) => String(value ?? '');
const nameCell = (name: unknown, { about_name }: Row) => csvText(String(name ?? about_name ?? ''));

// Each of both is the condition of an index.
const stateFilter: Filter = filterOf(
  'State',
  { state: severalOf(Object.keys(STATES)) },
  { control: 'ticks', options: Object.entries(STATES).map(([value, label]) => ({ value, label })) },
  ({ state }) => {
    const [one, other] = state as (keyof typeof STATES)[];
    if (!one) return {};
    return { ...(!other && { where: TO_DO[one] }), ...toldOf(state.map((it) => STATES[it as keyof typeof STATES])) };
  },
);

/** By the kind of record that a task is about. */
function aboutFilter(kinds: readonly Kind[]): Filter {
  const none = { value: 'not_set', label: 'Nothing' };
  const options = [...kinds.map(({ name, title }) => ({ value: name, label: title })), none];
  const isAbout = ({ column }: Kind) => sql`${raw(`t.${column}`)} is not null`;
  return filterOf(
    'About',
    { module: severalOf(options.map(({ value }) => value)) },
    { control: 'ticks', options },
    ({ module }) => {
      if (module.length === 0) return {};
      const any: Sql[] = kinds.filter(({ name }) => module.includes(name)).map(isAbout);
      if (module.includes(none.value)) any.push(sql`not (${join(kinds.map(isAbout), ' or ')})`);
      const labels = options.filter(({ value }) => module.includes(value)).map(({ label }) => label);
      return { where: sql`(${join(any, ' or ')})`, ...toldOf(labels) };
    },
  );
}

function sectionOf({ due_on }: Row, { today }: Reader) {
  if (!due_on) return { title: 'No date' };
  const day = String(due_on);
  return day < today ? { title: 'Overdue', cls: 'late' } : { title: day === today ? 'Today' : 'Upcoming' };
}

// That nothing is left to do is no fault of the filters.
function nothingToDo({ query, chips }: Asked, { person }: Reader) {
  if (query.state !== 'open' || chips.length > 1 || query.q) return {};
  const action = { label: 'New task', href: '/tasks/new', icon: 'plus' };
  return {
    nothing: {
      icon: TASKS.icon,
      title: 'Nothing to do',
      text: WRITE_DOWN,
      ...(person.role !== 'VIEWER' && { action }),
    },
  };
}
