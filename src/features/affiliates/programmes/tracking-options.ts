import { isId, type Option } from '../../../http/form.js';
import type { ReadDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';

/** The tracking ids that a form offers: those of its programme; all of one's own where it names none yet, each with its programmes. */
export async function trackingOptions(db: Pick<ReadDoor, 'row'>, programme: string): Promise<Option[]> {
  const which = isId(programme) ? sql`ap.id = ${programme}::uuid` : sql`true`;
  const found = await db.row<{ codes: { code: string; names: string }[] }>(sql`
    select coalesce(jsonb_agg(jsonb_build_object('code', o.code, 'names', o.names) order by o.place, o.code), '[]') as codes from (
      select ti.code, string_agg(ap.name, ', ' order by ap.name) as names, min(ti.position) as place
      from affiliate_tracking_ids ti join affiliate_programmes ap on ap.id = ti.programme_id
      where ap.deleted_at is null and ${which} group by ti.code) o`);
  return (found?.codes ?? []).map(({ code, names }) => ({
    value: code,
    label: isId(programme) ? code : `${code} (${names})`,
  }));
}
