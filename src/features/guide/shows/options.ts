import type { Option } from '../../../http/form.js';
import type { ReadDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';

/** The shows as a select offers them, by their ids. */
export async function showOptions(db: Pick<ReadDoor, 'row'>): Promise<Option[]> {
  const found = await db.row<{ options: Option[] }>(sql`
    select coalesce(jsonb_agg(jsonb_build_object('value', sh.id, 'label', sh.name) order by sh.name collate "und-x-icu", sh.id), '[]') as options
    from guide_shows sh where sh.deleted_at is null`);
  return found?.options ?? [];
}
