import { viewUrl } from '../../http/list/page.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { anyDay, type Sql, sql } from '../../platform/postgres/sql.js';
import type { DaySpan } from '../../records/income.js';
import { companyName } from '../companies/index.js';
import { PIPELINE } from './kind.js';
import { stageJoin, WEIGHTED } from './stages.js';

/** What a deal's stage is for. */
export const KIND = sql`(select s.kind from deal_stages s where s.id = d.stage_id)`;
/** How many days a deal `d` that was won took, from the first contact, or else from when it was written down; null for others. */
export const CYCLE = cycleOf(KIND);
function cycleOf(kind: Sql): Sql {
  return sql`(case when ${kind} = 'won' then greatest(0, d.closed_on - coalesce(d.first_contact_on, d.created_at::date)) end)`;
}
/** Whether a deal `d` was won from a company of which one had been won before, in whatever currency: the ids are found once for all. */
export const WON_AGAIN = sql`(d.id in (select w.id from (
  select e.id, row_number() over (partition by e.company_id order by e.closed_on, e.id) as nth
  from deals e join deal_stages t on t.id = e.stage_id
  where e.deleted_at is null and t.kind = 'won' and e.company_id is not null and e.closed_on is not null) w where w.nth > 1))`;
/** The share of what was won among the deals, each with its stage `s`, that were won or lost, in per mille; null where none was. */
export const WIN_RATE = sql`round(1000.0 * count(*) filter (where s.kind = 'won') / nullif(count(*) filter (where s.kind in ('won', 'lost')), 0))`;
/** How many days those of them that were won took in the mean. */
export const MEAN_CYCLE = sql`round(avg(${cycleOf(sql`s.kind`)}))`;

/** Where deals are listed by what an address says of them. */
export function dealsHref(query: Record<string, string | string[] | undefined>): string {
  return viewUrl(PIPELINE.path, {}, { layout: 'list', ...query });
}

/** Whether one has any deal. */
export async function hasDeals(db: ReadDoor): Promise<boolean> {
  const row = await db.row<{ any: boolean }>(sql`select exists (select from deals where deleted_at is null) as any`);
  return row?.any === true;
}

/**
 * The deals of one currency that were closed in a month: how many were won and lost; the sum of the amounts of those won, and how many
 * of them have one; and how many days those won took together. A deal that was closed on no day is in none.
 */
export type ClosedMonth = {
  currency: string;
  month: string;
  won: number;
  lost: number;
  amount: number;
  priced: number;
  days: number;
};

/** The deals that were closed in some days, by month. */
export function closedByMonth(db: ReadDoor, { from, to }: DaySpan): Promise<ClosedMonth[]> {
  const closed = sql`
    select d.currency, to_char(d.closed_on, 'YYYY-MM') as month, count(*) filter (where s.kind = 'won')::int as won,
      count(*) filter (where s.kind = 'lost')::int as lost, coalesce(sum(d.amount) filter (where s.kind = 'won'), 0)::bigint as amount,
      count(d.amount) filter (where s.kind = 'won')::int as priced, coalesce(sum(${cycleOf(sql`s.kind`)}), 0)::int as days
    from deals d ${stageJoin}
    where d.deleted_at is null and s.kind in ('won', 'lost') and d.closed_on between ${anyDay(from)} and ${anyDay(to)}
    group by 1, 2 order by 1, 2`;
  return db.rows<ClosedMonth>(closed);
}

/** Open deals of one currency that are expected in a month, or `earlier`, `later`, or on no day (`none`); each weighted by itself. */
export type Expected = { currency: string; at: string; deals: number; raw: number; weighted: number };

/** What is open, by the month in which it is expected to close. */
export function expectedByMonth(db: ReadDoor, { from, to }: DaySpan): Promise<Expected[]> {
  return db.rows<Expected>(sql`
    select d.currency, case when d.expected_on is null then 'none' when d.expected_on < ${from}::date then 'earlier'
        when d.expected_on > ${to}::date then 'later' else to_char(d.expected_on, 'YYYY-MM') end as at,
      count(*)::int as deals, coalesce(sum(d.amount), 0)::bigint as raw, coalesce(sum(${WEIGHTED}), 0)::bigint as weighted
    from deals d ${stageJoin} where d.deleted_at is null and s.kind = 'open' group by 1, 2 order by 1, 2`);
}

/** What one company had won from it in some days, in one currency; `again`: those that followed one won before. */
export type Sponsor = {
  currency: string;
  payer_id: string | null;
  name: string | null;
  deals: number;
  amount: number;
  again: number;
  amount_again: number;
};

/** The companies whose deals were won in some days, by what they were worth. */
export function sponsorsOf(db: ReadDoor, { from, to }: DaySpan): Promise<Sponsor[]> {
  return db.rows<Sponsor>(sql`
    select w.*, ${companyName(sql`w.payer_id`)} as name from (
      select d.currency, d.company_id as payer_id, count(*)::int as deals, coalesce(sum(d.amount), 0)::bigint as amount,
        count(*) filter (where ${WON_AGAIN})::int as again, coalesce(sum(d.amount) filter (where ${WON_AGAIN}), 0)::bigint as amount_again
      from deals d ${stageJoin}
      where d.deleted_at is null and s.kind = 'won' and d.closed_on between ${from}::date and ${to}::date group by 1, 2) w
    order by w.currency, w.amount desc, w.payer_id nulls last`);
}
