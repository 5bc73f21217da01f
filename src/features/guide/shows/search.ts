import { holdsWords } from '../../../http/list/sql.js';
import { type Sql, sql } from '../../../platform/postgres/sql.js';
import type { Sought } from '../../../records/module.js';
import { beginsWith } from '../../../records/search.js';

/** The shows that hold every word that was typed in their name or website. */
export function searchShows(sought: Sought, most: number): Sql {
  return sql`
    select sh.id, sh.name, null::text as detail, case when sh.ended_on is not null then 'Ended' end as note, count(*) over () as total
    from guide_shows sh where sh.deleted_at is null and ${holdsWords(sql`sh.search_text`, sought.words)}
    order by ${beginsWith(sql`sh.name_key`, sought)} desc, sh.updated_at desc limit ${most}`;
}
