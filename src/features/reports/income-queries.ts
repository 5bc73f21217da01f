import type { ReadDoor } from '../../platform/postgres/database.js';
import { empty, join, type Sql, sql } from '../../platform/postgres/sql.js';
import { type DaySpan, type Income, type IncomeSource, type InKind, incomeOf } from '../../records/income.js';
import type { Kind } from '../../records/kinds.js';

/** What of a module says what came in. */
export type EarningModule = { kind: Kind; income?: Income; inKind?: InKind };

/** What came in of one source in a month of a span, in one currency, from how many rows; `in_kind` is no income in money. */
export type IncomeMonth = {
  /** Which of the spans that were asked for. */
  span: number;
  currency: string;
  month: string;
  source: IncomeSource | 'in_kind';
  amount: number;
  count: number;
};

/**
 * What came in by month, source and currency, in each of the spans: the sum of the rows of `incomeOf` on those days, in one currency;
 * what came in kind stands by itself as `in_kind`.
 */
export function incomeByMonth(
  db: ReadDoor,
  modules: readonly EarningModule[],
  spans: readonly DaySpan[],
): Promise<IncomeMonth[]> {
  const days = spans.map(({ from, to }, n) => sql`(${n}::int, ${from}::date, ${to}::date)`);
  const sums = sql`
    select s.n as span, g.currency, to_char(g.month, 'YYYY-MM') as month, g.source, g.amount, g.count
    from (values ${join(days)}) s (n, first, last) cross join lateral (
      select r.source, r.currency, date_trunc('month', r.on_day::timestamp) as month, sum(r.amount)::bigint as amount, count(*)::int as count
      from (${everything(modules)}) r where r.on_day between s.first and s.last group by 1, 2, 3) g
    order by 1, 2, 3, 4`;
  return db.rows<IncomeMonth>(sums);
}

/** Whether anything came in, in money or in kind, whenever that was. */
export async function hasIncome(db: ReadDoor, modules: readonly EarningModule[]): Promise<boolean> {
  const row = await db.row<{ any: boolean }>(sql`select exists (select from (${everything(modules)}) r) as any`);
  return row?.any === true;
}

function everything(modules: readonly EarningModule[]): Sql {
  const kinds = modules.flatMap(({ inKind }) =>
    inKind ? [sql`union all select 'in_kind', k.on_day, k.currency, k.amount from (${inKind.rows}) k`] : [],
  );
  return sql`select m.source, m.on_day, m.currency, m.amount from (${incomeOf(modules)}) m ${kinds.length > 0 ? join(kinds, ' ') : empty}`;
}
