import { sql } from '../../platform/postgres/sql.js';
import type { Dated, DatedRow, DayGroup } from '../../records/dated.js';
import { IN_DIALOG } from '../../records/record/acts.js';
import { GUIDE } from './kind.js';
import { showName } from './shows/named.js';
import { ENDED, RECORDED } from './states.js';

const GROUP: DayGroup = { name: 'episodes', label: 'Episodes', series: 'c1' };
const DONE = [...RECORDED];
const OVER = [...ENDED];

const opened = (name: string, label: string) => (row: DatedRow) => ({
  label,
  href: `${GUIDE.path}/${row.id}/${name}`,
  attrs: IN_DIALOG,
});

/** The days of the episodes that are one's own, or nobody's: when each is recorded, and when it comes out. */
export const episodesDated: Dated = {
  path: GUIDE.path,
  whats: {
    recording: {
      group: GROUP,
      label: 'Record',
      word: 'Episode',
      icon: 'mic',
      field: 'record_on',
      act: opened('record', 'Mark recorded'),
    },
    publishing: {
      group: GROUP,
      label: 'Publish',
      word: 'Episode',
      icon: 'podcast',
      field: 'publish_on',
      act: opened('publish', 'Mark published'),
    },
  },
  rows: (only) => sql`
    select v.what, e.id, null::uuid as row_id, concat_ws(' ', e.number, e.name) as name, ${showName(sql`e.show_id`)} as detail, null::date as since,
      v.day, v.standing, v.standing = 'open' as asks, e.state, null::integer as amount, null::text as currency,
      e.version, e.updated_at, e.deleted_at
    from guide_episodes e cross join lateral (
      select a.what, a.day, case when a.done then 'done' when e.state = 'shelved' then 'cancelled' else 'open' end as standing
      from (values ('recording', e.record_on, e.state = any(${DONE}::text[])), ('publishing', e.publish_on, e.state = 'published')) as a (what, day, done)
      where a.day is not null) v
    where (e.owner_id = app_user_id() or e.owner_id is null)
      and ${only === 'open' ? sql`v.standing = 'open' and e.state <> all(${OVER}::text[])` : sql`true`}`,
};
