import type { ReadDoor } from '../../platform/postgres/database.js';
import { join, sql } from '../../platform/postgres/sql.js';
import type { Kind } from '../../records/kinds.js';
import type { RecordModule, SearchRow, Sought } from '../../records/module.js';
import { forgiveSlips } from '../../records/search.js';

export type Found = SearchRow & { kind: Kind };

const MOST_OF_A_MODULE = 10;

/** What a person may see that matches, ten of a module at most, in the order of the modules and the closest first. */
export async function search(db: ReadDoor, modules: readonly RecordModule[], sought: Sought): Promise<Found[]> {
  await forgiveSlips(db);
  const parts = modules.map((module, at) => {
    const found = module.search(sought, MOST_OF_A_MODULE);
    return sql`(select ${at}::int as module, row_number() over () as place, f.* from (${found}) f)`;
  });
  const rows = await db.rows<SearchRow & { module: number }>(
    sql`select * from (${join(parts, ' union all ')}) found order by module, place`,
  );
  return rows.map(({ module, ...row }) => ({ ...row, kind: (modules[module] as RecordModule).kind }));
}
