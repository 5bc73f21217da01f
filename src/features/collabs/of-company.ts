import { formatMoney, plural } from '../../http/format.js';
import { viewUrl } from '../../http/list/page.js';
import { sql } from '../../platform/postgres/sql.js';
import { DASH } from '../../records/list/columns.js';
import type { OfCompany, StripCell } from '../companies/index.js';
import { COLLABS } from './kind.js';
import { IS_TIMED, PAY_DAYS } from './pay-days.js';

/** What a company paid in one currency, and in how many days after the invoice in the mean. */
type Paid = { currency: string; amount: number; days: number | null };

const PAID = sql`
  from collab_payments p join collabs b on b.id = p.collab_id where b.deleted_at is null and p.paid_amount > 0`;

/** What the reader's own collabs say of a company: what it paid to date, and how quickly. */
export const collabsOfCompany: OfCompany = {
  figures: () => sql`
    (select coalesce(jsonb_agg(to_jsonb(o) order by o.amount desc, o.currency), '[]') from (
      select b.currency, sum(p.paid_amount)::bigint as amount, round(avg(${PAY_DAYS}) filter (where ${IS_TIMED}))::int as days
      ${PAID} and b.company_id = c.id group by 1) o) as paid`,
  columns: [
    {
      name: 'paid',
      label: 'Paid to date',
      standard: false,
      cls: 'p3',
      width: 'w-value',
      right: true,
      cell: ({ paid }) => ((paid as Paid[]).length === 0 ? DASH : { text: inWords(paid as Paid[]) }),
      csv: ({ paid }) => inWords(paid as Paid[]),
    },
    {
      name: 'days_to_pay',
      label: 'Days to pay',
      standard: false,
      cls: 'p3',
      width: 'w-count',
      right: true,
      cell: ({ paid }) => {
        const days = daysIn(paid as Paid[]);
        return days === null ? DASH : { text: String(days), cls: 'num' };
      },
      csv: ({ paid }) => String(daysIn(paid as Paid[]) ?? ''),
    },
  ],
  sorts: {
    // Amounts are never added over currencies: companies are sorted by those in the reader's own.
    paid: {
      label: 'Paid to date',
      type: 'bigint',
      expression: sql`coalesce(payer.amount, -1)`,
      join: ({ person }) => sql`left join (
        select b.company_id, sum(p.paid_amount) as amount ${PAID} and b.currency = ${person.currency} group by 1) payer on payer.company_id = c.id`,
    },
    days_to_pay: {
      label: 'Days to pay',
      type: 'bigint',
      up: true,
      expression: sql`coalesce(lasts.days, 100000)`,
      join: () => sql`left join (
        select b.company_id, round(avg(${PAY_DAYS}) filter (where ${IS_TIMED}))::int as days ${PAID} group by 1) lasts on lasts.company_id = c.id`,
    },
  },
  strip: (row) => [paidCell(row.paid as Paid[], String(row.id))],
  merge: {
    links: [
      {
        table: 'collabs',
        column: 'company_id',
        one: 'collab',
        many: 'collabs',
        live: true,
        everybodys: true,
        told: { kind: COLLABS, field: 'company' },
      },
      {
        table: 'collabs',
        column: 'agency_id',
        one: 'collab through it',
        many: 'collabs through it',
        live: true,
        everybodys: true,
        told: { kind: COLLABS, field: 'agency' },
      },
    ],
  },
};

function paidCell(paid: Paid[], id: string): StripCell {
  const days = daysIn(paid);
  return {
    label: 'Paid to date',
    lines:
      paid.length === 0
        ? [{ text: '–' }]
        : paid.map(({ amount, currency }) => ({
            text: formatMoney(amount, currency),
            unit: currency,
            href: viewUrl(COLLABS.path, {}, { company_id: id, currency }),
          })),
    words: paid.length === 0 ? 'Nothing yet' : days === null ? '' : `After ${plural(days, 'day', 'days')} in the mean`,
  };
}

function inWords(paid: Paid[]): string {
  return paid.map(({ amount, currency }) => `${formatMoney(amount, currency)} ${currency}`).join(', ');
}

// Of the currency in which most was paid.
function daysIn([first]: Paid[]): number | null {
  return first?.days ?? null;
}
