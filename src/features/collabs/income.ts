import { sql } from '../../platform/postgres/sql.js';
import type { Income } from '../../records/income.js';

/** What was paid for one's collabs: each payment on the day it came, by what came of it so far. */
export const collabIncome: Income = {
  source: 'sponsorship',
  rows: sql`
    select p.paid_on as on_day, b.currency, p.paid_amount::bigint as amount, b.id, p.id as row_id, b.company_id as payer_id, b.name, p.label as what
    from collab_payments p join collabs b on b.id = p.collab_id
    where b.deleted_at is null and p.paid_amount > 0 and p.paid_on is not null`,
};
