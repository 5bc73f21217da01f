import { dayOf, formatDate, formatMoney } from '../../../http/format.js';
import { holdsWords } from '../../../http/list/sql.js';
import { sql } from '../../../platform/postgres/sql.js';
import { shownRate } from '../../../records/fields/index.js';
import { DASH, decimalOf, fieldColumns, moneyCell, textCell } from '../../../records/list/columns.js';
import type { ListColumn, ListDeclared } from '../../../records/list/define.js';
import { companyFilter, companyName, companyWords, referringTo } from '../../companies/index.js';
import { trailingOf, UNPAID_OF } from '../earned.js';
import { PROGRAMME_FIELDS } from './fields.js';

const COMPANY = companyName(sql`ap.company_id`);

const COLUMNS: readonly ListColumn[] = [
  {
    name: 'company',
    label: 'Company',
    standard: true,
    cls: 'p2 p-brand',
    width: 'w-brand',
    phone: 'u2',
    cell: ({ company }) => textCell(company as string | null),
  },
  {
    name: 'network',
    label: 'Network',
    standard: true,
    cls: 'p3',
    width: 'w-more',
    phone: 'u1',
    cell: ({ network }) => textCell(network as string | null),
  },
  {
    name: 'base_rate',
    label: 'Base rate',
    standard: true,
    cls: 'p2',
    width: 'w-count',
    right: true,
    cell: ({ base_rate }) => (base_rate === null ? DASH : { text: shownRate(Number(base_rate)), cls: 'num soft' }),
  },
  {
    name: 'payment_delay_days',
    label: 'Paid after',
    standard: true,
    cls: 'p3',
    width: 'w-count',
    right: true,
    cell: ({ payment_delay_days: days }) => (days === null ? DASH : { text: `${days} d`, cls: 'num soft' }),
  },
  {
    name: 'trailing',
    label: '12 months',
    standard: true,
    cls: 'p2',
    width: 'w-m1',
    right: true,
    phone: 'e1',
    cell: ({ trailing, currency }, { person }) => moneyCell(amountIn(trailing), String(currency), person),
    csv: ({ trailing, currency }) => decimalOf(trailing, currency),
    total: {
      sum: ({ today }) => sql`sum(${trailingOf(today)})`,
      cell: (sum, currency) => ({ text: formatMoney(sum ?? 0, currency) }),
    },
  },
  {
    name: 'unpaid',
    label: 'Unpaid',
    standard: true,
    cls: 'p2',
    width: 'w-m',
    right: true,
    phone: 'e2',
    cell: ({ unpaid, currency }, { person }) => moneyCell(amountIn(unpaid), String(currency), person),
    csv: ({ unpaid, currency }) => decimalOf(unpaid, currency),
    total: { sum: sql`sum(${UNPAID_OF})`, cell: (sum, currency) => ({ text: formatMoney(sum ?? 0, currency) }) },
  },
  {
    name: 'updated_at',
    label: 'Updated',
    standard: false,
    cls: 'p3',
    width: 'w-date',
    cell: ({ updated_at }, { person }) => ({
      text: formatDate(dayOf(updated_at as Date, person.timeZone)),
      cls: 'soft num',
    }),
    csv: ({ updated_at }) => (updated_at as Date).toISOString(),
  },
  ...fieldColumns(PROGRAMME_FIELDS, 'cookie_days', 'minimum_payout', 'ended_on'),
];

/** The list of one's programmes. */
export const programmeList: ListDeclared = {
  alias: 'ap',
  sorts: {
    name: { label: 'Programme', expression: sql`ap.name collate "und-x-icu"`, type: 'text', up: true },
    updated_at: { label: 'Updated', expression: sql`ap.updated_at`, type: 'timestamptz' },
    company: {
      label: 'Company',
      type: 'text',
      up: true,
      expression: sql`(coalesce(${COMPANY}, U&'\\FFFF') collate "und-x-icu")`,
    },
    trailing: {
      label: '12 months',
      type: 'bigint',
      expression: sql`coalesce(tr.earned, -9000000000000)`,
      join: ({ today }) => sql`left join lateral (select ${trailingOf(today)} as earned) tr on true`,
    },
    unpaid: {
      label: 'Unpaid',
      type: 'bigint',
      expression: sql`coalesce(${UNPAID_OF}, -9000000000000)`,
    },
  },
  sort: 'name',
  search: (words) => ({ where: holdsWords(sql`(ap.search_text || ${companyWords(sql`ap.company_id`)})`, words) }),
  filters: { company: companyFilter('This company is no longer there.', referringTo(sql`ap.company_id`)) },
  columns: COLUMNS,
  select: ({ today }) => sql`
    ap.currency, ap.network, ap.base_rate, ap.payment_delay_days, ap.updated_at, ${COMPANY} as company,
    ${trailingOf(today)} as trailing, ${UNPAID_OF} as unpaid`,
  dear: true,
  row: (row) => ({ name: String(row.name) }),
  views: { running: ['Running', 'ended_on=not_set'] },
  small: { label: '12 months', width: 'w-s' },
  empty: {
    text: 'Write down the first programme that pays you a commission.',
    reader: 'No programme was written down on this account.',
  },
};

// A sum comes as a text, or as nothing where there is no month.
function amountIn(sum: unknown): number | null {
  return sum === null || sum === undefined ? null : Number(sum);
}
