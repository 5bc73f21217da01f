import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Kind } from '../kinds.js';
import { MOST_VIEWS } from '../limits.js';

export type SavedView = { id: string; name: string; query: string; is_pinned: boolean; is_default: boolean };

/** One's own views of a list, in the order they were made. */
export function savedViews(db: Pick<ReadDoor, 'rows'>, { name: module }: Kind): Promise<SavedView[]> {
  return db.rows<SavedView>(
    sql`
    select id::text, name, query, is_pinned, is_default from saved_views where module = ${module}
    order by created_at, id limit ${MOST_VIEWS}`,
    'ordered',
  );
}
