import { formatDate, formatMoney } from '../../http/format.js';
import { dayAfter } from '../../platform/clock.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { join, type Sql, sql } from '../../platform/postgres/sql.js';
import type { RecordModule } from '../../records/module.js';
import { companyIdNow } from '../companies/index.js';
import { uncountedUnitRows } from '../inventory/index.js';
import { daysOfYear } from './asked.js';
import { countedOfItem } from './closing.js';
import type { ToldYear } from './read.js';
import { liveRows } from './rows.js';

/** By how much a payer's form differs from one's own figure, in minor units. */
export type Gap = { company_id: string; difference: number };
/** The one row that explains a difference, and how. */
export type Reason = { company_id: string; name: string; href: string; amount: string; words: string };

/** How far behind a year's end a payer may have counted it otherwise. */
const NEAR_DAYS = 62;

type Candidate = {
  company_id: string;
  name: string;
  path: string;
  amount: number;
  on_day: string;
  place: 'own' | 'beside' | 'uncounted';
};

/** Of each gap the row that it may come of: of that amount alone, counted in the year beside, not counted at all, or left out by them. */
export async function reasonsOf(
  db: Pick<ReadDoor, 'rows'>,
  it: ToldYear,
  currency: string,
  gaps: readonly Gap[],
  modules: readonly RecordModule[],
): Promise<Reason[]> {
  if (gaps.length === 0) return [];
  const found = await db.rows<Candidate>(candidates(it, currency, gaps, modules));
  return gaps.flatMap(({ company_id, difference }) => {
    const one = found.find(
      (row) =>
        row.company_id === company_id &&
        row.amount === Math.abs(difference) &&
        (row.place === 'own') === difference < 0,
    );
    if (!one) return [];
    const { name, path, amount } = one;
    return [
      { company_id, name, href: path, amount: formatMoney(amount, currency), words: wordsOf(one, it.asked.year) },
    ];
  });
}

function candidates(
  { asked, today, rows }: ToldYear,
  currency: string,
  gaps: readonly Gap[],
  modules: readonly RecordModule[],
): Sql {
  const { from, to } = daysOfYear(asked.year);
  const ids = gaps.map((it) => it.company_id);
  const amounts = gaps.map(({ difference }) => String(Math.abs(difference)));
  const counted = countedOfItem();
  const beside = (year: number, near: Sql) =>
    sql`select b.*, 'beside' as place from (${liveRows(modules, { year, today, counted }).rows}) b where ${near}`;
  const all = join(
    [
      sql`select o.*, 'own' as place from (${rows.rows}) o`,
      beside(asked.year - 1, sql`b.on_day >= ${dayAfter(from, -NEAR_DAYS)}::date`),
      beside(asked.year + 1, sql`b.on_day <= ${dayAfter(to, NEAR_DAYS)}::date`),
      sql`select u.*, null::text as payer, 'uncounted' as place from (${uncountedUnitRows({ from, to }, counted)}) u`,
    ],
    ' union all ',
  );
  return sql`
    select coalesce(w.as_was, w.company_id)::text as company_id, w.name, w.facts ->> 'path' as path, w.amount::float8 as amount, w.on_day::text as on_day, w.place
    from (select a.*, case when a.place = 'own' then a.company_id else ${companyIdNow(sql`a.company_id`)} end as as_was from (${all}) a) w
    where w.kind in ('unit', 'cash', 'affiliate') and w.currency = ${currency} and w.as_was = any(${ids}::uuid[]) and w.amount = any(${amounts}::bigint[])
    order by w.place = 'uncounted' desc, w.on_day limit 500`;
}

function wordsOf({ place, on_day: day }: Candidate, year: number): string {
  if (place === 'own') return `of ${formatDate(day)} counts in ${year}. Their form may leave it out.`;
  if (place === 'uncounted')
    return `of ${formatDate(day)} counts nothing, since it went back or was called off. Their form may have it.`;
  return `came on ${formatDate(day)} and counts in ${day.slice(0, 4)}. Their form may have it in ${year}.`;
}
