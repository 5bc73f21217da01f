import { literally, patternOf } from '../../http/list/sql.js';
import { all, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Sought } from '../../records/module.js';
import { beginsWith, WHOLE } from '../../records/search.js';

/** How many rows are looked at more closely, the newest: ranking all that hold two common letters would take longer than the rest. */
const CANDIDATES = 300;

/**
 * One's own items that hold every word that was typed; where there are few, those too whose name or brand is nearly it. Postgres
 * would compare trigrams of every own row (135 ms for 10,000): first come the rows with an unharmed part of each word.
 */
export function searchItems(sought: Sought, most: number): Sql {
  const { text, words } = sought;
  const exact = words.map(patternOf);
  const nearly = all(words.map((word) => sql`s.search_text like any(${partsOf(word)}::text[])`));
  return sql`
    with exact as materialized (
      select s.id from inventory_items s where s.deleted_at is null and s.search_text like all(${exact}::text[])
      order by s.id desc limit ${CANDIDATES}),
    nearly as materialized (
      select s.id from inventory_items s where (select count(*) < ${most} from exact) and s.deleted_at is null and ${nearly}
      order by s.id desc limit ${CANDIDATES}),
    found as (select id, true as whole from exact union all select n.id, false from nearly n where not exists (select from exact e where e.id = n.id))
    select i.id, i.name, i.brand as detail, i.state as note, ${WHOLE} as total
    from found f join inventory_items i on i.id = f.id
    where f.whole or word_similarity(${text}, i.name_key || ' ' || i.brand_key) > current_setting('pg_trgm.word_similarity_threshold')::real
    order by f.whole desc, ${beginsWith(sql`i.name_key`, sought)} desc, word_similarity(${text}, i.name_key) desc, i.updated_at desc
    limit ${most}`;
}

// One slip harms two neighbouring parts at most, so that a third one is whole.
function partsOf(word: string): string[] {
  const letters = [...word];
  const parts = letters.length < 4 ? 1 : letters.length < 6 ? 2 : 3;
  const cut = (part: number) => Math.round((part * letters.length) / parts);
  return Array.from({ length: parts }, (_, part) => `%${literally(letters.slice(cut(part), cut(part + 1)).join(''))}%`);
}
