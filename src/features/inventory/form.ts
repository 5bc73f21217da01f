import type { Form } from '../../http/form.js';
import type { Declared } from '../../records/module.js';
import type { FormLayout } from '../../records/record/form-layout.js';
import { INVENTORY } from './kind.js';

/** What the next item of the same parcel most likely shares with the one just saved. */
const SHARED = ['brand', 'source', 'programme', 'received_on', 'currency'] as const;

const LEAVING = [
  ...['channel', 'listed_on', 'asking_price', 'sold_on', 'sale_price', 'buyer_shipping', 'marketplace_fee'],
  ...['payment_fee', 'outbound_shipping', 'packaging', 'refund', 'refunded_on', 'returned_on'],
  ...['donated_on', 'donated_to', 'given_away_on', 'given_away_to', 'discarded_on'],
];

const LAYOUT: FormLayout = {
  sections: [
    {
      id: 'what',
      title: 'What it is',
      about: 'Enough to find it on the shelf and in a search.',
      fields: ['name', 'brand', 'category'],
    },
    {
      id: 'came',
      title: 'How it came',
      about: 'Decides what counts as income and what must go back.',
      fields: ['source', 'state', 'received_on'],
    },
    {
      id: 'value',
      title: 'Value',
      about: 'Counts as income in kind when it is a review unit.',
      fields: ['fair_market_value', 'fmv_method'],
    },
    {
      id: 'review',
      title: 'Review',
      about: 'The day that was promised.',
      fields: ['review_due_on', 'photos', 'note'],
      along: { title: 'Review and notes', about: 'Only you see them.' },
    },
  ],
  foldsAbout: 'Order, purchase, review, leaving. Nothing here is needed now.',
  folds: [
    {
      id: 'numbers',
      title: 'Numbers and place',
      fields: ['model', 'serial', 'sku', 'asin', 'link', 'condition', 'quantity', 'location'],
    },
    {
      id: 'order',
      title: 'Order',
      fields: [
        'programme',
        'order_number',
        'collab',
        'requested_on',
        'ordered_on',
        'return_due_on',
        'resale_allowed_from',
      ],
    },
    { id: 'purchase', title: 'Purchase', fields: ['cash_price', 'cash_tax', 'inbound_shipping', 'valued_on'] },
    {
      id: 'review',
      title: 'Review',
      fields: ['review_state', 'review_published_on', 'review_link', 'rating', 'disclosure_made'],
    },
    { id: 'leaving', title: 'Leaving', fields: LEAVING, by: 'state' },
  ],
  wide: ['name', 'link', 'review_link'],
  asks: {
    source: {
      loaner: { rest: ['return_due_on'] },
      purchase: { rest: ['cash_price', 'cash_tax', 'inbound_shipping'] },
    },
  },
};

/** What the form of an item shows, and what it holds before anything is typed. */
export const itemForm: Declared['form'] = {
  layout: LAYOUT,
  initial: ({ person, today }) => ({ received_on: today, currency: person.currency }),
  next: nextItemUrl,
};

function nextItemUrl({ values }: Form): string {
  const shared = SHARED.flatMap((name) => (values[name] ? [[name, values[name]] as [string, string]] : []));
  return `${INVENTORY.path}/new?${new URLSearchParams(shared)}`;
}
