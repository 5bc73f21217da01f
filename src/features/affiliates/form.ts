import type { Form } from '../../http/form.js';
import { monthYear } from '../../http/format.js';
import type { Declared } from '../../records/module.js';
import { lastMonth } from './months.js';
import { trackingOptions } from './programmes/tracking-options.js';

/** What the form of a month shows, and what it holds before anything is typed. */
export const monthForm: Declared['form'] = {
  layout: {
    sections: [
      {
        id: 'what',
        title: 'Which month',
        about: 'Of one programme, one tracking id and one currency.',
        fields: ['programme', 'tracking_id', 'month', 'state'],
      },
      {
        id: 'counts',
        title: 'What was counted',
        about: 'As the programme reports it. What it does not say stays empty.',
        fields: ['clicks', 'orders', 'items_shipped', 'items_returned'],
      },
      {
        id: 'earned',
        title: 'What it earned',
        about: 'Earnings are commission, bounties and adjustments.',
        fields: ['sales_amount', 'commission', 'bounties', 'adjustments'],
      },
    ],
    foldsAbout: 'The payout, and what few programmes report. Nothing here is needed now.',
    folds: [
      { id: 'payout', title: 'Payout', fields: ['expected_on', 'paid_on', 'paid_amount'] },
      { id: 'more', title: 'Items ordered and views', fields: ['items_ordered', 'views'] },
    ],
  },
  initial: ({ person, today }) => ({ currency: person.currency, month: lastMonth(today) }),
  options: async (db, form) => ({ tracking_id: await trackingOptions(db, form.values.programme_id ?? '') }),
  called,
};

function called({ values }: Form): string {
  return [values.programme, monthYear(`${values.month}-01`)].filter(Boolean).join(', ');
}
