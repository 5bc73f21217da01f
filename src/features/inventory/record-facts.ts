import { date, money } from '../../http/format.js';
import { fieldText } from './field-text.js';
import type { FieldName } from './fields.js';
import { daysBetween, perMille } from './figures.js';
import type { RecordRow } from './record-queries.js';
import { REVIEW_LOOKS, type State } from './states.js';

type Look = { label: string; tone: string; glyph: string };
/** `href` leads elsewhere, `to` to another page of ours. */
export type Fact = { label: string; value: string; more?: string; href?: string; to?: string; badge?: Look };
export type FactGroup = { title: string; group: string; facts: Fact[] };

const LEFT_ON: Partial<Record<State, 'sold_on' | 'returned_on' | 'donated_on' | 'given_away_on' | 'discarded_on'>> = {
  sold: 'sold_on',
  refunded: 'sold_on',
  returned: 'returned_on',
  donated: 'donated_on',
  given_away: 'given_away_on',
  discarded: 'discarded_on',
};

/** The facts of a record by group; `today` is the day where the reader is. What many rows lack is left out when empty. */
export function factsOf(row: RecordRow, today: string): FactGroup[] {
  return [
    { title: 'What', group: 'what', facts: what(row) },
    { title: 'How it came', group: 'came', facts: came(row) },
    { title: 'Value', group: 'value', facts: value(row) },
    { title: 'Review', group: 'review', facts: review(row) },
    { title: 'Leaving', group: 'leaving', facts: leaving(row, today) },
  ];
}

function what(row: RecordRow): Fact[] {
  return [
    { ...plain(row, 'brand', 'Brand'), ...(row.company_id ? { to: `/companies/${row.company_id}` } : {}) },
    plain(row, 'model', 'Model'),
    plain(row, 'serial', 'Serial'),
    ...filled(row, { sku: 'SKU', asin: 'ASIN' }),
    plain(row, 'category', 'Category'),
    plain(row, 'condition', 'Condition'),
    plain(row, 'quantity', 'Quantity'),
    plain(row, 'location', 'Location'),
    ...link('Link', row.link),
  ];
}

function came(row: RecordRow): Fact[] {
  return [
    plain(row, 'source', 'Source'),
    ...filled(row, {
      programme: 'Programme',
      order_number: 'Order number',
      requested_on: 'Requested',
      ordered_on: 'Ordered',
    }),
    plain(row, 'received_on', 'Received'),
    ...filled(row, { return_due_on: 'Return due', review_due_on: 'Review due', resale_allowed_from: 'Resale from' }),
  ];
}

function value(row: RecordRow): Fact[] {
  const found = [
    fieldText('fmv_method', row.fmv_method, row.currency).toLowerCase(),
    fieldText('valued_on', row.valued_on, row.currency),
  ];
  return [
    {
      label: 'Market value',
      value: amount(row, row.fair_market_value),
      more: found.filter((it) => it !== '').join(', '),
    },
    { label: 'Cash cost', value: amount(row, row.cash_cost), more: costWords(row) },
    { label: 'Counted as', value: countedAs(row) },
  ];
}

function review(row: RecordRow): Fact[] {
  const days = daysBetween(row.received_on, row.review_published_on);
  return [
    { label: 'State', value: '', badge: REVIEW_LOOKS[row.review_state] },
    {
      label: 'Published',
      value: row.review_published_on ? date(row.review_published_on) : '',
      more: days === null ? '' : `after ${inDays(days)}`,
    },
    ...link('Link', row.review_link),
    { label: 'Rating', value: row.rating === null ? '' : `${row.rating} of 5` },
    { label: 'Disclosure', value: row.disclosure_made ? 'Made' : 'Not made yet' },
  ];
}

function leaving(row: RecordRow, today: string): Fact[] {
  const toSell = daysBetween(row.listed_on, row.sold_on);
  const sold = row.sold_on
    ? [{ label: 'Sold', value: date(row.sold_on), more: toSell === null ? '' : `after ${inDays(toSell)}` }]
    : [];
  const shown = row.asking_price === null ? [] : [{ label: 'Asking price', value: amount(row, row.asking_price) }];
  return [
    ...filled(row, { channel: 'Channel' }),
    ...shown,
    ...filled(row, { listed_on: 'Listed' }),
    ...sold,
    ...filled(row, {
      refunded_on: 'Refunded',
      returned_on: 'Returned',
      donated_on: 'Donated',
      donated_to: 'Donated to',
      given_away_on: 'Given away',
      given_away_to: 'Given away to',
      discarded_on: 'Discarded',
    }),
    { label: 'Days held', value: daysHeld(row, today) },
    ...returnOnCost(row),
  ];
}

function daysHeld(row: RecordRow, today: string): string {
  const left = LEFT_ON[row.state];
  const days = daysBetween(row.received_on, left ? row[left] : row.state === 'cancelled' ? null : today);
  return days === null ? '' : String(days);
}

function returnOnCost(row: RecordRow): Fact[] {
  if (row.cash_profit === null) return [];
  const tenths = perMille(row.cash_profit, row.cash_cost);
  const sign = tenths !== null && tenths < 0 ? '\u2212' : '';
  return [{ label: 'Return on cost', value: tenths === null ? '' : `${sign}${(Math.abs(tenths) / 10).toFixed(1)} %` }];
}

function countedAs(row: RecordRow): string {
  if (row.state === 'cancelled') return 'Nothing, it was cancelled';
  if (row.source !== 'review_unit' && row.source !== 'in_kind_payment') return 'No income';
  if (row.counted_income === 0) return 'No income, it has no market value yet';
  const year = (row.received_on ?? row.valued_on)?.slice(0, 4);
  return year ? `Income of ${year}, in kind` : 'Income in kind, once it came';
}

function costWords(row: RecordRow): string {
  const parts = [
    ['price', row.cash_price],
    ['tax', row.cash_tax],
    ['shipping', row.inbound_shipping],
  ] as const;
  const paid = parts.filter(([, minor]) => minor);
  return paid.length < 2 ? '' : paid.map(([label, minor]) => `${label} ${money(minor, row.currency)}`).join(', ');
}

function plain(row: RecordRow, name: FieldName, label: string): Fact {
  return { label, value: fieldText(name, row[name], row.currency) };
}

function filled(row: RecordRow, names: Partial<Record<FieldName, string>>): Fact[] {
  return Object.entries(names)
    .map(([name, label]) => plain(row, name as FieldName, label))
    .filter(({ value }) => value !== '');
}

function link(label: string, address: string | null): Fact[] {
  // Only what the form lets in becomes a link, whatever way a row came.
  if (!address || !/^https?:\/\//i.test(address)) return [];
  return [{ label, value: address.replace(/^https?:\/\/(www\.)?/i, ''), href: address }];
}

const amount = (row: RecordRow, minor: number | null) =>
  minor === null ? '' : `${money(minor, row.currency)} ${row.currency}`;
const inDays = (days: number) => (days === 1 ? '1 day' : `${days} days`);
