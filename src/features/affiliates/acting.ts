import { formatDate, formatMoney } from '../../http/format.js';
import type { Acting } from '../../records/record/acting.js';
import { MONTH_FIELDS, type MonthData } from './fields.js';
import { earningsOf } from './figures.js';

/** What a payout is asked with: all that was earned, unless it was told otherwise. */
export const monthActing: Acting = {
  begin(state, { fields }) {
    const month = fields as MonthData;
    const earned = earningsOf(month);
    if (state !== 'paid' || earned === null || earned < 0) return {};
    const { paid_amount = '' } = MONTH_FIELDS.typed({ ...month, paid_amount: month.paid_amount ?? earned });
    return {
      initial: { paid_amount },
      hints: {
        paid_amount: `Earned ${formatMoney(earned, month.currency)}`,
        ...(month.expected_on && { paid_on: `Expected ${formatDate(month.expected_on)}` }),
      },
    };
  },
};
