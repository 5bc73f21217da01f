import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';

export type RecentRow = { item_id: string; name: string; act: string; state: string | null; at: Date };

const MERGES_TOLD = ['relinked', 'linked_back'];

/** The last six things that were done to a person's items, newest first; a merge of companies is none. */
export function recentChanges(db: ReadDoor): Promise<RecentRow[]> {
  return db.rows<RecentRow>(sql`
    select i.id as item_id, i.name, h.act, h.changes -> 'state' ->> 1 as state, h.at
    from history h join inventory_items i on i.id = h.inventory_item_id
    where h.user_id = app_user_id() and i.deleted_at is null and h.act <> all(${MERGES_TOLD}::text[])
    order by h.at desc limit 6`);
}
