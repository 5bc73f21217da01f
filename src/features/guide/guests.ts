import { type Sql, sql } from '../../platform/postgres/sql.js';

/** How often somebody was a guest of the show before: in which episodes, the last first. */
export type Visits = Record<string, { times: number; last: string | null }>;

/** The earlier visits of the guests of an episode `e`, by the contacts’ ids: a column of a select. An episode is earlier by its day, else by its number. */
export const visitsColumn: Sql = sql`
  (select coalesce(jsonb_object_agg(v.contact_id, jsonb_build_object('times', v.times, 'last', v.last)), '{}') from (
    select k.contact_id, count(*)::int as times,
      (array_agg(coalesce(o.number::text, o.name) order by o.publish_on desc nulls last, o.number desc nulls last))[1] as last
    from guide_people k join guide_people b on b.contact_id = k.contact_id and b.part = 'guest' and b.episode_id <> k.episode_id
      join guide_episodes o on o.id = b.episode_id
    where k.episode_id = e.id and k.part = 'guest' and o.deleted_at is null and o.state <> 'shelved' and o.show_id = e.show_id
      and (case when o.publish_on is not null and e.publish_on is not null then o.publish_on < e.publish_on
        when o.number is not null and e.number is not null and o.season is not distinct from e.season then o.number < e.number
        else o.created_at < e.created_at end)
    group by k.contact_id) v) as visits`;

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

/** "second time; was in 94", of a guest who was there before; '' of one who was not. */
export function visitText(visits: Visits, contact: string | null): string {
  const before = visits[contact ?? ''];
  if (!before) return '';
  const nth = ORDINALS[before.times] ?? `${before.times + 1}th`;
  return `${nth} time; was in ${before.last}`;
}
