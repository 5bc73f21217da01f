import { holdsWords } from '../../http/list/sql.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { Sought } from '../../records/module.js';
import { beginsWith, nearlyHoldsWords, WHOLE } from '../../records/search.js';

const WORDS = sql`c.search_text`;

/** Companies whose name, legal name or website holds what was typed, or nearly; the closest first. */
export function searchCompanies(sought: Sought, most: number): Sql {
  return sql`
    with exact as materialized (
      select c.id from companies c where c.deleted_at is null and ${holdsWords(WORDS, sought.words)} limit 300),
    nearly as materialized (
      select c.id from companies c
      where (select count(*) < ${most} from exact) and c.deleted_at is null and ${nearlyHoldsWords(WORDS, sought)} limit 300),
    found as (select id, true as whole from exact union all select n.id, false from nearly n where not exists (select from exact e where e.id = n.id))
    select c.id, c.name, c.domain as detail, case when c.do_not_contact then 'Do not contact' end as note, ${WHOLE} as total
    from found f join companies c on c.id = f.id
    order by f.whole desc, ${beginsWith(sql`c.name_key`, sought)} desc, word_similarity(${sought.text}, c.name_key) desc, c.name_key
    limit ${most}`;
}
