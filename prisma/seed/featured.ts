import type { Fields, Step } from './types.js';

export const TRAILCAP_NAME = 'Trailcap 20 L park backpack with rain cover';

const ENTERED: Fields = {
  name: TRAILCAP_NAME,
  brand: 'Northgate Bags',
  model: 'Trailcap 20',
  sku: 'MQ-00020',
  asin: 'B0C7TRL20K',
  link: 'https://northgate-bags.example/trailcap-20',
  category: 'bags_and_carriers',
  quantity: 1,
  condition: 'new',
  source: 'review_unit',
  programme: 'Northgate press list',
  currency: 'USD',
  fair_market_value: 12000,
  fmv_method: 'retail_price',
  review_state: 'not_started',
};

/** The example of the product's pages: valued 120.00, sold for 80.00 with 10.40 fees and 7.60 postage. */
export const TRAILCAP: Step[] = [
  { ago: 80, state: 'requested', set: ENTERED, days: { requested_on: 80 } },
  { ago: 78, state: 'ordered', set: {}, days: { ordered_on: 78 } },
  {
    ago: 71,
    state: 'received',
    set: { location: 'Desk' },
    days: { received_on: 71, valued_on: 71, review_due_on: 43, resale_allowed_from: 47 },
  },
  { ago: 67, state: 'in_review', set: { condition: 'open_box', review_state: 'testing' } },
  {
    ago: 50,
    state: 'reviewed',
    set: {
      review_state: 'published',
      review_link: 'https://quillways.example/reviews/five-park-bags-one-week',
      rating: 4,
      disclosure_made: true,
    },
    days: { review_published_on: 50 },
  },
  { ago: 46, state: 'listed', set: { channel: 'Online marketplace', asking_price: 9500 }, days: { listed_on: 46 } },
  { ago: 31, set: { asking_price: 8500, location: 'Shelf B, bin 4' } },
  {
    ago: 3,
    state: 'sold',
    set: { sale_price: 8000, marketplace_fee: 800, payment_fee: 240, outbound_shipping: 760 },
    days: { sold_on: 3 },
  },
];
