import { viewUrl } from '../../http/list/page.js';
import { dayAfter } from '../../platform/clock.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { anyDay, sql } from '../../platform/postgres/sql.js';
import { returnIsOpen, reviewIsOpen, UNREVIEWED } from './due.js';
import { INVENTORY } from './kind.js';
import { IN_STOCK, REVIEW_LOOKS } from './states.js';

/** How many reviews are wanted and how many loaners are here, and of how many the day is behind, or has come. */
export type ItemsWaiting = { reviews: number; reviews_late: number; loaners: number; loaners_due: number };

/** The reviews that a person still owes, and the loaners that are with them. */
export async function itemsWaiting(db: ReadDoor, today: string): Promise<ItemsWaiting> {
  const day = anyDay(today);
  const waiting = sql`
    select r.reviews, r.reviews_late, l.loaners, l.loaners_due
    from (select count(*)::int as reviews, (count(*) filter (where i.review_due_on < ${day}))::int as reviews_late
      from inventory_items i where i.deleted_at is null and ${reviewIsOpen('i')}) r,
    (select count(*)::int as loaners, (count(*) filter (where i.return_due_on <= ${day}))::int as loaners_due
      from inventory_items i where i.deleted_at is null and ${returnIsOpen('i')}) l`;
  const row = await db.row<ItemsWaiting>(waiting);
  return row ?? { reviews: 0, reviews_late: 0, loaners: 0, loaners_due: 0 };
}

/** Where those rows are listed. */
export function waitingHref(name: keyof ItemsWaiting, today: string): string {
  const asked: Record<keyof ItemsWaiting, Record<string, string | string[]>> = {
    reviews: REVIEWS,
    reviews_late: { ...REVIEWS, review_due_on_to: dayAfter(today, -1) },
    loaners: LOANERS,
    loaners_due: { ...LOANERS, return_due_on_to: today },
  };
  return viewUrl(INVENTORY.path, {}, asked[name]);
}

const REVIEWS = {
  review_state: Object.keys(REVIEW_LOOKS).filter((it) => it !== 'published' && it !== 'not_required'),
  state: [...UNREVIEWED],
};
const LOANERS = { source: 'loaner', state: [...IN_STOCK] };
