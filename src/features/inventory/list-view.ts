import { dayOf, money, signedMoney } from '../../http/format.js';
import { recordAddress } from '../../http/list/address.js';
import { columnsView } from '../../http/list/columns.js';
import { viewUrl } from '../../http/list/page.js';
import { type Counts, filtersOn, isFiltered, keptView, pagesView, sortsView } from '../../http/list/view.js';
import type { Person } from '../../http/person.js';
import { bulkBarOf } from '../../records/bulk/bar.js';
import type { TagFields } from '../../records/tags/index.js';
import { BULK_FIELDS } from './bulk-fields.js';
import { fieldText } from './field-text.js';
import { FIELDS } from './fields.js';
import { chipsOf, filterFields } from './filter-view.js';
import { INVENTORY } from './kind.js';
import { COLUMNS, type ColumnName, MORE, type MoreName } from './list-columns.js';
import type { ListRow, SortName } from './list-queries.js';
import { type ListRequest, writeAsked } from './list-request.js';
import { FILTER_NAMES } from './list-schema.js';
import { STATE_LOOKS } from './states.js';

const PATH = '/inventory';

type Cell = { text: string; cls: string };

/** The columns that sort, in their order, and what they are called; those of text begin with A, the others with the most. */
const SORT_LABELS: Record<SortName, string> = {
  name: 'Item',
  brand: 'Brand',
  state: 'State',
  updated_at: 'Updated',
  received_on: 'Received',
  fair_market_value: 'Market value',
  cash_cost: 'Cash cost',
  cash_profit: 'Cash profit',
  taxable_gain: 'Taxable gain',
};
const FROM_A: readonly SortName[] = ['name', 'brand', 'state'];

/** What the page of the list prints. */
export function listView(asked: ListRequest, found: ListRow[], counts: Counts, person: Person) {
  const filtered = isFiltered(asked.query, FILTER_NAMES);
  const { shown, printed } = pagesView({ ...listOf(asked), filtered }, found, counts);
  return {
    ...framing(asked, person),
    ...around(asked),
    ...printed,
    rows: rowsOf(asked, shown.rows, shown.start, person),
  };
}

/** What the form of the filters prints, also where one of them could not be read: what was typed, with its message. */
export function filtersView(asked: ListRequest, tags: TagFields, person: Person) {
  return { ...framing(asked, person), fields: filterFields(asked, tags), back: viewUrl(PATH, asked.query, {}) };
}

function framing({ query, form }: ListRequest, person: Person) {
  return {
    form,
    may_change: person.role !== 'VIEWER',
    q: form.values.q ?? '',
    ...keptView(PATH, query),
  };
}

/** What leads on from the list as it stands: its other forms, its order. */
function around(asked: ListRequest) {
  const { query } = asked;
  return {
    chips: chipsOf(asked),
    filters_on: filtersOn(query, FILTER_NAMES),
    filters_href: viewUrl(`${PATH}/filters`, query, {}),
    export_href: viewUrl(`${PATH}/export.csv`, query, {}),
    totals_href: viewUrl(`${PATH}/totals`, query, {}),
    from: writeAsked(asked),
    ...sortsView(listOf(asked), SORT_LABELS, FROM_A),
    bulk: BAR,
    ...shownColumns(query),
  };
}

/** Which columns the table shows, and the menu that chooses them. */
export function shownColumns(query: ListRequest['query']) {
  const { show, choice } = columnsView<ColumnName>(PATH, query, COLUMNS);
  const more = MORE.filter((name) => show[name]);
  return {
    show,
    choice,
    more: more.map((name) => ({ name, label: FIELDS[name].label, cls: alignOf(name) })),
    is_wide: Object.keys(show).length > FITTING,
  };
}
/** More columns than these want a table that scrolls in itself. */
const FITTING = 8;
const alignOf = (name: MoreName) => (['money', 'number'].includes(FIELDS[name].kind) ? 'r' : '');

const listOf = ({ query, page }: ListRequest) => ({ path: PATH, query, page });
const BAR = bulkBarOf({ kind: INVENTORY, bulk: BULK_FIELDS }, 'Net');

function rowsOf(asked: ListRequest, rows: ListRow[], start: number, person: Person) {
  const from = writeAsked(asked);
  const { more } = shownColumns(asked.query);
  return rows.map((row, index) => ({
    id: row.id,
    href: recordAddress(PATH, row.id, from, start + index),
    edit_href: `/inventory/${row.id}/edit`,
    name: row.name,
    brand: row.brand,
    look: STATE_LOOKS[row.state],
    updated_on: dayOf(row.updated_at, person.timeZone),
    value: plain(row.fair_market_value, row.currency, person),
    cost: plain(row.cash_cost, row.currency, person),
    net: plain(row.net_proceeds, row.currency, person),
    profit: signed(row.cash_profit, row.currency, person),
    gain: { ...signed(row.taxable_gain, row.currency, person), cls: row.taxable_gain === null ? 'muted' : '' },
    more: more.map(({ name, cls }) => moreCell(row, name, cls, person)),
    sold: row.cash_profit !== null,
    minor: row.net_proceeds,
    currency: row.currency,
  }));
}

function moreCell(row: ListRow, name: MoreName, align: string, person: Person): Cell {
  const value = row[name] ?? null;
  if (FIELDS[name].kind === 'money') {
    const { text, cls } = plain(value as number | null, row.currency, person);
    return { text, cls: `${align} ${cls}` };
  }
  const text = fieldText(name, value, row.currency);
  return { text: text || '–', cls: text ? `${align} soft` : `${align} muted` };
}

function plain(minor: number | null, currency: string, person: Person): Cell {
  return {
    text: inFull(money(minor, currency), minor, currency, person),
    cls: minor === null ? 'muted' : minor === 0 ? 'nil' : '',
  };
}

function signed(minor: number | null, currency: string, person: Person): Cell {
  const cls = minor === null ? 'muted' : minor > 0 ? 'pos' : minor < 0 ? 'neg' : 'nil';
  return { text: inFull(signedMoney(minor, currency), minor, currency, person), cls };
}

// A bare amount is in the person's own currency; any other says its own.
function inFull(text: string, minor: number | null, currency: string, person: Person): string {
  return currency !== person.currency && minor !== null ? `${text} ${currency}` : text;
}
