import { date } from '../../http/format.js';
import { recordAddress } from '../../http/list/address.js';
import { columnsView } from '../../http/list/columns.js';
import { ends, type Range } from '../../http/list/filter.js';
import { viewUrl } from '../../http/list/page.js';
import {
  type Chip,
  type Counts,
  chipOf,
  filtersOn,
  isFiltered,
  keptView,
  pagesView,
  sortsView,
  spanText,
  ticksOf,
} from '../../http/list/view.js';
import type { Person } from '../../http/person.js';
import { bulkBarOf } from '../../records/bulk/bar.js';
import { type TagFields, tagChips } from '../../records/tags/index.js';
import { BULK_FIELDS } from './bulk-fields.js';
import { languageName, languageOptions, ROLE_LABELS, WARMTH_LOOKS } from './choices.js';
import { FIELDS } from './fields.js';
import { CONTACTS } from './kind.js';
import { COLUMNS } from './list-columns.js';
import type { ListRow, SortName } from './list-queries.js';
import { type ListRequest, writeAsked } from './list-request.js';
import { type ChoiceName, FILTER_NAMES } from './list-schema.js';

const PATH = '/contacts';
const BAR = bulkBarOf({ kind: CONTACTS, bulk: BULK_FIELDS });
const SORT_LABELS: Record<SortName, string> = { name: 'Name', updated_at: 'Updated', next_touch_on: 'Next touch' };
const FROM_A: readonly SortName[] = ['name', 'next_touch_on'];

const labelled = (labels: Record<string, string>) => Object.entries(labels).map(([value, label]) => ({ value, label }));
const OPTIONS: Record<ChoiceName, { value: string; label: string }[]> = {
  role: labelled(ROLE_LABELS),
  warmth: Object.entries(WARMTH_LOOKS).map(([value, { label }]) => ({ value, label })),
  opted_out: labelled({ true: 'Yes', false: 'No' }),
};
const CHOICE_NAMES = Object.keys(OPTIONS) as ChoiceName[];

/** What the page of the list prints; `today` is the day where the reader is. */
export function listView(asked: ListRequest, found: ListRow[], counts: Counts, person: Person, today: string) {
  const filtered = isFiltered(asked.query, FILTER_NAMES);
  const { shown, printed } = pagesView({ ...listOf(asked), filtered }, found, counts);
  return {
    ...framing(asked, person),
    ...around(asked, person.role !== 'VIEWER'),
    ...printed,
    rows: rowsOf(asked, shown.rows, shown.start, today),
  };
}

/** What the form of the filters prints, also where one of them could not be read: what was typed, with its message. */
export function filtersView(asked: ListRequest, tags: TagFields, person: Person) {
  return { ...framing(asked, person), fields: fieldsOf(asked, tags), back: viewUrl(PATH, asked.query, {}) };
}

const listOf = ({ query, page }: ListRequest) => ({ path: PATH, query, page });

function framing({ query, form }: ListRequest, person: Person) {
  return { form, may_change: person.role !== 'VIEWER', q: form.values.q ?? '', ...keptView(PATH, query) };
}

// What leads on from the list as it stands: its other forms, its order.
function around(asked: ListRequest, mayWrite: boolean) {
  const { query } = asked;
  return {
    chips: chipsOf(asked),
    filters_on: filtersOn(query, FILTER_NAMES),
    filters_href: viewUrl(`${PATH}/filters`, query, {}),
    more: moreOf(query, mayWrite),
    from: writeAsked(asked),
    bulk: BAR,
    ...columnsView(PATH, query, COLUMNS),
    ...sortsView(listOf(asked), SORT_LABELS, FROM_A),
  };
}

// A download is nothing that Turbo could show.
const DOWNLOAD = { 'data-turbo': 'false' };

function moreOf(query: ListRequest['query'], mayWrite: boolean) {
  return [
    { label: 'Export CSV', icon: 'download', href: viewUrl(`${PATH}/export.csv`, query, {}), attrs: DOWNLOAD },
    { label: 'Export vCards', icon: 'download', href: viewUrl(`${PATH}/export.vcf`, query, {}), attrs: DOWNLOAD },
    ...(mayWrite ? [{ label: 'Import vCards', icon: 'upload', href: `${PATH}/import` }] : []),
  ];
}

function chipsOf({ query, filter }: ListRequest): Chip[] {
  const chip = (name: string, value: string, parameters: string[]) => chipOf(PATH, query, name, value, parameters);
  const chosen = CHOICE_NAMES.filter((name) => filter.choices[name].length > 0);
  const { company, language, touch } = filter;
  return [
    ...chosen.map((name) => chip(FIELDS[name].label, chosenLabels(name, filter.choices[name]), [name])),
    ...(company ? [chip('Company', company, ['company', 'company_id'])] : []),
    ...(language ? [chip('Language', languageName(language), ['language'])] : []),
    ...(touch ? [chip('Next touch', span(touch), ends(touch.field))] : []),
    ...tagChips(CONTACTS, query, filter.tags),
  ];
}

function fieldsOf({ query, form }: ListRequest, tags: TagFields) {
  return {
    choices: CHOICE_NAMES.map((name) => ({
      name,
      label: FIELDS[name].label,
      options: ticksOf(query, name, OPTIONS[name]),
      error: form.errors[name],
    })),
    tags,
    languages: languageOptions(form.values.language),
    labels: LABELS,
  };
}
const LABELS = {
  q: 'Search',
  role: 'Role',
  warmth: 'Warmth',
  opted_out: 'Opted out',
  company: 'Company',
  language: 'Language',
  tag: 'Tags',
  next_touch_on_from: 'Next touch on, from',
  next_touch_on_to: 'Next touch on, to',
};

function rowsOf(asked: ListRequest, rows: ListRow[], start: number, today: string) {
  const from = writeAsked(asked);
  return rows.map((row, index) => ({
    id: row.id,
    href: recordAddress(PATH, row.id, from, start + index),
    edit_href: `${PATH}/${row.id}/edit`,
    name: row.name,
    company: row.company,
    does: row.title ?? (row.role && ROLE_LABELS[row.role]),
    email: row.email,
    look: WARMTH_LOOKS[row.warmth],
    opted_out: row.opted_out,
    touch: row.next_touch_on && date(row.next_touch_on),
    is_late: row.next_touch_on !== null && row.next_touch_on < today,
  }));
}

function chosenLabels(name: ChoiceName, values: string[]): string {
  return OPTIONS[name]
    .filter(({ value }) => values.includes(value))
    .map(({ label }) => label)
    .join(', ');
}

const span = (range: Range<string, string>) => spanText(range, (day) => date(day));
