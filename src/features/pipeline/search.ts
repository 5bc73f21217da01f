import { holdsWords } from '../../http/list/sql.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { Sought } from '../../records/module.js';
import { beginsWith } from '../../records/search.js';
import { companyName, companyWords } from '../companies/index.js';
import { stageName } from './stages.js';

/** One's own deals that hold every word that was typed in their title, their placement, their next step or the name of their company. */
export function searchDeals(sought: Sought, most: number): Sql {
  return sql`
    select d.id, d.name, ${companyName(sql`d.company_id`)} as detail, ${stageName(sql`d.stage_id`)} as note, count(*) over () as total
    from deals d
    where d.deleted_at is null and ${holdsWords(sql`(d.search_text || ${companyWords(sql`d.company_id`)})`, sought.words)}
    order by ${beginsWith(sql`d.name_key`, sought)} desc, d.updated_at desc limit ${most}`;
}
