import type { Option } from '../../../http/form.js';
import type { ReadDoor } from '../../../platform/postgres/database.js';
import { type Sql, sql } from '../../../platform/postgres/sql.js';
import { referringTo } from '../../companies/index.js';

/** The name of the programme that a column refers to. */
export function programmeName(column: Sql): Sql {
  return sql`(select ap.name from affiliate_programmes ap where ap.id = ${column})`;
}

/** The tracking id that a column refers to; null for none. */
export function trackingCode(column: Sql): Sql {
  return sql`(select ti.code from affiliate_tracking_ids ti where ti.id = ${column})`;
}

/** The ids of one's programmes with a company; for null with any. */
export function programmesOf(company: string | null): Sql {
  return sql`(select ap.id from affiliate_programmes ap where ${referringTo(sql`ap.company_id`)(company)})`;
}

/** One's own programmes as a select offers them, by their ids. */
export async function programmeOptions(db: Pick<ReadDoor, 'row'>): Promise<Option[]> {
  const found = await db.row<{ options: Option[] }>(sql`
    select coalesce(jsonb_agg(jsonb_build_object('value', ap.id, 'label', ap.name) order by ap.name collate "und-x-icu", ap.id), '[]') as options
    from affiliate_programmes ap where ap.deleted_at is null`);
  return found?.options ?? [];
}
