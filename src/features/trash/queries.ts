import { keyset, type Page, pageOf, type Sort } from '../../http/list.js';
import type { ReadDoor } from '../../platform/database.js';
import { join, raw, type Sql, sql } from '../../platform/sql.js';
import { KINDS, type Kind } from '../../records/kinds.js';
import { restorable } from '../../records/trash.js';

type Row = { id: string; sort_value: string; kind: Kind; name: string; detail: string | null; deleted_at: Date };

export const SORTS: Record<string, Sort> = { deleted_at: { expression: sql`t.deleted_at`, type: 'timestamptz' } };

// What tells records of one name from each other, and which of the trash are not to be brought back from here.
const DETAILS: Record<Kind, Sql> = { inventory: sql`t.brand`, companies: sql`t.domain`, contacts: sql`t.title` };
const THERE: Record<Kind, Sql> = {
  inventory: sql`true`,
  // What was merged comes back by undoing the merge.
  companies: sql`t.merged_into_id is null`,
  contacts: sql`t.merged_into_id is null`,
};

/** A page of the deleted records that can still be restored, one's own and the common ones, the last deleted first. */
export async function deletedRecords(db: ReadDoor, page: Page) {
  const { where, order } = keyset(page, SORTS.deleted_at as Sort, sql`t.id`);
  // Each kind gives a page at most, from its own index.
  const ofKind = (kind: Kind) => sql`(
    select ${kind}::text as kind, t.id, t.name, ${DETAILS[kind]} as detail, t.deleted_at
    from ${raw(KINDS[kind].table)} t where ${restorable('t')} and ${THERE[kind]} and ${where} ${order})`;
  const rows = await db.rows<Row>(sql`
    select t.id, t.deleted_at::text as sort_value, t.kind, t.name, t.detail, t.deleted_at
    from (${join((Object.keys(KINDS) as Kind[]).map(ofKind), ' union all ')}) t ${order}`);
  return pageOf(rows, page);
}
