import { holdsWords } from '../../http/list/sql.js';
import { all, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Sought } from '../../records/module.js';
import { beginsWith } from '../../records/search.js';
import { showName, showsHolding } from './shows/named.js';

/** Whether an episode `e` or the name of its show holds each word; the few shows are asked once for all episodes. */
export function episodeHolds(words: readonly string[]): Sql {
  const one = (word: string) =>
    sql`(${holdsWords(sql`e.search_text`, [word])} or e.show_id = any(${showsHolding(word)}))`;
  return all(words.map(one));
}

/** The episodes that hold every word that was typed in their number, title, keywords or hook, or in the name of their show. */
export function searchEpisodes(sought: Sought, most: number): Sql {
  return sql`
    select e.id, concat_ws(' ', e.number, e.name) as name, ${showName(sql`e.show_id`)} as detail, e.state as note, count(*) over () as total
    from guide_episodes e
    where e.deleted_at is null and ${episodeHolds(sought.words)}
    order by ${beginsWith(sql`e.name_key`, sought)} desc, e.updated_at desc limit ${most}`;
}
