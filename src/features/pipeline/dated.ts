import { type Sql, sql } from '../../platform/postgres/sql.js';
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
  rows: (only) => sql`
    select v.what, d.id, null::uuid as row_id, v.name, concat_ws(', ', ${companyName(sql`d.company_id`)}, v.more) as detail,
      v.since, v.day, ${STANDING} as standing, v.asks, s.kind as state, d.amount, d.currency, d.version, d.updated_at, d.deleted_at
    from deal_stages s join deals d on d.stage_id = s.id cross join lateral (values
      ('step', d.next_step, d.name, null::date, d.next_step_on, true, d.next_step is not null and d.next_step_on is not null and ${LIVE}),
      ('no_step', d.name, lower(s.name), d.stage_since::date, null, true, d.next_step is null and s.kind = 'open'),
      ('hold', d.name, null, null, d.hold_until, true, d.hold_until is not null and s.kind = 'hold'),
      ('close', d.name, lower(s.name), null, d.expected_on, false, d.expected_on is not null)
    ) as v (what, name, more, since, day, asks, is_there)
    where v.is_there and ${only === 'open' ? LIVE : sql`true`}`,
};

const LIVE: Sql = sql`s.kind in ('open', 'hold')`;
const STANDING: Sql = sql`case s.kind when 'won' then 'done' when 'lost' then 'cancelled' else 'open' end`;
