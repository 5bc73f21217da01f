import { readQuery } from '../../http/form-text.js';
import { COUNT_LIMIT, countText } from '../../http/list/view.js';
import type { Person } from '../../http/person.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { join, type Sql, sql } from '../../platform/postgres/sql.js';
import type { ListedModule } from '../module.js';

/**
 * How many rows each of these queries shows, up to 1,000, all counted by one statement; null for one that cannot be read any
 * more, as when it asks for a company that is gone.
 */
export async function countsOf(
  db: ReadDoor,
  module: ListedModule,
  queries: readonly string[],
  person: Person,
): Promise<(string | null)[]> {
  const counts: Sql[] = [];
  for (const query of queries) {
    const found = await module.matching(db, readQuery(query), person);
    counts.push(
      found ? sql`(select count(*) from (${found} limit ${COUNT_LIMIT + 1}) n)::integer` : sql`null::integer`,
    );
  }
  const row = await db.row<{ counts: (number | null)[] }>(sql`select array[${join(counts)}] as counts`, 'anew');
  return (row?.counts ?? []).map((count) => (count === null ? null : countText(count)));
}
