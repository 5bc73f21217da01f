import { join, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Dated, DatedRow, DayGroup } from '../../records/dated.js';
import { IN_DIALOG } from '../../records/record/acts.js';
import { companyName } from '../companies/index.js';
import { PIPELINE } from './kind.js';

const GROUP: DayGroup = { name: PIPELINE.name, label: PIPELINE.title, series: 'c3' };
const STEP = { group: GROUP, word: 'Step', icon: PIPELINE.icon };
const opened = (label: string) => (row: DatedRow) => ({
  label,
  href: `${PIPELINE.path}/${row.id}/next-step`,
  attrs: IN_DIALOG,
});

/** The days of deals: what is next about them, that nothing is, when one on hold is looked at again, when an answer is expected. */
export const pipelineDated: Dated = {
  path: PIPELINE.path,
  whats: {
    step: { ...STEP, label: '', field: 'next_step_on', act: opened('Done, what next') },
    no_step: { ...STEP, label: 'No next step', since: 'since', dayless: 'No step', act: opened('Add step') },
    hold: { ...STEP, label: 'On hold until', word: 'Deal', field: 'hold_until', act: opened('Add step') },
    close: { ...STEP, label: 'Expected close', word: 'Deal', field: 'expected_on' },
  },
  stamp: sql`(select string_agg(concat_ws(' ', s.id, s.name, s.kind), ',' order by s.id) from deal_stages s)`,
  beside: companyName(sql`d.company_id`),
  rows: (only) =>
    join(
      DAYS.map((day) => daysOf(only, day)),
      ' union all ',
    ),
};

const LIVE: Sql = sql`s.kind in ('open', 'hold')`;
const STANDING: Sql = sql`case s.kind when 'won' then 'done' when 'lost' then 'cancelled' else 'open' end`;
const STAGE = sql`lower(s.name)`;

type OfDeal = { what: string; where: Sql; day: Sql; asks: boolean; name?: Sql; more?: Sql; since?: Sql };

// Each a select of its own: rows made by `values` for each deal cost ten times as much.
const DAYS: readonly OfDeal[] = [
  {
    what: 'step',
    where: sql`d.next_step is not null and d.next_step_on is not null and ${LIVE}`,
    day: sql`d.next_step_on`,
    asks: true,
    name: sql`d.next_step`,
    more: sql`d.name`,
  },
  {
    what: 'no_step',
    where: sql`d.next_step is null and s.kind = 'open'`,
    day: sql`null::date`,
    asks: true,
    more: STAGE,
    since: sql`d.stage_since::date`,
  },
  { what: 'hold', where: sql`d.hold_until is not null and s.kind = 'hold'`, day: sql`d.hold_until`, asks: true },
  { what: 'close', where: sql`d.expected_on is not null`, day: sql`d.expected_on`, asks: false, more: STAGE },
];

function daysOf(only: 'open' | 'all', { what, where, day, asks, name, more, since }: OfDeal): Sql {
  return sql`
    select ${what}::text as what, d.id, null::uuid as row_id, ${name ?? sql`d.name`} as name, ${more ?? sql`null::text`} as detail,
      d.company_id, ${since ?? sql`null::date`} as since, ${day} as day, ${STANDING} as standing, ${asks ? sql`true` : sql`false`} as asks, s.kind as state,
      d.amount, d.currency, d.version, d.updated_at, d.deleted_at
    from deal_stages s join deals d on d.stage_id = s.id
    where ${where} and ${only === 'open' ? LIVE : sql`true`}`;
}
