import { literally } from '../../http/list/sql.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';

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
  const begins = `${literally(typed)}%`;
  return db.rows<Suggested>(sql`
    with found as (
      select id, name, name_key from companies
      where deleted_at is null and (name_key like '%' || lower(${begins}) or name_key % lower(${typed}))
      order by (name_key like lower(${begins})) desc, similarity(name_key, lower(${typed})) desc, name_key limit ${AT_MOST})
    select f.id, f.name, (select count(*) from inventory_items i where i.company_id = f.id and i.deleted_at is null) as items
    from found f order by (f.name_key like lower(${begins})) desc, similarity(f.name_key, lower(${typed})) desc, f.name_key`);
}

/** The name and id of the company that a filter names, by id or as typed; undefined where there is none. */
export function companyMeant(
  db: Pick<ReadDoor, 'row'>,
  filter: { company: string | null; company_id: string | null },
): Promise<{ id: string; name: string } | undefined> {
  const which =
    filter.company === null
      ? sql`id = ${filter.company_id}::uuid`
      : sql`name_key = lower(${filter.company}) and deleted_at is null`;
  return db.row(sql`select id, name from companies where ${which}`);
}
