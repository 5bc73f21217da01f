import { CURRENCY_LABELS } from '../../http/currency.js';
import {
  choice,
  type DataOf,
  date,
  defineFields,
  id,
  link,
  money,
  number,
  record,
  text,
  tick,
} from '../../records/fields/index.js';
import { collabName } from '../collabs/index.js';
import { BRAND_IN_BULK } from '../companies/index.js';
import { CATEGORY_LABELS, CONDITION_LABELS, FMV_METHOD_LABELS, SOURCE_LABELS } from './choices.js';
import { REVIEW_LOOKS, STATES } from './states.js';

const amount = (label: string, also?: string) => money({ label, also, within: 'currency' });
const day = (label: string, also?: string) => date({ label, also });
const words = (label: string, max: number, also?: string) => text({ label, also, max, optional: true, filter: true });
const key = (label: string, max: number, found: string, also?: string) =>
  text({ label, also, max, optional: true, filter: true, known: { found } });

/** Every field of an item in the order of exports and histories. */
export const ITEM_FIELDS = defineFields({
  name: text({
    label: 'Name',
    also: 'item, item name, product, product name, title',
    max: 200,
    missing: 'Give it a name.',
    filter: true,
  }),
  company_id: id({ label: 'Company', beside: 'brand', strange: 'Choose a brand of the list, or type its name.' }),
  brand: text({
    label: 'Brand',
    also: 'company, manufacturer, maker, vendor',
    max: 200,
    optional: true,
    hint: 'Not there? Type the name to add it.',
    url: '/companies/suggestions',
    id_name: 'company_id',
    add: 'brand',
    bulk: BRAND_IN_BULK,
  }),
  model: words('Model', 200, 'model number, model no'),
  serial: key('Serial number', 200, 'items_of_serial', 'serial no, s/n, sn'),
  sku: key('SKU', 100, 'items_of_sku', 'article number, stock number'),
  asin: key('ASIN', 20, 'items_of_asin'),
  link: link({ label: 'Link', also: 'url, product link, product page', max: 2000 }),
  category: choice({
    label: 'Category',
    also: 'type, product type',
    of: CATEGORY_LABELS,
    optional: true,
    filter: 'several',
    bulk: { none: 'no category' },
  }),
  quantity: number({
    label: 'Quantity',
    also: 'qty, count, pieces, units',
    min: 1,
    max: 100_000,
    initial: '1',
    hint: 'Amounts stand for the whole row.',
  }),
  condition: choice({ label: 'Condition', of: CONDITION_LABELS, initial: 'new', filter: 'several', bulk: {} }),
  location: text({
    label: 'Location',
    also: 'place, shelf, storage',
    max: 200,
    optional: true,
    filter: true,
    bulk: { none: 'nothing' },
  }),
  source: choice({
    label: 'Source',
    also: 'how it came, acquired by',
    of: SOURCE_LABELS,
    control: 'radios',
    filter: 'several',
    bulk: {},
    initial: 'review_unit',
    absent: null,
    missing: 'Choose how it came.',
  }),
  programme: text({
    label: 'Programme',
    also: 'program, pr list',
    max: 200,
    optional: true,
    filter: true,
    bulk: { none: 'nothing' },
  }),
  order_number: words('Order number', 100, 'order, order no, order id'),
  collab_id: id({ label: 'Collab', beside: 'collab', strange: 'Choose a collab of the list, or type its title.' }),
  collab: record({
    label: 'Collab',
    column: 'collab_id',
    id_name: 'collab_id',
    named: collabName,
    url: '/collabs/suggestions',
    hint: 'What it was given for.',
    listed: true,
  }),
  requested_on: day('Requested on'),
  ordered_on: day('Ordered on', 'order date, purchase date, purchased, bought'),
  received_on: day('Received on', 'arrived, delivered, delivery date, arrival date'),
  return_due_on: date({ label: 'Return due on', also: 'return by', bulk: {} }),
  review_due_on: date({ label: 'Review due on', also: 'review by, deadline, due, due date', bulk: {} }),
  resale_allowed_from: date({ label: 'Resale allowed from', bulk: {} }),
  currency: choice({
    label: 'Currency',
    of: CURRENCY_LABELS,
    filter: { one: 'Any currency' },
    missing: 'Choose a currency.',
    hint: 'Of all amounts on this page.',
  }),
  fair_market_value: amount('Market value', 'fmv, value, retail price, list price, msrp, rrp, worth'),
  fmv_method: choice({ label: 'How it was found', of: FMV_METHOD_LABELS, optional: true, empty: 'Not said' }),
  valued_on: day('Valued on'),
  cash_price: amount('Price paid', 'cost, cost price, paid, price, purchase price, amount paid'),
  cash_tax: amount('Tax paid', 'tax, sales tax, vat'),
  inbound_shipping: amount('Inbound shipping', 'shipping, shipping cost, postage'),
  review_state: choice({
    label: 'Review',
    also: 'review status',
    of: REVIEW_LOOKS,
    initial: 'not_started',
    filter: 'several',
    bulk: {},
  }),
  review_link: link({ label: 'Review link', also: 'review url, video, video link', max: 2000 }),
  review_published_on: day('Published on', 'review date'),
  rating: number({
    label: 'Rating',
    also: 'stars, score',
    min: 1,
    max: 5,
    optional: true,
    hint: '1 to 5.',
    filter: true,
  }),
  disclosure_made: tick({ label: 'Disclosure made', also: 'disclosure, disclosed', filter: 'yes or no' }),
  state: choice({
    label: 'State',
    also: 'status',
    of: STATES.all,
    filter: 'several',
    bulk: {},
    initial: 'received',
    absent: null,
    missing: 'Choose its state.',
  }),
  listed_on: day('Listed on'),
  channel: text({
    label: 'Channel',
    also: 'marketplace, platform, sold via',
    max: 100,
    optional: true,
    hint: 'Where it is offered or was sold.',
    filter: true,
  }),
  asking_price: amount('Asking price', 'listing price, asking'),
  sold_on: day('Sold on', 'sale date'),
  sale_price: amount('Sale price', 'sold for, selling price'),
  buyer_shipping: amount('Shipping paid by the buyer'),
  marketplace_fee: amount('Marketplace fee', 'fees, fee, selling fee, platform fee'),
  payment_fee: amount('Payment fee', 'processing fee'),
  outbound_shipping: amount('Outbound shipping', 'shipping paid, postage paid'),
  packaging: amount('Packaging'),
  refund: amount('Refund', 'amount refunded'),
  refunded_on: day('Refunded on'),
  returned_on: day('Returned on'),
  donated_on: day('Donated on'),
  donated_to: words('Donated to', 200),
  given_away_on: day('Given away on'),
  given_away_to: words('Given away to', 200),
  discarded_on: day('Discarded on'),
});

/** An item's fields as they are kept: days as YYYY-MM-DD, amounts in minor units. */
export type ItemData = DataOf<typeof ITEM_FIELDS>;
export type FieldName = keyof ItemData;
/** An item as its table holds it, with the figures that this generates; what nobody sold has no proceeds, profit and gain. */
export type ItemRow = ItemData & {
  id: string;
  version: number;
  cash_cost: number;
  counted_income: number;
  net_proceeds: number | null;
  cash_profit: number | null;
  taxable_gain: number | null;
};
