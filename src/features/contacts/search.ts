import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { Sought } from '../../records/module.js';
import { beginsWith, nearlyHoldsWords, WHOLE } from '../../records/search.js';
import { currentCompany, holdsWordsOrPhone } from './queries.js';

const WORDS = sql`s.search_text`;

/** How many rows are looked at more closely: ranking all that hold two common letters would take longer than the rest. */
const CANDIDATES = 300;

/** The contacts that hold every word that was typed; where there are few, those too whose name is nearly it. */
export function searchContacts(sought: Sought, most: number): Sql {
  return sql`
    with exact as materialized (
      select s.id from contacts s where s.deleted_at is null and ${holdsWordsOrPhone(WORDS, sought.words)} limit ${CANDIDATES}),
    nearly as materialized (
      select s.id from contacts s
      where (select count(*) < ${most} from exact) and s.deleted_at is null and ${nearlyHoldsWords(WORDS, sought)} limit ${CANDIDATES}),
    found as (select id, true as whole from exact union select n.id, false from nearly n where not exists (select from exact e where e.id = n.id))
    select c.id, c.name, concat_ws(', ', c.title, ${currentCompany(sql`current_date`)}) as detail,
      case when c.opted_out then 'Opted out' end as note, ${WHOLE} as total
    from found f join contacts c on c.id = f.id
    order by f.whole desc, (${beginsWith(sql`c.name_key`, sought)} or ${beginsWith(sql`ltrim(c.search_text)`, sought)}) desc,
      word_similarity(${sought.text}, c.name_key) desc, c.name_key limit ${most}`;
}
