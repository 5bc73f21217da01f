import type { ReadDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';
import { monthAfter, monthEnd } from '../months.js';
import type { State } from '../states.js';
import type { CellValues } from './cells.js';

/** A month as it stands, of one programme, tracking id and currency. */
type Entered = CellValues & { id: string; version: number; state: State; earnings: number | null; updated_at: string };
/** What is to be entered of a month: what stands there, and the month before it. */
export type EntryRow = {
  programme_id: string;
  programme: string;
  tracking_id: string | null;
  currency: string;
  now: Entered | null;
  before: Entered | null;
};

/** The rows of the reader's month: of each programme that runs in it and each of its tracking ids, and what else was entered for it or the month before. */
export function entryRows(db: Pick<ReadDoor, 'rows'>, month: string, own: string): Promise<EntryRow[]> {
  const before = monthAfter(month, -1);
  const same = (alias: 'now' | 'ago') =>
    alias === 'now'
      ? sql`mo.programme_id = k.programme_id and mo.currency = k.currency and mo.tracking_row_id is not distinct from k.tracking`
      : sql`mb.programme_id = k.programme_id and mb.currency = k.currency and mb.tracking_row_id is not distinct from k.tracking`;
  return db.rows<EntryRow>(sql`
    with k as (
      select ap.id as programme_id, ti.id as tracking, ap.currency from affiliate_programmes ap
      left join affiliate_tracking_ids ti on ti.programme_id = ap.id
      where ap.deleted_at is null and (ap.ended_on is null or ap.ended_on >= ${`${month}-01`}::date)
      union
      select mo.programme_id, mo.tracking_row_id, mo.currency from affiliate_months mo join affiliate_programmes ap on ap.id = mo.programme_id
      where mo.deleted_at is null and (mo.month = ${month} or (mo.month = ${before} and ap.deleted_at is null
        and (ap.ended_on is null or ap.ended_on > ${monthEnd(before)}::date))))
    select k.programme_id, ap.name as programme, ti.code as tracking_id, k.currency, to_jsonb(mo) as now, to_jsonb(mb) as before
    from k join affiliate_programmes ap on ap.id = k.programme_id left join affiliate_tracking_ids ti on ti.id = k.tracking
    left join affiliate_months mo on ${same('now')} and mo.month = ${month} and mo.deleted_at is null
    left join affiliate_months mb on ${same('ago')} and mb.month = ${before} and mb.deleted_at is null
    order by k.currency <> ${own}, k.currency, ap.name collate "und-x-icu", ap.id, ti.position, ti.code`);
}
