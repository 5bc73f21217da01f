import { formatDate } from '../../http/format.js';
import type { Cell } from '../../http/list/cells.js';
import { severalOf } from '../../http/list/filter.js';
import { holdsWords } from '../../http/list/sql.js';
import { sql } from '../../platform/postgres/sql.js';
import { date, type Filter, filterOf } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import { amountColumn, DASH, fieldColumns, stateColumn, UPDATED } from '../../records/list/columns.js';
import type { ListColumn, ListDeclared, Reader } from '../../records/list/define.js';
import { byUpdated } from '../../records/list/sorts.js';
import { byCompany, companyColumn, companyFilter, companyName, companyWords, referringTo } from '../companies/index.js';
import { contactFilter } from '../contacts/index.js';
import { COLLAB_FIELDS } from './fields.js';
import { FIGURE_COLUMNS, FIGURE_SORTS, figuresColumn } from './figures.js';
import { moneyJoin } from './money.js';
import { nextDayColumn, nextDayJoin } from './next-day.js';
import { ofContact } from './people.js';
import { ENDED, MONEY_LOOKS, type MoneyState, STATES } from './states.js';

const COMPANY = companyName(sql`b.company_id`);
const UNDER_WAY = STATES.names.filter((state) => !ENDED.includes(state));
const IN_WORK = UNDER_WAY.map((state) => `state=${state}`).join('&');

const LOOKS = Object.entries(MONEY_LOOKS).map(([value, { label }]) => ({ value, label }));

/** Collabs by the state of their money, which no column holds. */
const moneyFilter: Filter = filterOf(
  'Money',
  { money: severalOf(LOOKS.map(({ value }) => value)) },
  { control: 'ticks', options: LOOKS },
  ({ money }, { today }) => {
    if (money.length === 0) return {};
    const of = LOOKS.filter(({ value }) => money.includes(value));
    return {
      where: sql`b.id in (select b.id from collabs b ${moneyJoin(today)} where m.state = any(${money}::text[]))`,
      chip: of.map(({ label }) => label).join(', '),
      is: 'is',
    };
  },
);

const byNextDay = date({ label: 'Next day' }).filter?.('next_day', () => ({
  at: sql`(select n.day from (select) x ${nextDayJoin})`,
  open: sql`b.state <> all(${[...ENDED]}::text[])`,
}));

const COLUMNS: readonly ListColumn[] = [
  companyColumn,
  stateColumn(STATES),
  {
    name: 'money',
    label: 'Money',
    standard: true,
    cls: 'p2',
    width: 'w-state',
    cell: ({ money }) => (money ? { text: '', look: MONEY_LOOKS[money as MoneyState] } : DASH),
    csv: ({ money }) => String(money ?? ''),
  },
  {
    name: 'next_day',
    label: 'Next day',
    standard: true,
    cls: 'p2',
    width: 'w-date',
    phone: 'e2',
    cell: nextDayCell,
    csv: ({ next_day }) => String(next_day ?? ''),
  },
  amountColumn('fee', 'Fee', { standard: true, cls: 'p2', width: 'w-m1', phone: 'e1', sum: sql`sum(b.fee)` }),
  amountColumn('outstanding', 'Outstanding', { standard: true, cls: 'p3', width: 'w-m' }),
  UPDATED,
  ...FIGURE_COLUMNS,
  ...fieldColumns(COLLAB_FIELDS, 'agency', 'compensation', 'signed_on', 'starts_on', 'ends_on', 'promo_code'),
];

/** The list of one's collabs. */
export const collabList: ListDeclared = {
  alias: 'b',
  sorts: {
    name: { label: 'Collab', expression: sql`b.name collate "und-x-icu"`, type: 'text', up: true },
    updated_at: byUpdated('b'),
    company: byCompany(sql`b.company_id`),
    next_day: {
      label: 'Next day',
      type: 'date',
      up: true,
      expression: sql`coalesce(n.day, 'infinity'::date)`,
      join: () => nextDayJoin,
    },
    money: {
      label: 'Money',
      type: 'text',
      up: true,
      expression: sql`coalesce(m.state, '')`,
      join: ({ today }) => moneyJoin(today),
    },
    outstanding: {
      label: 'Outstanding',
      type: 'bigint',
      expression: sql`coalesce(m.outstanding, -1)`,
      join: ({ today }) => moneyJoin(today),
    },
    ...FIGURE_SORTS,
  },
  sort: '-updated_at',
  search: (words) => ({ where: holdsWords(sql`(b.search_text || ${companyWords(sql`b.company_id`)})`, words) }),
  filters: {
    contact: contactFilter((id) => sql`b.id in ${ofContact(id)}`),
    company: companyFilter('This company is no longer there.', referringTo(sql`b.company_id`)),
    money: moneyFilter,
    ...(byNextDay && { next_day: byNextDay }),
  },
  first: ['state', 'money'],
  columns: COLUMNS,
  select: ({ today }) => sql`
    b.state, b.currency, b.fee, b.updated_at, ${COMPANY} as company, ${figuresColumn(today)},
    ${nextDayColumn},
    (select m.state from (select) x ${moneyJoin(today)}) as money,
    (select m.outstanding from (select) x ${moneyJoin(today)}) as outstanding`,
  dear: true,
  row: (row) => ({ name: String(row.name) }),
  views: {
    in_work: ['In work', `${IN_WORK}&sort=next_day`],
    to_invoice: ['To invoice', `money=not_invoiced&money=part_invoiced&${IN_WORK}`],
    waiting_for_money: ['Waiting for money', 'money=invoiced&money=part_paid&money=overdue'],
    completed_this_year: ['Completed', 'state=completed'],
  },
  small: { label: 'Fee', width: 'w-s' },
  sum: { of: 'fee', label: 'Fee' },
  empty: {
    text: 'Write down the first thing you agreed on, or win a deal.',
    reader: 'Nothing was agreed on this account.',
  },
};

function nextDayCell({ next_day }: Row, { today }: Reader): Cell {
  if (!next_day) return DASH;
  const day = String(next_day);
  return { text: formatDate(day), cls: day < today ? 'num late' : 'num soft' };
}
