import { formatDate, formatMoney, plural } from '../../http/format.js';
import { perMille } from '../../records/per-mille.js';
import { type Fact, type FactGroup, filled, linksIn } from '../../records/record/facts.js';
import { type FieldName, ITEM_FIELDS, type ItemRow } from './fields.js';
import { daysFrom } from './figures.js';
import { BEFORE_SALE, REVIEW_LOOKS, STATES } from './states.js';

/** The facts of an item by group; `today` is the day where the reader is. What many items lack is left out when empty. */
export function factsOf(row: ItemRow, today: string): FactGroup[] {
  return [
    { title: 'What', group: 'what', facts: what(row) },
    { title: 'How it came', group: 'came', facts: came(row) },
    { title: 'Value', group: 'value', facts: value(row) },
    { title: 'Review', group: 'fold-review', facts: review(row) },
    { title: 'Leaving', group: 'f-state', facts: leaving(row, today) },
  ];
}

function what(row: ItemRow): Fact[] {
  return [
    { label: 'Brand', value: row.brand ?? '', ...(row.company_id && { to: `/companies/${row.company_id}` }) },
    ...named(row, { model: 'Model', serial: 'Serial' }),
    ...filled(named(row, { sku: 'SKU', asin: 'ASIN' })),
    ...named(row, { category: 'Category', condition: 'Condition', quantity: 'Quantity', location: 'Location' }),
    ...linkTo(row.link),
  ];
}

function came(row: ItemRow): Fact[] {
  return [
    ...named(row, { source: 'Source' }),
    ...filled(named(row, { programme: 'Programme', order_number: 'Order number' })),
    ...filled(named(row, { requested_on: 'Requested', ordered_on: 'Ordered' })),
    ...named(row, { received_on: 'Received' }),
    ...filled(
      named(row, { return_due_on: 'Return due', review_due_on: 'Review due', resale_allowed_from: 'Resale from' }),
    ),
  ];
}

function value(row: ItemRow): Fact[] {
  return [
    { label: 'Market value', value: amount(row, row.fair_market_value), more: valueWords(row) },
    { label: 'Cash cost', value: amount(row, row.cash_cost), more: costWords(row) },
    { label: 'Counted as', value: countedAs(row) },
  ];
}

function review(row: ItemRow): Fact[] {
  return [
    { label: 'State', value: '', look: REVIEW_LOOKS[row.review_state] },
    {
      label: 'Published',
      value: row.review_published_on ? formatDate(row.review_published_on) : '',
      more: after(row.received_on, row.review_published_on),
    },
    ...linkTo(row.review_link),
    { label: 'Rating', value: row.rating === null ? '' : `${row.rating} of 5` },
    { label: 'Disclosure', value: row.disclosure_made ? 'Made' : 'Not made yet' },
  ];
}

function leaving(row: ItemRow, today: string): Fact[] {
  return [
    ...filled(named(row, { channel: 'Channel' })),
    ...filled([{ label: 'Asking price', value: amount(row, row.asking_price) }]),
    ...filled(named(row, { listed_on: 'Listed' })),
    ...filled(named(row, { sold_on: 'Sold' })).map((it) => ({ ...it, more: after(row.listed_on, row.sold_on) })),
    ...filled(named(row, { refunded_on: 'Refunded', returned_on: 'Returned' })),
    ...filled(named(row, { donated_on: 'Donated', donated_to: 'Donated to' })),
    ...filled(named(row, { given_away_on: 'Given away', given_away_to: 'Given away to', discarded_on: 'Discarded' })),
    { label: 'Days held', value: String(daysFrom(row.received_on, lastDay(row, today)) ?? '') },
    ...returnOnCost(row),
  ];
}

// The day it left; what is refunded had left when it was sold, and what was cancelled was never held.
function lastDay(row: ItemRow, today: string): string | null {
  if (BEFORE_SALE.includes(row.state)) return today;
  const left = row.state === 'refunded' ? 'sold_on' : (STATES.dayOf(row.state) as FieldName | undefined);
  return left ? (row[left] as string | null) : null;
}

function returnOnCost({ cash_profit, cash_cost }: ItemRow): Fact[] {
  if (cash_profit === null) return [];
  const tenths = perMille(cash_profit, cash_cost);
  const sign = tenths !== null && tenths < 0 ? '\u2212' : '';
  return [{ label: 'Return on cost', value: tenths === null ? '' : `${sign}${(Math.abs(tenths) / 10).toFixed(1)} %` }];
}

/** How the market value was found, and when. */
export function valueWords(row: ItemRow): string {
  const found = [
    ITEM_FIELDS.shown('fmv_method', row.fmv_method).toLowerCase(),
    ITEM_FIELDS.shown('valued_on', row.valued_on),
  ];
  return found.filter((it) => it !== '').join(', ');
}

function countedAs(row: ItemRow): string {
  if (row.state === 'cancelled') return 'Nothing, it was cancelled';
  if (row.source !== 'review_unit' && row.source !== 'in_kind_payment') return 'No income';
  if (row.counted_income === 0) return 'No income, it has no market value yet';
  const year = (row.received_on ?? row.valued_on)?.slice(0, 4);
  return year ? `Income of ${year}, in kind` : 'Income in kind, once it came';
}

/** What the cash cost is made of, where it is of more than one part. */
export function costWords(row: ItemRow): string {
  const parts = [
    ['price', row.cash_price],
    ['tax', row.cash_tax],
    ['shipping', row.inbound_shipping],
  ] as const;
  const paid = parts.filter(([, minor]) => minor);
  return paid.length < 2 ? '' : paid.map(([label, minor]) => `${label} ${formatMoney(minor, row.currency)}`).join(', ');
}

// Under a heading fields have shorter names than in the form.
function named(row: ItemRow, names: Partial<Record<FieldName, string>>): Fact[] {
  return Object.entries(names).map(([name, label]) => ({
    label,
    value: ITEM_FIELDS.shown(name, row[name as FieldName]),
  }));
}

function linkTo(address: string | null): Fact[] {
  const links = linksIn(address);
  return links ? [{ label: 'Link', value: '', links }] : [];
}

function after(from: string | null, to: string | null): string {
  const days = daysFrom(from, to);
  return days === null ? '' : `after ${plural(days, 'day', 'days')}`;
}

const amount = ({ currency }: ItemRow, minor: number | null) =>
  minor === null ? '' : `${formatMoney(minor, currency)} ${currency}`;
