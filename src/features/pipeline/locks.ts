import { formatDate } from '../../http/format.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Reader } from '../../records/list/define.js';
import {
  conflictNotice,
  conflictsFrom,
  fullWeeks,
  lockWords,
  type Met,
  metBy,
  PLATFORM_LABELS,
  type Week,
  weeksOf,
} from '../collabs/index.js';
import type { DealData } from './fields.js';
import { PIPELINE } from './kind.js';
import { calledWanted, type WantedDeliverables } from './offers.js';
import type { StageKind } from './stages.js';

/** What the page of a deal reads of locks and weeks besides its fields. */
export type WithLocks = { met: Met[]; weeks: Week[] };
type Deal = DealData & WithLocks & { id: string; kind: StageKind };

/** Columns of a select over `deals d`: the locks that what is wanted meets, and the weeks that it fills. */
export function locksOf(reader: Reader) {
  const days = sql`select t.id::text as row, t.platform, t.live_on, t.quantity, true as is_open from deal_deliverables t where t.deal_id = d.id`;
  const work = sql`select d.company_id, d.category_id, d.territory, d.compensation, null::uuid as collab_id`;
  return sql`${metBy(work, days)} as met, ${weeksOf(days, sql`null::uuid`, reader)} as weeks`;
}

/** What is wanted of a deal with its locks, and the notice of those that it lies in. A deal that is won or lost is promised no more. */
export function locksView(row: Deal, reader: Reader) {
  const isOpen = row.kind === 'open' || row.kind === 'hold';
  const conflicts = isOpen ? conflictsFrom(row.met) : [];
  const wanted = (row.deliverables as WantedDeliverables).map((it) => ({
    row: String(it.row),
    called: calledWanted(it),
    path: `${PIPELINE.path}/${row.id}/deliverables/${it.row}`,
    where: [it.platform && PLATFORM_LABELS[it.platform], it.channel].filter(Boolean).join(', '),
    live: it.live_on && formatDate(it.live_on),
    lock: lockWords(conflicts, String(it.row)),
  }));
  return {
    wanted,
    conflicts: conflictNotice(conflicts, wanted, 'Winning is blocked until the day moves or you give a reason.'),
    full_weeks: isOpen ? fullWeeks(row.weeks, reader) : [],
  };
}
