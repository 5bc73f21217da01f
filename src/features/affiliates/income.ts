import { sql } from '../../platform/postgres/sql.js';
import type { Income } from '../../records/income.js';

/** What programmes paid, on the day it came: of the months that are paid. */
export const affiliateIncome: Income = {
  source: 'affiliate',
  rows: sql`
    select mo.paid_on as on_day, mo.currency, mo.received as amount, mo.id, mo.id as row_id, ap.company_id as payer_id, mo.name,
      'Commission' as what
    from affiliate_months mo join affiliate_programmes ap on ap.id = mo.programme_id
    where mo.deleted_at is null and mo.state = 'paid' and mo.paid_on is not null and mo.received is not null`,
};
