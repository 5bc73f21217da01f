import { dayOf, money, signedMoney } from '../../http/format.js';
import { pageOf, viewUrl } from '../../http/list.js';
import type { Person } from '../../http/person.js';
import { chipsOf, filterFields, filtersOn } from './filter-view.js';
import type { Counts, ListRow, SortName } from './list-queries.js';
import { type ListRequest, writeView } from './list-request.js';
import { isFiltered } from './list-schema.js';
import { countText, recordAddress } from './place.js';
import { STATE_LOOKS, STATES } from './states.js';

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
  const { page } = asked;
  const shown = pageOf(found, page);
  const filtered = isFiltered(asked.query);
  const turn = (cursor: string | undefined) => (cursor ? address(asked, { cursor }) : undefined);
  const last = shown.start + shown.rows.length - 1;
  const matching = countText(counts.matching);
  return {
    ...framing(asked, person),
    ...around(asked),
    count: filtered ? `${matching} of ${countText(counts.everything)}` : matching,
    rows: rowsOf(asked, shown.rows, shown.start, person),
    empty: shown.rows.length > 0 ? null : filtered ? 'filtered' : 'none',
    pager_links: {
      text: `${shown.start}–${last} of ${matching}`,
      previous: turn(shown.previous),
      next: turn(shown.next),
    },
    select_all:
      counts.matching > shown.rows.length
        ? { label: `Select all ${matching}`, name: 'all_matching', value: '1' }
        : null,
  };
}

/** What the form of the filters prints, also where one of them could not be read: what was typed, with its message. */
export function filtersView(asked: ListRequest, person: Person) {
  return { ...framing(asked, person), fields: filterFields(asked), back: address(asked, {}) };
}

function framing(asked: ListRequest, person: Person) {
  const { query, form } = asked;
  const kept = {
    sort: typeof query.sort === 'string' ? query.sort : null,
    limit: typeof query.limit === 'string' ? query.limit : null,
  };
  return {
    form,
    may_change: person.role !== 'VIEWER',
    q: form.values.q ?? '',
    parameters: kept,
    clear_href: viewUrl('/inventory', {}, { sort: kept.sort ?? undefined, limit: kept.limit ?? undefined }),
  };
}

/** What leads on from the list as it stands: its other forms, its order. */
function around(asked: ListRequest) {
  const sorts = sortsOf(asked);
  return {
    chips: chipsOf(asked),
    filters_on: filtersOn(asked),
    filters_href: address(asked, {}, '/inventory/filters'),
    export_href: address(asked, {}, '/inventory/export.csv'),
    totals_href: address(asked, {}, '/inventory/totals'),
    from: writeView(asked),
    sorts,
    sort_label: SORT_LABELS[asked.page.sort as SortName],
    heads: Object.fromEntries(sorts.map((sort) => [sort.name, sort])),
    states: STATE_ITEMS,
  };
}

const STATE_ITEMS = STATES.map((state) => ({ name: 'state', value: state, label: STATE_LOOKS[state].label }));

function sortsOf(asked: ListRequest) {
  const { sort, descending } = asked.page;
  return (Object.keys(SORT_LABELS) as SortName[]).map((name) => {
    const current = name === sort;
    const downwards = current ? !descending : !FROM_A.includes(name);
    return {
      name,
      label: SORT_LABELS[name],
      href: address(asked, { sort: downwards ? `-${name}` : name }),
      direction: current ? (descending ? 'descending' : 'ascending') : null,
      icon: current ? (descending ? 'arrow-down' : 'arrow-up') : null,
    };
  });
}

function rowsOf(asked: ListRequest, rows: ListRow[], start: number, person: Person) {
  const from = writeView(asked);
  return rows.map((row, index) => ({
    id: row.id,
    href: recordAddress(row.id, from, start + index),
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
    sold: row.cash_profit !== null,
    minor: row.net_proceeds,
    currency: row.currency,
  }));
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

function address(asked: ListRequest, changes: Parameters<typeof viewUrl>[2], path = '/inventory'): string {
  return viewUrl(path, asked.query as Parameters<typeof viewUrl>[1], changes);
}
