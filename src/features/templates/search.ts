import { holdsWords } from '../../http/list/sql.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { Sought } from '../../records/module.js';
import { beginsWith, nearlyHoldsWords, WHOLE } from '../../records/search.js';
import { categoryName } from './named.js';

const WORDS = sql`s.search_text`;

/** Templates whose name, subject or text holds what was typed, or nearly; the closest first. */
export function searchTemplates(sought: Sought, most: number): Sql {
  return sql`
    with exact as materialized (
      select s.id from templates s where s.deleted_at is null and ${holdsWords(WORDS, sought.words)} limit 300),
    nearly as materialized (
      select s.id from templates s
      where (select count(*) < ${most} from exact) and s.deleted_at is null and ${nearlyHoldsWords(sql`s.name_key`, sought)} limit 300),
    found as (select id, true as whole from exact union all select n.id, false from nearly n where not exists (select from exact e where e.id = n.id))
    select t.id, t.name, ${categoryName(sql`t.category`)} as detail, case t.state when 'draft' then 'Draft' when 'archived' then 'Archived' end as note,
      ${WHOLE} as total
    from found f join templates t on t.id = f.id
    order by f.whole desc, (t.state = 'archived'), ${beginsWith(sql`t.name_key`, sought)} desc, word_similarity(${sought.text}, t.name_key) desc, t.name_key
    limit ${most}`;
}
