import { isDate, optionalChoice, optionalText } from '../../http/form.js';
import { formatDate } from '../../http/format.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { all, type Sql, sql } from '../../platform/postgres/sql.js';
import { type Filter, filterOf, type Narrowed } from '../../records/fields/index.js';
import type { DaySpan } from '../../records/income.js';
import { stagesOf } from './stages.js';

/** What became of a deal since it came into a stage: it went further, it was lost and went no further, or neither. */
export const WENT = { on: 'Moved on', lost: 'Lost', neither: 'Neither yet' } as const;
type Went = keyof typeof WENT;

/** The moments of some days on a clock. */
function during(at: Sql, { from, to }: DaySpan, timeZone: string): Sql {
  const midnight = (day: string, plus: number) =>
    sql`(${day}::date + ${plus}::integer)::timestamp at time zone ${timeZone}`;
  return sql`(${at} >= ${midnight(from, 0)} and ${at} < ${midnight(to, 1)})`;
}

/**
 * What became of a deal that came into a stage at `at`: on, where it came into an open stage behind that one, or was won, from then on;
 * lost, where it was lost and did not. As a column called `went` of a subselect.
 */
function wentFrom(deal: Sql, at: Sql, position: Sql): Sql {
  return sql`(select case when bool_or(l.kind = 'won' or (t.kind = 'open' and t.position > ${position})) then 'on'
      when bool_or(l.kind = 'lost') then 'lost' else 'neither' end
    from deal_stage_log l left join deal_stages t on t.id = l.stage_id where l.deal_id = ${deal} and l.at >= ${at})`;
}

/** How many deals of one currency came into a stage in some days, each once, and what became of them since the first time. */
export type Passage = { currency: string | null; stage_id: string; stage: string; came: number } & Record<Went, number>;

/** The open stages in their order, each with what became of the deals that came into it. */
export function passages(db: ReadDoor, span: DaySpan, timeZone: string): Promise<Passage[]> {
  return db.rows<Passage>(sql`
    with came as materialized (
      select l.stage_id, l.deal_id, d.currency, s.position, min(l.at) as at
      from deal_stage_log l join deals d on d.id = l.deal_id join deal_stages s on s.id = l.stage_id
      where d.deleted_at is null and s.kind = 'open' and ${during(sql`l.at`, span, timeZone)} group by 1, 2, 3, 4),
    led as (select c.stage_id, c.currency, ${wentFrom(sql`c.deal_id`, sql`c.at`, sql`c.position`)} as went from came c)
    select e.currency, s.id::text as stage_id, s.name as stage, count(e.went)::int as came, count(*) filter (where e.went = 'on')::int as on,
      count(*) filter (where e.went = 'lost')::int as lost, count(*) filter (where e.went = 'neither')::int as neither
    from deal_stages s left join led e on e.stage_id = s.id where s.kind = 'open' group by 1, 2, 3, s.position, s.id order by s.position, s.id`);
}

const day = optionalText(40).refine((it) => it === null || isDate(it), 'Type a date such as 2026-11-18.');
const SHAPE = {
  entered: optionalText(60),
  entered_from: day,
  entered_to: day,
  went: optionalChoice(['on', 'lost', 'neither']),
};

/** Deals that came into a stage in some days, and what became of them since: what a figure of the report of stages is made of. */
export const passageFilter: Filter = filterOf(
  'Came into',
  SHAPE,
  { control: 'none' },
  async (sent, reading): Promise<Narrowed> => {
    const { entered, entered_from: from, entered_to: to, went } = sent;
    if (entered === null) return from || to || went ? { errors: { entered: 'Say which stage.' } } : {};
    const open = (await stagesOf(reading.db)).filter(({ kind }) => kind === 'open');
    const stage = open.find(({ id }) => id === entered.toLowerCase()) ?? open.find(({ name }) => name === entered);
    if (!stage) return { errors: { entered: 'Choose one of the open stages.' } };
    if (from !== null && to !== null && to < from) return { errors: { entered_to: `Choose ${from} or later.` } };
    const span = { from: from ?? '1900-01-01', to: to ?? '2199-12-31' };
    const first = sql`(select min(l.at) from deal_stage_log l
    where l.deal_id = d.id and l.stage_id = ${stage.id}::uuid and ${during(sql`l.at`, span, reading.timeZone)})`;
    const became = went === null ? [] : [sql`${wentFrom(sql`d.id`, first, sql`${stage.position}::integer`)} = ${went}`];
    return {
      where: all([sql`${first} is not null`, ...became]),
      is: 'is',
      chip: [
        entered,
        ...(from ? [`from ${formatDate(from)}`] : []),
        ...(to ? [`to ${formatDate(to)}`] : []),
        ...(went ? [WENT[went as Went].toLowerCase()] : []),
      ].join(', '),
    };
  },
);
