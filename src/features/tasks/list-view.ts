import { today } from '../../http/format.js';
import { pageOf, viewUrl } from '../../http/list/page.js';
import { type Counts, countText, isFiltered } from '../../http/list/view.js';
import type { Person } from '../../http/person.js';
import type { Kind } from '../../records/kinds.js';
import { aboutView, taskView } from '../../records/tasks/row-view.js';
import type { SectionCounts, TaskListRow } from './list-queries.js';
import type { ListRequest } from './list-request.js';

const PATH = '/tasks';

type Section = keyof SectionCounts;
const TITLES: Record<Section, string> = { overdue: 'Overdue', today: 'Today', upcoming: 'Upcoming', none: 'No date' };

/** What the page of the tasks prints. */
export function taskListView(
  kinds: readonly Kind[],
  asked: ListRequest,
  found: { rows: TaskListRow[]; counts: Counts; sections: SectionCounts | null },
  person: Person,
) {
  const { query, page } = asked;
  const { rows, start, next, previous } = pageOf(found.rows, page);
  const turn = (cursor: string | undefined) => (cursor ? viewUrl(PATH, query, { cursor }) : undefined);
  const filtered = isFiltered(query, ['q']);
  const matching = countText(found.counts.matching);
  return {
    ...framing(asked, person),
    count: filtered ? `${matching} of ${countText(found.counts.everything)}` : matching,
    empty: rows.length > 0 ? null : filtered ? 'filtered' : asked.filter.state,
    sections: found.sections ? dated(kinds, rows, found.sections, person) : done(kinds, rows, person),
    pager_links:
      next || previous
        ? { text: `${start}–${start + rows.length - 1} of ${matching}`, previous: turn(previous), next: turn(next) }
        : null,
    export_href: viewUrl(`${PATH}/export.csv`, query, {}),
    back: viewUrl(PATH, query, {}),
  };
}

/** The page where the search could not be read. */
export function framing({ query, form, filter }: ListRequest, person: Person) {
  const tab = (label: string, state: 'open' | 'done') => ({
    label,
    href: viewUrl(PATH, { q: query.q }, { state: state === 'done' ? 'done' : undefined }),
    current: filter.state === state,
  });
  return {
    form,
    q: form.values.q ?? '',
    may_change: person.role !== 'VIEWER',
    state_tabs: [tab('To do', 'open'), tab('Done', 'done')],
    parameters: { state: filter.state === 'done' ? 'done' : null },
    clear_href: viewUrl(PATH, {}, { state: filter.state === 'done' ? 'done' : undefined }),
  };
}

// The rows come in the order of their days, so each section is one stretch of them.
function dated(kinds: readonly Kind[], rows: TaskListRow[], counts: SectionCounts, person: Person) {
  const day = today(person.timeZone);
  return (Object.keys(TITLES) as Section[])
    .map((section) => ({
      title: TITLES[section],
      late: section === 'overdue',
      count: countText(counts[section]),
      rows: rows
        .filter((row) => sectionOf(row, day) === section)
        .map((row) => taskView(row, person, day, aboutView(kinds, row))),
    }))
    .filter((section) => section.rows.length > 0);
}

function done(kinds: readonly Kind[], rows: TaskListRow[], person: Person) {
  const day = today(person.timeZone);
  return [
    {
      title: 'Done',
      late: false,
      count: null,
      rows: rows.map((row) => taskView(row, person, day, aboutView(kinds, row))),
    },
  ];
}

function sectionOf({ due_on }: TaskListRow, day: string): Section {
  if (!due_on) return 'none';
  return due_on < day ? 'overdue' : due_on === day ? 'today' : 'upcoming';
}
