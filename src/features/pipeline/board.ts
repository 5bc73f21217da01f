import type { Plan, ReadDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { Asked } from '../../records/list/asked.js';
import { companyName } from '../companies/index.js';
import { STALE, type Stage, WEIGHTED } from './stages.js';

type Door = Pick<ReadDoor, 'rows'>;

/** How many cards a column shows, how many more on demand, and how many at most: the list has the others. */
export const CARDS = 25;
export const MOST_CARDS = 500;

/** What deals of one currency are worth, in minor units; `weighted` is the sum of what each is worth by its probability. */
export type BoardSum = { currency: string; deals: number; raw: number; weighted: number };
export type BoardColumn = Stage & { sums: BoardSum[] };
/** `this_year`: how many deals of the list were closed there in the year, of any currency. */
export type BoardRail = Pick<Stage, 'id' | 'name' | 'kind'> & { sums: BoardSum[]; this_year: number };
export type BoardCard = {
  stage_id: string;
  id: string;
  name: string;
  version: number;
  currency: string;
  amount: number | null;
  next_step: string | null;
  next_step_on: string | null;
  stage_since: Date | string;
  company: string | null;
  is_stale: boolean;
};

// Each stage `s` by itself and in the board's order, so that its deals are read from the board's index, which holds all that is summed,
// whatever Postgres has counted of them. `everything`: those that are not `counted` too.
const ofStage = (where: Sql, counted: Sql) => sql`cross join lateral (
  select coalesce(jsonb_agg(jsonb_build_object('currency', u.currency, 'deals', u.deals, 'raw', u.raw, 'weighted', u.weighted)
    order by u.deals desc, u.currency) filter (where u.deals > 0), '[]') as sums, coalesce(sum(u.everything), 0)::int as everything
  from (
    select d.currency, count(*) as everything, count(*) filter (where ${counted}) as deals,
      coalesce(sum(d.amount) filter (where ${counted}), 0) as raw, coalesce(sum(${WEIGHTED}) filter (where ${counted}), 0) as weighted
    from (select * from deals d where d.stage_id = s.id and ${where} order by d.board_position, d.id offset 0) d group by d.currency) u) t`;

/** The open stages in their order, each with what the deals of the list in it are worth: all of them, not those that are shown. */
export function boardColumns(db: Door, asked: Pick<Asked, 'where'> & { plan?: Plan }): Promise<BoardColumn[]> {
  return db.rows(
    sql`
    select s.id, s.name, s.kind, s.look, s.position, s.probability, s.stale_after, t.sums
    from deal_stages s ${ofStage(asked.where, sql`true`)} where s.kind = 'open' order by s.position, s.id`,
    asked.plan,
  );
}

/** The stages in which deals end or wait, with those that were closed in the month from that day on, and in its year, and all that wait. */
export function boardRails(db: Door, asked: Asked, month: string): Promise<BoardRail[]> {
  const year = sql`date_trunc('year', ${month}::date)`;
  const inYear = sql`d.closed_on >= ${year} and d.closed_on < ${year} + interval '1 year'`;
  const now = sql`(s.kind = 'hold' or (d.closed_on >= ${month}::date and d.closed_on < ${month}::date + interval '1 month'))`;
  return db.rows(
    sql`
    select s.id, s.name, s.kind, t.sums, t.everything as this_year
    from deal_stages s ${ofStage(sql`${asked.where} and (s.kind = 'hold' or (${inYear}))`, now)} where s.kind <> 'open'
    order by array_position(array['won', 'lost', 'hold'], s.kind)`,
    asked.plan,
  );
}

/** The first cards of each column in their order; `more` of the one of which more were asked for. */
export function boardCards(
  db: Door,
  asked: Asked,
  { column, cards }: { column: string | null; cards: number },
): Promise<BoardCard[]> {
  return db.rows(
    sql`
    select c.* from deal_stages s cross join lateral (
      select d.stage_id, d.id, d.name, d.version, d.currency, d.amount, d.next_step, d.next_step_on, d.stage_since, d.board_position,
        ${companyName(sql`d.company_id`)} as company, ${STALE} as is_stale
      from deals d where d.stage_id = s.id and ${asked.where} order by d.board_position, d.id
      limit case when s.id = ${column}::uuid then ${cards}::integer else ${CARDS}::integer end) c
    where s.kind = 'open' order by s.position, s.id, c.board_position, c.id`,
    asked.plan,
  );
}
