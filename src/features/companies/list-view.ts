import { dayOf, money } from '../../http/format.js';
import { recordAddress, writeView } from '../../http/list/address.js';
import { columnsView } from '../../http/list/columns.js';
import { viewUrl } from '../../http/list/page.js';
import { type Counts, filtersOn, isFiltered, keptView, pagesView, sortsView } from '../../http/list/view.js';
import type { Person } from '../../http/person.js';
import { bulkBarOf } from '../../records/bulk/bar.js';
import type { TagFields } from '../../records/tags/index.js';
import { BULK_FIELDS } from './bulk-fields.js';
import type { Category } from './categories.js';
import { KIND_LABELS } from './fields.js';
import { lastTouch, type Received } from './figures.js';
import { chipsOf, filterFields } from './filter-view.js';
import { COMPANIES } from './kind.js';
import { COLUMNS } from './list-columns.js';
import type { ListRow, SortName } from './list-queries.js';
import type { ListRequest } from './list-request.js';
import { FILTER_NAMES } from './list-schema.js';
import { domainText } from './website.js';

const PATH = '/companies';
const BAR = bulkBarOf({ kind: COMPANIES, bulk: BULK_FIELDS });
const SORT_LABELS: Record<SortName, string> = { name: 'Name', updated_at: 'Updated' };
const FROM_A: readonly SortName[] = ['name'];

/** What the page of the list prints. `today`: the day where the reader is. */
export function listView(asked: ListRequest, found: ListRow[], counts: Counts, today: string, person: Person) {
  const filtered = isFiltered(asked.query, FILTER_NAMES);
  const { shown, printed } = pagesView({ ...listOf(asked), filtered }, found, counts);
  return {
    ...framing(asked, person),
    ...around(asked),
    ...printed,
    year: today.slice(0, 4),
    rows: rowsOf(asked, shown.rows, shown.start, today, person),
  };
}

/** What the form of the filters prints, also where one of them could not be read: what was typed, with its message. */
export function filtersView(asked: ListRequest, categories: Category[], tags: TagFields, person: Person) {
  return {
    ...framing(asked, person),
    fields: filterFields(asked, categories, tags),
    back: viewUrl(PATH, asked.query, {}),
  };
}

function framing({ query, form }: ListRequest, person: Person) {
  return { form, may_change: person.role !== 'VIEWER', q: form.values.q ?? '', ...keptView(PATH, query) };
}

/** What leads on from the list as it stands: its other forms, its order. */
function around(asked: ListRequest) {
  const { query } = asked;
  return {
    chips: chipsOf(asked),
    filters_on: filtersOn(query, FILTER_NAMES),
    filters_href: viewUrl(`${PATH}/filters`, query, {}),
    export_href: viewUrl(`${PATH}/export.csv`, query, {}),
    from: writeView(query),
    bulk: BAR,
    ...columnsView(PATH, query, COLUMNS),
    ...sortsView(listOf(asked), SORT_LABELS, FROM_A),
  };
}

const listOf = ({ query, page }: ListRequest) => ({ path: PATH, query, page });

function rowsOf(asked: ListRequest, rows: ListRow[], start: number, today: string, person: Person) {
  const from = writeView(asked.query);
  return rows.map((row, index) => {
    const touch = lastTouch(row);
    return {
      id: row.id,
      href: recordAddress(PATH, row.id, from, start + index),
      edit_href: `${PATH}/${row.id}/edit`,
      name: row.name,
      domain: row.domain === null ? '' : domainText(row.domain),
      kind: KIND_LABELS[row.kind],
      // The last part says most; the whole stands in the title.
      category: row.category?.split(' / ').at(-1) ?? '',
      category_path: row.category ?? '',
      do_not_contact: row.do_not_contact,
      contacts: row.contacts,
      units: row.received.reduce((sum, it) => sum + it.units, 0),
      values: valuesOf(row.received, person.currency),
      touched_on: touch && dayOf(touch.at, person.timeZone),
      next: row.next_step && {
        title: row.next_step.title,
        due_on: row.next_step.due_on,
        late: row.next_step.due_on !== null && row.next_step.due_on < today,
      },
    };
  });
}

// One amount a currency, never added; a bare one is in the person's own.
function valuesOf(received: Received[], own: string): string[] {
  return received
    .filter(({ value }) => value !== null)
    .map(({ value, currency }) => money(value, currency) + (currency === own ? '' : ` ${currency}`));
}
