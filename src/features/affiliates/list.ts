import { count, formatDate, formatMoney, monthYear } from '../../http/format.js';
import type { Cell } from '../../http/list/cells.js';
import { holdsWords } from '../../http/list/sql.js';
import { sql } from '../../platform/postgres/sql.js';
import { date, idFilter } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import { DASH, decimalOf, fieldColumns, moneyCell, stateColumn, textCell } from '../../records/list/columns.js';
import type { ListColumn, ListDeclared, Reader } from '../../records/list/define.js';
import { companyFilter } from '../companies/index.js';
import { OPEN_MONTH } from './earned.js';
import { MONTH_FIELDS } from './fields.js';
import { programmeName, programmeOptions, programmesOf, trackingCode } from './programmes/named.js';
import { ratioColumns, ratioSorts } from './ratio-columns.js';
import { OPEN, STATES, type State } from './states.js';

const PROGRAMME = programmeName(sql`mo.programme_id`);
const OPEN_STATES = OPEN.map((state) => `state=${state}`).join('&');

const byProgramme = idFilter('programme_id', {
  label: 'Programme',
  input: { control: 'select', optionsFrom: programmeOptions, empty: 'Any programme' },
  gone: 'This programme is no longer there.',
  named: programmeName,
  where: (id) => sql`mo.programme_id = ${id}`,
});

// By the day that counts, be it typed or derived.
const byPayout = date({ label: 'Expected' }).filter?.('expected_on', () => ({
  at: sql`mo.payout_on`,
  open: OPEN_MONTH,
}));

const counted = (name: 'clicks' | 'orders', label: string): ListColumn => ({
  name,
  label,
  standard: true,
  cls: 'p3',
  width: 'w-count',
  right: true,
  cell: (row) => (row[name] === null ? DASH : { text: count(Number(row[name])), cls: 'num soft' }),
});

const COLUMNS: readonly ListColumn[] = [
  {
    name: 'month',
    label: 'Month',
    standard: true,
    cls: 'p2',
    width: 'w-touch',
    phone: 'u2',
    cell: ({ month }) => ({ text: monthYear(`${month}-01`), cls: 'num soft' }),
  },
  stateColumn(STATES),
  counted('clicks', 'Clicks'),
  counted('orders', 'Orders'),
  {
    name: 'sales_amount',
    label: 'Sales',
    standard: true,
    cls: 'p3',
    width: 'w-touch',
    right: true,
    cell: (row, { person }) => moneyCell(row.sales_amount as number | null, String(row.currency), person),
    total: {
      sum: sql`sum(mo.sales_amount)`,
      cell: (sum, currency) => ({ text: formatMoney(sum ?? 0, currency) }),
    },
  },
  {
    name: 'earnings',
    label: 'Earnings',
    standard: true,
    cls: 'p2',
    width: 'w-m1',
    right: true,
    phone: 'e1',
    cell: (row, { person }) => moneyCell(numberIn(row.earnings), String(row.currency), person),
    total: { sum: sql`sum(mo.earnings)`, cell: (sum, currency) => ({ text: formatMoney(sum ?? 0, currency) }) },
  },
  {
    name: 'expected_on',
    label: 'Payout',
    standard: true,
    cls: 'p2',
    width: 'w-touch',
    phone: 'e2',
    cell: payoutCell,
  },
  ...ratioColumns,
  {
    name: 'tracking_id',
    label: 'Tracking id',
    standard: false,
    cls: 'p3',
    width: 'w-more',
    cell: ({ code }) => textCell(code as string | null),
  },
  ...fieldColumns(MONTH_FIELDS, 'paid_on', 'paid_amount', 'commission', 'bounties', 'adjustments', 'currency'),
  ...fieldColumns(MONTH_FIELDS, 'items_ordered', 'items_shipped', 'items_returned', 'views'),
];

/** The list of what one's programmes brought in, month by month. */
export const monthList: ListDeclared = {
  alias: 'mo',
  sorts: {
    month: { label: 'Month', expression: sql`mo.month`, type: 'text' },
    name: { label: 'Programme', expression: sql`mo.name collate "und-x-icu"`, type: 'text', up: true },
    earnings: { label: 'Earnings', expression: sql`coalesce(mo.earnings, -9000000000000)`, type: 'bigint' },
    expected_on: {
      label: 'Payout',
      type: 'date',
      up: true,
      expression: sql`coalesce(mo.payout_on, 'infinity'::date)`,
    },
    updated_at: { label: 'Updated', expression: sql`mo.updated_at`, type: 'timestamptz' },
    ...ratioSorts,
  },
  sort: '-month',
  search: (words) => ({ where: holdsWords(sql`mo.search_text`, words) }),
  filters: {
    programme: byProgramme,
    company: companyFilter('This company is no longer there.', (id) => sql`mo.programme_id in ${programmesOf(id)}`),
    ...(byPayout && { expected_on: byPayout }),
  },
  first: ['state', 'programme', 'month'],
  columns: COLUMNS,
  select: () => sql`
    mo.month, mo.state, mo.currency, mo.clicks, mo.orders, mo.items_shipped, mo.items_returned, mo.sales_amount, mo.views, mo.earnings,
    mo.payout_on, mo.paid_on, ${PROGRAMME} as programme, ${trackingCode(sql`mo.tracking_row_id`)} as code`,
  dear: true,
  row: ({ programme, code }) => ({ name: code ? `${programme} (${code})` : String(programme) }),
  views: {
    unpaid: ['Unpaid', `${OPEN_STATES}&sort=expected_on`],
    late: ['Late', 'expected_on=overdue&sort=expected_on'],
    paid_this_year: ['Paid this year', 'state=paid&paid_on=this_year&sort=-paid_on'],
  },
  small: { label: 'Earnings', width: 'w-s' },
  sum: { of: 'earnings', label: 'Earnings' },
  empty: {
    text: 'Write down a programme, then enter what it brought in last month.',
    reader: 'No month was entered on this account.',
  },
  exported: {
    earnings: (value, { currency }) => decimalOf(value, currency),
    payout_on: (value) => String(value ?? ''),
  },
};

function payoutCell({ payout_on, paid_on, state }: Row, { today }: Reader): Cell {
  if (state === 'paid' && paid_on) return { text: formatDate(String(paid_on)), cls: 'num soft' };
  if (!payout_on || state === 'reversed') return DASH;
  const isLate = OPEN.includes(state as State) && String(payout_on) < today;
  return { text: formatDate(String(payout_on)), cls: isLate ? 'num late' : 'num soft' };
}

function numberIn(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}
