import { keyset, type Page, pageOf, type Sort } from '../../http/list/page.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import { type About, besideRecords } from '../../records/about.js';
import { kindsOf, type RecordModule } from '../../records/module.js';
import { restorable } from '../../records/trash.js';

export type Part = 'notes' | 'attachments' | 'tasks';
type Row = About & {
  id: string;
  sort_value: string;
  kind: string;
  name: string;
  detail: string | null;
  deleted_at: Date;
};

export const TRASH_SORTS: Record<string, Sort> = { deleted_at: { expression: sql`t.deleted_at`, type: 'timestamptz' } };

// What was merged comes back by undoing the merge.
const NOT_MERGED = sql`t.merged_into_id is null`;

// What was deleted alone, not with its record: a note by its author, and while the record is there to go back to.
const PARTS: Record<Part, { name: Sql; there(inTrash: Sql): Sql }> = {
  notes: {
    name: sql`left(t.body, 100)`,
    there: (inTrash) => sql`t.author_id = app_user_id() and not (${inTrash})`,
  },
  attachments: { name: sql`t.name`, there: (inTrash) => sql`not (${inTrash})` },
  tasks: { name: sql`t.title`, there: () => sql`true` },
};

/** A page of what was deleted and can still be restored, one's own and what is common, the last deleted first. */
export async function deletedRecords(db: ReadDoor, modules: readonly RecordModule[], page: Page) {
  const kinds = kindsOf(modules);
  const { where, order } = keyset(page, TRASH_SORTS.deleted_at as Sort, sql`t.id`);
  // Each kind gives a page at most, from its own index.
  const ofModule = ({ kind, trashDetail, merge }: RecordModule) => sql`(
    select ${kind.name}::text as kind, t.id, t.name, ${trashDetail ?? sql`null::text`} as detail, t.deleted_at,
      null::text as about_kind, null::text as about_id, null::text as about_name, false as about_in_trash
    from ${raw(kind.table)} t where ${restorable('t')} and ${merge ? NOT_MERGED : sql`true`} and ${where} ${order})`;
  const ofPart = (part: Part) => {
    const { from, columns, inTrash } = besideRecords(kinds, part);
    return sql`(
      select ${part}::text as kind, t.id, ${PARTS[part].name} as name, null::text as detail, t.deleted_at, ${columns}
      from ${from} where ${restorable('t')} and ${PARTS[part].there(inTrash)} and ${where} ${order})`;
  };
  const all = [...modules.map(ofModule), ...(Object.keys(PARTS) as Part[]).map(ofPart)];
  const rows = await db.rows<Row>(
    sql`select t.*, t.deleted_at::text as sort_value from (${join(all, ' union all ')}) t ${order}`,
  );
  return pageOf(rows, page);
}
