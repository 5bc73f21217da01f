import { formatDate, formatMoney, plural } from '../../http/format.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { shownRate } from '../../records/fields/index.js';
import { amountColumn, DASH } from '../../records/list/columns.js';
import type { ListColumn, ListSort } from '../../records/list/define.js';

/** What is worked out of a collab `b`: amounts in minor units, shares in basis points; null where there is nothing to divide by. */
export type Figures = {
  net_fee: number | null;
  fee_per_deliverable: number | null;
  cpm: number | null;
  days_overdue: number | null;
  days_to_pay: number | null;
  delivered: number | null;
  on_time: number | null;
};

/** The fee less the agency's commission (`fee`, `commission_rate`), which is rounded half up as `shareOf` does. */
const NET_FEE = sql`(b.fee - (b.fee::bigint * coalesce(b.commission_rate, 0) * 2 + 10000) / 20000)`;

// A whole number of parts, rounded half up; null where there are none to divide by.
const ratio = (of: Sql, by: Sql) => sql`case when ${by} > 0 then (${of} * 2 + ${by}) / (${by} * 2) end`;

// Things as they were promised (`quantity`); what has a planned live day is timed once it is out or was missed.
const WORK = sql`
  select coalesce(sum(k.quantity), 0)::bigint as promised,
    coalesce(sum(k.quantity) filter (where k.state in ('live', 'verified')), 0)::bigint as delivered,
    coalesce(sum(coalesce(k.views_30, k.views_7)), 0)::bigint as views,
    coalesce(sum(k.quantity) filter (where k.live_on is not null and k.state in ('live', 'verified', 'missed')), 0)::bigint as timed,
    coalesce(sum(k.quantity) filter (where k.went_live_on <= k.live_on and k.state in ('live', 'verified')), 0)::bigint as on_time
  from collab_deliverables k where k.collab_id = b.id`;

/**
 * The figures of collabs `b` as a lateral join called `f`.
 * - `net_fee`: the fee less the agency's commission.
 * - `fee_per_deliverable`: the fee by how many things were promised, missed ones among them.
 * - `cpm`: the fee for 1,000 views: those after 30 days of each deliverable, else those after 7.
 * - `days_overdue`: since the first day on which something that is not paid in full was due, where that is over.
 * - `days_to_pay`: from invoice to payment, in the mean over what was invoiced and paid in full, in whole days.
 * - `delivered`: how many of the things promised are out.
 * - `on_time`: how many of those that had a live day and are out, or were missed, were out by it.
 */
function figuresJoin(today: string): Sql {
  const isPaid = sql`(p.paid_amount >= p.amount)`;
  return sql`left join lateral (
    select ${NET_FEE} as net_fee, ${ratio(sql`b.fee::bigint`, sql`w.promised`)} as fee_per_deliverable,
      ${ratio(sql`(b.fee::bigint * 1000)`, sql`w.views`)} as cpm, m.days_overdue, m.days_to_pay,
      ${ratio(sql`(w.delivered * 10000)`, sql`w.promised`)} as delivered, ${ratio(sql`(w.on_time * 10000)`, sql`w.timed`)} as on_time
    from (${WORK}) w, (
      select ${today}::date - min(p.due_on) filter (where p.due_on < ${today}::date and ${isPaid} is not true) as days_overdue,
        floor(avg(p.paid_on - p.invoiced_on) filter (where ${isPaid}) + 0.5)::integer as days_to_pay
      from collab_payments p where p.collab_id = b.id) m) f on true`;
}

/** The same as one value of a select. */
export const figuresColumn = (today: string) =>
  sql`(select to_jsonb(f) from (select) x ${figuresJoin(today)}) as figures`;

/** The figures as the page of a collab shows them, beside those that stand in its strip. */
export function figuresView(figures: Figures, { currency, next_day }: { currency: string; next_day: string | null }) {
  const amount = (minor: number | null) => (minor === null ? null : formatMoney(minor, currency));
  const share = (points: number | null) => (points === null ? null : shownRate(points));
  const days = (count: number | null) => (count === null ? null : plural(count, 'day', 'days'));
  return [
    { label: 'Fee per deliverable', value: amount(figures.fee_per_deliverable) },
    { label: 'Fee per 1,000 views', value: amount(figures.cpm) },
    { label: 'Days to pay, mean', value: days(figures.days_to_pay) },
    { label: 'Overdue', value: days(figures.days_overdue), late: figures.days_overdue !== null },
    { label: 'Next deadline', value: next_day && formatDate(next_day) },
    { label: 'Delivered', value: share(figures.delivered) },
    { label: 'On time', value: share(figures.on_time) },
  ];
}

const of = (row: object, name: keyof Figures) => (row as { figures: Figures }).figures[name];

function moneyColumn(name: 'net_fee' | 'fee_per_deliverable' | 'cpm', label: string, sum?: Sql): ListColumn {
  const places = { standard: false, cls: 'p3', width: 'w-m' };
  return amountColumn(name, label, { ...places, of: (row) => of(row, name), ...(sum && { sum }) });
}

function countColumn(
  name: keyof Figures,
  label: string,
  shown: (value: number) => string,
  csv: (value: number) => string = String,
): ListColumn {
  return {
    name,
    label,
    standard: false,
    cls: 'p3',
    width: 'w-count',
    right: true,
    cell(row) {
      const value = of(row, name);
      return value === null ? DASH : { text: shown(value), cls: name === 'days_overdue' ? 'num late' : 'num soft' };
    },
    csv(row) {
      const value = of(row, name);
      return value === null ? '' : csv(value);
    },
  };
}

const inPerCent = (points: number) => String(points / 100);

/** The figures as columns that one may choose; of amounts that can be added, with their sum. */
export const FIGURE_COLUMNS: readonly ListColumn[] = [
  moneyColumn('net_fee', 'Net fee', sql`sum(${NET_FEE})`),
  moneyColumn('fee_per_deliverable', 'Fee per deliverable'),
  moneyColumn('cpm', 'Fee per 1,000 views'),
  countColumn('days_overdue', 'Days overdue', String),
  countColumn('days_to_pay', 'Days to pay', String),
  countColumn('delivered', 'Delivered', shownRate, inPerCent),
  countColumn('on_time', 'On time', shownRate, inPerCent),
];

const sortOf = (label: string, expression: Sql, up?: true): ListSort => ({
  label,
  type: 'bigint',
  expression,
  ...(up && { up }),
  join: ({ today }) => figuresJoin(today),
});

/** How a list is sorted by them; what has none comes last. */
export const FIGURE_SORTS: Readonly<Record<keyof Figures, ListSort>> = {
  net_fee: sortOf('Net fee', sql`coalesce(f.net_fee, -1)`),
  fee_per_deliverable: sortOf('Fee per deliverable', sql`coalesce(f.fee_per_deliverable, -1)`),
  cpm: sortOf('Fee per 1,000 views', sql`coalesce(f.cpm, -1)`),
  days_overdue: sortOf('Days overdue', sql`coalesce(f.days_overdue, -1)`),
  days_to_pay: sortOf('Days to pay', sql`coalesce(f.days_to_pay, 1000000)`, true),
  delivered: sortOf('Delivered', sql`coalesce(f.delivered, -1)`),
  on_time: sortOf('On time', sql`coalesce(f.on_time, -1)`),
};
