import { sql } from '../../platform/postgres/sql.js';
import type { Reader } from '../../records/list/define.js';
import { conflictNotice } from './conflict-view.js';
import { conflictsFrom, type Met, metBy } from './conflicts.js';
import { calledDeliverable, type Deliverables } from './deliverables.js';
import type { CollabData } from './fields.js';
import { COLLABS } from './kind.js';
import { isToCome } from './lock-faults.js';
import { lockedWork, lockedWorkView } from './locked-work.js';
import { ENDED, SIGNED } from './states.js';
import { fullWeeks, type Week, weeksOf } from './week.js';

/** What the page of a collab reads of locks besides its fields. */
export type WithLocks = { met: Met[]; weeks: Week[]; locked_work: Parameters<typeof lockedWorkView>[0] };

/** Columns of a select over `collabs b`. */
export function locksOf(reader: Reader) {
  const days = sql`select t.id::text as row, t.platform, t.live_on from collab_deliverables t
    where t.collab_id = b.id and t.state not in ('live', 'verified', 'missed')`;
  const weekly = sql`select coalesce(t.went_live_on, t.live_on) as live_on, t.quantity, t.state not in ('live', 'verified') as is_open
    from collab_deliverables t where t.collab_id = b.id and t.state <> 'missed'`;
  const work = sql`select b.company_id, b.category_id, b.territory, b.compensation, b.id as collab_id`;
  return sql`${metBy(work, days)} as met, ${weeksOf(weekly, sql`b.id`, reader)} as weeks, ${lockedWork()} as locked_work`;
}

/** What the page says of it, and what stands beside each deliverable. */
export function locksView(row: CollabData & WithLocks & { id: string }, reader: Reader) {
  if (ENDED.includes(row.state)) return { all: [], shown: {} };
  const all = conflictsFrom(row.met);
  const tried = (row.deliverables as Deliverables).filter(isToCome).map((it) => ({
    row: String(it.row),
    called: calledDeliverable(it),
    path: `${COLLABS.path}/${row.id}/deliverables/${it.row}`,
  }));
  const blocked = SIGNED.includes(row.state) ? '' : 'Signing is blocked until the day moves or you give a reason.';
  return {
    all,
    shown: {
      conflicts: conflictNotice(all, tried, blocked),
      in_lock: lockedWorkView(row.locked_work),
      full_weeks: fullWeeks(row.weeks, reader),
    },
  };
}
