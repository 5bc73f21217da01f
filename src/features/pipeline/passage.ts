import { isDate, optionalChoice, optionalText } from '../../http/form.js';
import { formatDate } from '../../http/format.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
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
 * The deals that came into an open stage in some days, each once, by the first time, with what became of it from then on: on, where it
 * came into an open stage behind that one, or was won; lost, where it was lost and did not. A select of deal_id, stage_id and went: what
 * the report counts and what the list shows is the same.
 */
function led(span: DaySpan, timeZone: string): Sql {
  return sql`
    select distinct on (w.stage_id, w.deal_id) w.deal_id, w.stage_id,
      case when w.furthest > w.position then 'on' when w.is_lost then 'lost' else 'neither' end as went
    from (
      select l.deal_id, l.stage_id, l.at, t.kind, t.position,
        max(case when l.kind = 'won' then 2147483647 when t.kind = 'open' then t.position end) over since as furthest,
        bool_or(l.kind = 'lost') over since as is_lost
      from deal_stage_log l left join deal_stages t on t.id = l.stage_id
      window since as (partition by l.deal_id order by l.at range between current row and unbounded following)) w
    where w.kind = 'open' and ${during(sql`w.at`, span, timeZone)} order by w.stage_id, w.deal_id, w.at`;
}

/** How many deals of one currency came into a stage in some days, each once, and what became of them since the first time. */
export type Passage = { currency: string | null; stage_id: string; stage: string; came: number } & Record<Went, number>;

/** The open stages in their order, each with what became of the deals that came into it. */
export function passages(db: ReadDoor, span: DaySpan, timeZone: string): Promise<Passage[]> {
  return db.rows<Passage>(sql`
    select e.currency, s.id::text as stage_id, s.name as stage, count(e.went)::int as came, count(*) filter (where e.went = 'on')::int as on,
      count(*) filter (where e.went = 'lost')::int as lost, count(*) filter (where e.went = 'neither')::int as neither
    from deal_stages s left join (
      select f.stage_id, f.went, d.currency from (${led(span, timeZone)}) f join deals d on d.id = f.deal_id where d.deleted_at is null) e
      on e.stage_id = s.id
    where s.kind = 'open' group by 1, 2, 3, s.position, s.id order by s.position, s.id`);
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
    if (from !== null && to !== null && to < from)
      return { errors: { entered_to: `Choose ${formatDate(from)} or later.` } };
    const span = { from: from ?? '1900-01-01', to: to ?? '2199-12-31' };
    const became = went === null ? sql`true` : sql`f.went = ${went}`;
    return {
      where: sql`d.id in (select f.deal_id from (${led(span, reading.timeZone)}) f where f.stage_id = ${stage.id}::uuid and ${became})`,
      is: 'is',
      chip: [
        stage.name,
        ...(from ? [`from ${formatDate(from)}`] : []),
        ...(to ? [`to ${formatDate(to)}`] : []),
        ...(went ? [WENT[went as Went].toLowerCase()] : []),
      ].join(', '),
    };
  },
);
