import { holdsWords } from '../../http/list/sql.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { Sought } from '../../records/module.js';
import { beginsWith } from '../../records/search.js';
import { showName, showWords } from './shows/named.js';

/** The episodes that hold every word that was typed in their number, title, keywords or hook, or in the name of their show. */
export function searchEpisodes(sought: Sought, most: number): Sql {
  return sql`
    select e.id, concat_ws(' ', e.number, e.name) as name, ${showName(sql`e.show_id`)} as detail, e.state as note, count(*) over () as total
    from guide_episodes e
    where e.deleted_at is null and ${holdsWords(sql`(e.search_text || ${showWords(sql`e.show_id`)})`, sought.words)}
    order by ${beginsWith(sql`e.name_key`, sought)} desc, e.updated_at desc limit ${most}`;
}
