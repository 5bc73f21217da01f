import { holdsWords } from '../../../http/list/sql.js';
import { type Sql, sql } from '../../../platform/postgres/sql.js';
import type { Sought } from '../../../records/module.js';
import { beginsWith } from '../../../records/search.js';
import { companyName, companyWords } from '../../companies/index.js';

/** One's own programmes that hold every word that was typed in their name, their network or the name of their company. */
export function searchProgrammes(sought: Sought, most: number): Sql {
  return sql`
    select ap.id, ap.name, ${companyName(sql`ap.company_id`)} as detail, ap.network as note, count(*) over () as total
    from affiliate_programmes ap
    where ap.deleted_at is null and ${holdsWords(sql`(ap.search_text || ${companyWords(sql`ap.company_id`)})`, sought.words)}
    order by ${beginsWith(sql`ap.name_key`, sought)} desc, ap.updated_at desc limit ${most}`;
}
