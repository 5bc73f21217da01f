import { formatMoney, plural } from '../../../http/format.js';
import { viewUrl } from '../../../http/list/page.js';
import { sql } from '../../../platform/postgres/sql.js';
import type { OfCompany, StripCell } from '../../companies/index.js';
import { COUNTING, COUNTS } from '../earned.js';
import { AFFILIATES } from '../kind.js';
import { PROGRAMMES } from './kind.js';

/** What the programmes of a company earned in a year, in one currency. */
type Earned = { currency: string; earned: number; months: number };

/** What the reader's own programmes say of a company: what they earned this year. */
export const programmesOfCompany: OfCompany = {
  figures: (today) => sql`
    (select coalesce(jsonb_agg(to_jsonb(e) order by e.earned desc, e.currency), '[]') from (
      select mo.currency, coalesce(sum(mo.earnings), 0)::bigint as earned, count(*)::int as months
      from affiliate_programmes ap join affiliate_months mo on mo.programme_id = ap.id
      where ap.company_id = c.id and ${COUNTS} and mo.month between ${`${today.slice(0, 4)}-01`} and ${`${today.slice(0, 4)}-12`}
      group by 1) e) as affiliate_earned`,
  strip: (row, today) => earnedCell(row.affiliate_earned as Earned[], String(row.id), today.slice(0, 4)),
  uses: {
    lately: sql`select company_id from (
      select company_id from affiliate_programmes where deleted_at is null and company_id is not null order by updated_at desc limit 500) l`,
    of: (company) =>
      sql`(select count(*) from affiliate_programmes ap where ap.company_id = ${company} and ap.deleted_at is null)`,
    one: 'programme',
    many: 'programmes',
  },
  merge: {
    links: [
      {
        table: 'affiliate_programmes',
        column: 'company_id',
        one: 'programme',
        many: 'programmes',
        live: true,
        everybodys: true,
        told: { kind: PROGRAMMES, field: 'company' },
      },
    ],
  },
};

// Companies without a programme say nothing of it.
function earnedCell(all: Earned[], id: string, year: string): StripCell[] {
  if (all.length === 0) return [];
  const months = all.reduce((sum, it) => sum + it.months, 0);
  return [
    {
      label: `Affiliate income ${year}`,
      lines: all.map(({ currency, earned }) => ({
        text: formatMoney(earned, currency),
        unit: currency,
        href: viewUrl(
          AFFILIATES.path,
          {},
          { company_id: id, currency, month_from: `${year}-01`, month_to: `${year}-12`, ...COUNTING },
        ),
      })),
      words: plural(months, 'month', 'months'),
    },
  ];
}
