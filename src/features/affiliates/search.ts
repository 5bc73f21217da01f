import { holdsWords } from '../../http/list/sql.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { Sought } from '../../records/module.js';

/** One's own months that hold every word that was typed in their name: their programme, their tracking id, the month. */
export function searchMonths({ words }: Sought, most: number): Sql {
  return sql`
    select mo.id, mo.name, mo.currency as detail, mo.state as note, count(*) over () as total from affiliate_months mo
    where mo.deleted_at is null and ${holdsWords(sql`mo.search_text`, words)} order by mo.month desc, mo.id limit ${most}`;
}
