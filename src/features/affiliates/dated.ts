import { sql } from '../../platform/postgres/sql.js';
import { type Dated, type DatedRow, MONEY } from '../../records/dated.js';
import { IN_DIALOG } from '../../records/record/acts.js';
import { OPEN_MONTH } from './earned.js';
import { AFFILIATES } from './kind.js';

const pay = (row: DatedRow) => ({ label: 'Record payout', href: `${AFFILIATES.path}/${row.id}/pay`, attrs: IN_DIALOG });

/** The days of months: when each is to be paid, and when it was. */
export const monthsDated: Dated = {
  path: AFFILIATES.path,
  whats: {
    payout: { group: MONEY, label: 'Payout', word: 'Money', icon: 'banknote', field: 'expected_on', act: pay },
  },
  rows: (only) => sql`
    select 'payout' as what, mo.id, null::uuid as row_id, mo.name, null::text as detail, null::date as since,
      case when mo.state = 'paid' then coalesce(mo.paid_on, mo.payout_on) else mo.payout_on end as day,
      case mo.state when 'paid' then 'done' when 'reversed' then 'cancelled' else 'open' end as standing, ${OPEN_MONTH} as asks, mo.state,
      case when mo.state = 'paid' then mo.received else mo.earnings end as amount, mo.currency, mo.version, mo.updated_at, mo.deleted_at
    from affiliate_months mo
    where (mo.payout_on is not null or mo.state = 'paid') and ${only === 'open' ? OPEN_MONTH : sql`true`}`,
};
