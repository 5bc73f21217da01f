import type { ReadDoor } from '../../platform/database.js';
import { sql } from '../../platform/sql.js';

export type Suggested = { id: string; name: string; items: number };

const AT_MOST = 8;
const LATELY = 500;

/** The companies that the reader's own items name most often, of those touched lately. */
export function mostUsed(db: ReadDoor): Promise<Suggested[]> {
  return db.rows<Suggested>(sql`
    with lately as (select company_id from inventory_items where deleted_at is null order by updated_at desc limit ${LATELY})
    select c.id, c.name, count(*) as items from lately join companies c on c.id = lately.company_id
    where c.deleted_at is null group by c.id, c.name order by items desc, c.name_key limit ${AT_MOST}`);
}

/** Companies whose name begins with, contains, or nearly is `typed`; the closest first. */
export function matching(db: ReadDoor, typed: string): Promise<Suggested[]> {
  const begins = `${typed.replace(/[\\%_]/g, '\\$&')}%`;
  return db.rows<Suggested>(sql`
    with found as (
      select id, name, name_key from companies
      where deleted_at is null and (name_key like '%' || lower(${begins}) or name_key % lower(${typed}))
      order by (name_key like lower(${begins})) desc, similarity(name_key, lower(${typed})) desc, name_key limit ${AT_MOST})
    select f.id, f.name, (select count(*) from inventory_items i where i.company_id = f.id and i.deleted_at is null) as items
    from found f order by (f.name_key like lower(${begins})) desc, similarity(f.name_key, lower(${typed})) desc, f.name_key`);
}
