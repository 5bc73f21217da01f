import { literally } from '../../http/list/sql.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { Narrowed } from '../../records/fields/index.js';
import { holdsAllWords } from '../../records/search.js';
import { companyName } from '../companies/index.js';

/** So many contacts are looked up one by one in a few milliseconds; more are met soon on a walk. */
const FEW = 500;

/** Where a contact `c` works on a day: the first company that was named. */
export function currentCompany(day: Sql): Sql {
  return sql`(
    select ${companyName(sql`w.company_id`)} from contact_companies w
    where w.contact_id = c.id and (w.to_on is null or w.to_on >= ${day}) order by w.position, w.id limit 1)`;
}

/** The same of all contacts, as a select of `contact_id` and `name`: to sort them, not to ask one by one. */
export function currentCompanies(day: Sql): Sql {
  return sql`
    select distinct on (w.contact_id) w.contact_id, ${companyName(sql`w.company_id`)} as name from contact_companies w
    where w.to_on is null or w.to_on >= ${day} order by w.contact_id, w.position, w.id`;
}

/**
 * The contacts that hold all the words. What is few is sorted whole: walking the list's order for rows that all stand at its end
 * took half a second. What is many is met soon on that walk.
 */
export async function holding(words: string[], db: Pick<ReadDoor, 'row'>): Promise<Narrowed> {
  const sought = { text: '', words: words.map(literally) };
  const found = await db.row<{ ids: string[] }>(sql`
    select array(select s.id::text from contacts s where s.deleted_at is null and ${holdsAllWords('s', sought)} limit ${FEW + 1}) as ids`);
  if (found && found.ids.length <= FEW) return { where: sql`c.id = any(${found.ids}::uuid[])` };
  return { where: holdsAllWords('c', sought) };
}
