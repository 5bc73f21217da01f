import type { ReadDoor } from '../../platform/database.js';
import { join, sql } from '../../platform/sql.js';
import type { Kind } from '../../records/kinds.js';
import type { RecordModule, SearchRow, Sought } from '../../records/module.js';

export type Found = SearchRow & { kind: Kind };

/** How much of a word must be as it was typed: a letter left out, doubled or exchanged is forgiven. */
const ALIKE = 0.45;
const MOST_OF_A_MODULE = 10;

/** What a person may see that matches, ten of a module at most, in the order of the modules and the closest first. */
export async function search(db: ReadDoor, modules: RecordModule[], sought: Sought): Promise<Found[]> {
  // Postgres thinks more rows to be alike than there are, and would compare all of them one by one.
  await db.rows(sql`
    select set_config('pg_trgm.word_similarity_threshold', ${String(ALIKE)}, true), set_config('enable_seqscan', 'off', true)`);
  const parts = modules.map((module, at) => {
    const found = module.search(sought, MOST_OF_A_MODULE);
    return sql`(select ${at}::int as module, row_number() over () as place, ${module.kind} as kind, f.* from (${found}) f)`;
  });
  return db.rows<Found>(sql`select * from (${join(parts, ' union all ')}) found order by module, place`);
}
