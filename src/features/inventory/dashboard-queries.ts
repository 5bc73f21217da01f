import { formatMoney, shortDate } from '../../http/format.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Due, DueSoon } from '../../records/due.js';
import { pathOf } from '../../records/kinds.js';
import { DUE_DAYS, MOST_COMING, MOST_DUE } from '../../records/limits.js';
import { IN_DIALOG } from '../../records/record/acts.js';
import { returnIsOpen, reviewIsOpen } from './due.js';
import { INVENTORY } from './kind.js';

type DueRow = {
  id: string;
  name: string;
  brand: string | null;
  kind: 'review' | 'return';
  due_on: string;
  days_late: number;
  received_on: string | null;
  fair_market_value: number | null;
  currency: string;
  total: number;
};

export type RecentRow = { item_id: string; name: string; act: string; state: string | null; at: Date };

// What asks for something until a day: a review that is neither out nor waived, a loaner that is still here.
const DUE = sql`
  select i.id, i.name, i.brand, i.received_on, i.fair_market_value, i.currency, 'review' as kind, i.review_due_on as due_on
  from inventory_items i
  where i.deleted_at is null and i.review_due_on is not null and ${reviewIsOpen('i')}
  union all
  select i.id, i.name, i.brand, i.received_on, i.fair_market_value, i.currency, 'return', i.return_due_on
  from inventory_items i
  where i.deleted_at is null and i.return_due_on is not null and ${returnIsOpen('i')}`;

/** What is due until `today` and in the days after it, soonest first. */
export async function dueItems(db: ReadDoor, today: string): Promise<DueSoon> {
  const found = await db.rows<DueRow>(sql`
    with due as (${DUE})
    (select *, (${today}::date - due_on) as days_late, count(*) over () as total from due where due_on <= ${today}::date
      order by due_on, name limit ${MOST_DUE})
    union all
    (select *, (${today}::date - due_on) as days_late, 0 as total from due where due_on > ${today}::date and due_on <= ${today}::date + ${DUE_DAYS}::int
      order by due_on, name limit ${MOST_COMING})`);
  return { rows: found.map(dueItem), count: Math.max(0, ...found.map(({ total }) => total)) };
}

function dueItem(row: DueRow): Due {
  const isReview = row.kind === 'review';
  const came = row.received_on ? `received ${shortDate(row.received_on)}` : undefined;
  const href = pathOf({ kind: INVENTORY, id: row.id });
  const kind = isReview ? 'Review' : 'Return';
  return {
    due_on: row.due_on,
    days_late: row.days_late,
    href,
    title: `${isReview ? 'Review' : 'Return loaner'}: ${row.name}`,
    detail: [row.brand, came].filter(Boolean).join(', '),
    icon: isReview ? 'package' : 'undo-2',
    amount: row.fair_market_value === null ? '' : `${formatMoney(row.fair_market_value, row.currency)} ${row.currency}`,
    act: isReview
      ? { label: 'Mark as reviewed', href: `${href}/review`, attrs: IN_DIALOG }
      : { label: 'Record return', href: `${href}/return`, attrs: IN_DIALOG },
    agenda: { label: `${kind} due: ${row.name}`, kind, series: isReview ? 'c4' : 'c2' },
  };
}

const MERGES_TOLD = ['relinked', 'linked_back'];

/** The last six things that were done to a person's items, newest first; a merge of companies is none. */
export function recentChanges(db: ReadDoor): Promise<RecentRow[]> {
  return db.rows<RecentRow>(sql`
    select i.id as item_id, i.name, h.act, h.changes -> 'state' ->> 1 as state, h.at
    from history h join inventory_items i on i.id = h.inventory_item_id
    where h.user_id = app_user_id() and i.deleted_at is null and h.act <> all(${MERGES_TOLD}::text[])
    order by h.at desc limit 6`);
}
