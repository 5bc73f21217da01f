import { viewUrl } from '../../http/list/page.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Income, InKind } from '../../records/income.js';
import { COUNTED } from './figures.js';
import { INVENTORY } from './kind.js';
import { COUNTED_STATES, COUNTS } from './tax-rows.js';

const SOLD = sql`i.deleted_at is null and i.state in ('sold', 'refunded')`;

/**
 * The net proceeds of what was sold, on the day of the sale, and each refund on its own day: both together are the net of the item. What
 * was sold and refunded on one day, or refunded on no day, is one row.
 */
export const resaleIncome: Income = {
  source: 'resale',
  // Each by the index of its own day, which holds all that is read but the names.
  rows: sql`
    select i.sold_on as on_day, i.currency, (i.net_proceeds + case when i.refunded_on <> i.sold_on then coalesce(i.refund, 0) else 0 end)::bigint as amount,
      i.id, i.id as row_id, i.company_id as payer_id, i.name, 'Sold' as what
    from inventory_items i where ${SOLD} and i.sold_on is not null
    union all
    select i.refunded_on, i.currency, -i.refund::bigint, i.id, i.id, i.company_id, i.name, 'Refunded'
    from inventory_items i where ${SOLD} and i.refunded_on <> i.sold_on and i.refund > 0`,
};

/** Review units and payment in kind by their market value, on the day they were received: what the tax year counts too. */
export const itemsInKind: InKind = {
  rows: sql`
    select i.received_on as on_day, i.currency, i.counted_income::bigint as amount from inventory_items i
    where ${COUNTS} and i.received_on is not null`,
  listed: ({ from, to }, currency) =>
    viewUrl(
      INVENTORY.path,
      {},
      {
        source: [...COUNTED],
        state: COUNTED_STATES,
        received_on_from: from,
        received_on_to: to,
        currency,
        columns: ['brand', 'source', 'received_on', 'fair_market_value'],
      },
    ),
};
