import { formatMoney, plural } from '../../http/format.js';
import { viewUrl } from '../../http/list/page.js';
import { sql } from '../../platform/postgres/sql.js';
import { DASH } from '../../records/list/columns.js';
import type { OfCompany, StripCell } from '../companies/index.js';
import { PIPELINE } from './kind.js';

/** The open deals with a company in one currency. */
type Open = { currency: string; deals: number; amount: number };

const OPEN = sql`
  from deals d join deal_stages s on s.id = d.stage_id where d.deleted_at is null and s.kind = 'open'`;

/** What the reader's own deals say of a company: what is open, one amount a currency. */
export const dealsOfCompany: OfCompany = {
  figures: () => sql`
    (select coalesce(jsonb_agg(to_jsonb(o) order by o.amount desc, o.currency), '[]') from (
      select d.currency, count(*)::int as deals, coalesce(sum(d.amount), 0)::bigint as amount ${OPEN} and d.company_id = c.id
      group by 1) o) as open_deals`,
  columns: [
    {
      name: 'open_pipeline',
      label: 'Open pipeline',
      standard: false,
      cls: 'p3',
      width: 'w-value',
      right: true,
      cell: ({ open_deals }) => {
        const open = open_deals as Open[];
        return open.length === 0
          ? DASH
          : { text: open.map(({ amount, currency }) => inCurrency(amount, currency)).join(', ') };
      },
      csv: ({ open_deals }) =>
        (open_deals as Open[]).map(({ amount, currency }) => inCurrency(amount, currency)).join(', '),
    },
  ],
  sorts: {
    // Amounts are never added over currencies: companies are sorted by those in the reader's own.
    open_pipeline: {
      label: 'Open pipeline',
      type: 'bigint',
      expression: sql`coalesce(dealt.amount, -1)`,
      join: ({ person }) => sql`left join (
        select d.company_id, sum(d.amount) as amount ${OPEN} and d.currency = ${person.currency} group by 1) dealt on dealt.company_id = c.id`,
    },
  },
  strip: (row) => [openCell(row.open_deals as Open[], String(row.id))],
  uses: {
    lately: sql`select company_id from (
      select company_id from deals where deleted_at is null and company_id is not null order by updated_at desc limit 500) l`,
    of: (company) => sql`(select count(*) from deals d where d.company_id = ${company} and d.deleted_at is null)`,
    one: 'deal',
    many: 'deals',
  },
  merge: {
    links: [
      {
        table: 'deals',
        column: 'company_id',
        one: 'deal',
        many: 'deals',
        live: true,
        everybodys: true,
        told: { kind: PIPELINE, field: 'company' },
      },
    ],
  },
};

function openCell(open: Open[], id: string): StripCell {
  const deals = open.reduce((sum, it) => sum + it.deals, 0);
  return {
    label: 'Open pipeline',
    lines:
      open.length === 0
        ? [{ text: '–' }]
        : open.map(({ amount, currency }) => ({
            text: formatMoney(amount, currency),
            unit: currency,
            href: viewUrl(PIPELINE.path, {}, { layout: 'list', standing: 'open', company_id: id, currency }),
          })),
    words: deals === 0 ? 'No open deal' : plural(deals, 'deal', 'deals'),
  };
}

function inCurrency(amount: number, currency: string): string {
  return `${formatMoney(amount, currency)} ${currency}`;
}
