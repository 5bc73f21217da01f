import { holdsWords } from '../../http/list/sql.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { Sought } from '../../records/module.js';
import { beginsWith } from '../../records/search.js';
import { companyName, companyWords } from '../companies/index.js';

/** One's own collabs that hold every word that was typed in their title, their codes or the name of their company. */
export function searchCollabs(sought: Sought, most: number): Sql {
  return sql`
    select b.id, b.name, ${companyName(sql`b.company_id`)} as detail, b.state as note, count(*) over () as total from collabs b
    where b.deleted_at is null and ${holdsWords(sql`(b.search_text || ${companyWords(sql`b.company_id`)})`, sought.words)}
    order by ${beginsWith(sql`b.name_key`, sought)} desc, b.updated_at desc limit ${most}`;
}
