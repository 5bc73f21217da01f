import { isOneOf, join, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Dated, DatedRow, DayGroup } from '../../records/dated.js';
import { IN_DIALOG } from '../../records/record/acts.js';
import { returnIsOpen, reviewIsOpen } from './due.js';
import { INVENTORY } from './kind.js';
import { IN_STOCK } from './states.js';

const GROUP: DayGroup = { name: INVENTORY.name, label: INVENTORY.title, series: 'c4' };
const opened = (label: string, act: string) => (row: DatedRow) => ({
  label,
  href: `${INVENTORY.path}/${row.id}/${act}`,
  attrs: IN_DIALOG,
});

/** The days of items: a review that is wanted, a loaner that goes back, from when something may be sold. */
export const inventoryDated: Dated = {
  path: INVENTORY.path,
  whats: {
    review: {
      group: GROUP,
      label: 'Review',
      word: 'Review',
      icon: 'package',
      since: 'received',
      field: 'review_due_on',
      act: opened('Mark as reviewed', 'review'),
    },
    return: {
      group: GROUP,
      label: 'Return loaner',
      word: 'Return',
      icon: 'undo-2',
      since: 'received',
      field: 'return_due_on',
      act: opened('Record return', 'return'),
    },
    resale: { group: GROUP, label: 'May be sold', word: 'Resale', icon: 'tag', field: 'resale_allowed_from' },
  },
  rows: (only) =>
    join(
      [
        daysOf(only, {
          what: 'review',
          day: sql`i.review_due_on`,
          open: reviewIsOpen('i'),
          before: UNREVIEWED,
          asks: true,
        }),
        daysOf(only, {
          what: 'return',
          day: sql`i.return_due_on`,
          open: returnIsOpen('i'),
          before: LOANED,
          asks: true,
        }),
        daysOf(only, {
          what: 'resale',
          day: sql`i.resale_allowed_from`,
          open: IN_HAND,
          before: sql`true`,
          asks: false,
        }),
      ],
      ' union all ',
    ),
};

// What did not come yet will still be reviewed, go back or be sold; what was cancelled never will.
const IN_HAND = isOneOf(sql`i.state`, IN_STOCK);
const UNREVIEWED = sql`i.review_state not in ('published', 'not_required')`;
const LOANED = sql`i.source = 'loaner'`;

type OfItem = { what: string; day: Sql; open: Sql; before: Sql; asks: boolean };

function daysOf(only: 'open' | 'all', { what, day, open, before, asks }: OfItem): Sql {
  return sql`
    select ${what}::text as what, i.id, null::uuid as row_id, i.name, i.brand as detail, i.received_on as since, ${day} as day,
      case when i.state = 'cancelled' then 'cancelled'
        when ${open} or (${before} and i.state in ('requested', 'ordered')) then 'open' else 'done' end as standing,
      ${asks ? open : sql`false`} as asks, i.state, i.fair_market_value as amount, i.currency, i.version, i.updated_at, i.deleted_at
    from inventory_items i where ${day} is not null and ${only === 'open' ? open : sql`true`}`;
}
