import { keyset, type Page, pageOf, type Sort } from '../../http/list.js';
import type { ReadDoor } from '../../platform/database.js';
import { sql } from '../../platform/sql.js';
import { restorable } from '../../records/trash.js';

type Row = { id: string; sort_value: string; name: string; brand: string | null; deleted_at: Date };

export const SORTS: Record<string, Sort> = { deleted_at: { expression: sql`i.deleted_at`, type: 'timestamptz' } };

/** A page of one's own deleted items that can still be restored, the last deleted first. */
export async function deletedItems(db: ReadDoor, page: Page) {
  const sort = SORTS.deleted_at as Sort;
  const { where, order } = keyset(page, sort, sql`i.id`);
  const rows = await db.rows<Row>(sql`
    select i.id, i.deleted_at::text as sort_value, i.name, i.brand, i.deleted_at
    from inventory_items i where ${restorable('i')} and ${where} ${order}`);
  return pageOf(rows, page);
}
