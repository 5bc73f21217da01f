import { holdsWords } from '../../../http/list/sql.js';
import { type Sql, sql } from '../../../platform/postgres/sql.js';

/** The name of the show that a column refers to. */
export function showName(column: Sql): Sql {
  return sql`(select sh.name from guide_shows sh where sh.id = ${column})`;
}

/** The ids of the shows whose name holds a word, as an array that is made once, not for each row. */
export function showsHolding(word: string): Sql {
  return sql`array(select sh.id from guide_shows sh where ${holdsWords(sql`(' ' || sh.name_key || ' ')`, [word])})`;
}

/** How long an episode `e` shall be: as it says itself, else its season, else its show; null where nobody said. */
export const TARGET_OF: Sql = sql`coalesce(e.target_length,
  (select se.target_length from guide_seasons se where se.show_id = e.show_id and se.number = e.season order by se.position limit 1),
  (select sh.target_length from guide_shows sh where sh.id = e.show_id))`;

/** What tells episodes `t` of one title apart: their show. */
export const ofShow: Sql = showName(sql`t.show_id`);
