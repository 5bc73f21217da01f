import { CURRENCY_LABELS } from '../../http/currency.js';
import {
  choice,
  type DataOf,
  date,
  defineFields,
  id,
  money,
  month,
  number,
  record,
} from '../../records/fields/index.js';
import { PROGRAMMES } from './programmes/kind.js';
import { programmeName, trackingCode } from './programmes/named.js';
import { STATES } from './states.js';

const COUNT = { min: 0, max: 1_000_000_000, optional: true } as const;

/** Every field of a month in the order of exports and histories. */
export const MONTH_FIELDS = defineFields({
  month: month({ label: 'Month', also: 'period', missing: 'Say which month it is.' }),
  programme_id: id({
    label: 'Programme',
    beside: 'programme',
    strange: 'Choose a programme of the list.',
    always: true,
  }),
  programme: record({
    label: 'Programme',
    also: 'program, merchant',
    column: 'programme_id',
    id_name: 'programme_id',
    named: programmeName,
    always: true,
    url: `${PROGRAMMES.path}/suggestions`,
  }),
  tracking_id: record({
    label: 'Tracking id',
    also: 'tracking, store id',
    column: 'tracking_row_id',
    named: trackingCode,
  }),
  currency: choice({
    label: 'Currency',
    of: CURRENCY_LABELS,
    filter: { one: 'Any currency' },
    missing: 'Choose a currency.',
  }),
  clicks: number({ ...COUNT, label: 'Clicks', filter: true }),
  orders: number({ ...COUNT, label: 'Orders', also: 'conversions' }),
  items_ordered: number({ ...COUNT, label: 'Items ordered', also: 'ordered, units ordered' }),
  items_shipped: number({ ...COUNT, label: 'Items shipped', also: 'shipped, units shipped' }),
  items_returned: number({ ...COUNT, label: 'Items returned', also: 'returned, returns, units returned' }),
  sales_amount: money({ label: 'Sales', also: 'revenue, sales volume', within: 'currency' }),
  commission: money({ label: 'Commission', also: 'earnings, income, commissions', within: 'currency' }),
  bounties: money({ label: 'Bounties', also: 'bounty', within: 'currency' }),
  adjustments: money({
    label: 'Adjustments',
    within: 'currency',
    signed: true,
    hint: 'What was taken back stands with a minus.',
  }),
  views: number({
    ...COUNT,
    label: 'Views',
    also: 'impressions',
    hint: 'Of what led there, for earnings by 1,000 views.',
  }),
  state: choice({
    label: 'State',
    also: 'status',
    of: STATES.all,
    filter: 'several',
    bulk: {},
    initial: 'estimated',
    missing: 'Choose its state.',
  }),
  expected_on: date({
    label: 'Expected on',
    also: 'expected date',
    hint: 'Where it is not the day that the programme’s delay says.',
    bulk: {},
  }),
  paid_on: date({ label: 'Paid on', also: 'payment date, date paid, payout date', bulk: {} }),
  paid_amount: money({
    label: 'Paid amount',
    also: 'amount paid, payout',
    within: 'currency',
    hint: 'Where it is not what was earned.',
  }),
});

/** A month's fields as they are kept: amounts in minor units. */
export type MonthData = DataOf<typeof MONTH_FIELDS>;
