import { formatDate, formatMoney } from '../../http/format.js';
import { choice, currencyOfRecord, date, defineFields, money, text } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import { type Child, rows } from '../../records/rows/index.js';
import { calledPromised, PROMISED, type Promised } from '../collabs/index.js';

/** What one side offered: minor units of the deal's currency. */
type Offer = {
  side: 'theirs' | 'ours';
  amount: number;
  offered_on: string | null;
  terms: string | null;
  currency: string;
};
export type Offers = Child<Offer>[];
/** What they want for it. */
export type WantedDeliverables = Child<Promised>[];

const SIDES = { theirs: 'They offered', ours: 'You asked' } as const;

const OFFER_FIELDS = defineFields({
  side: choice({ label: 'Who', of: SIDES, initial: 'theirs', control: 'radios' }),
  amount: money({ label: 'Amount', within: 'currency', missing: 'Type the amount.' }),
  offered_on: date({ label: 'On' }),
  terms: text({ label: 'Terms', max: 300, optional: true, placeholder: 'without whitelisting, 90 days' }),
  currency: currencyOfRecord('deals', 'deal_id'),
});

/** The offers of a deal, of either side. */
export const OFFERS = rows<Offer>({
  label: 'Offers',
  one: 'Offer',
  part: 'offer',
  fields: OFFER_FIELDS,
  most: 100,
  rules: ({ offered_on }) => (offered_on === null ? { offered_on: 'Choose the day of the offer.' } : {}),
  table: { name: 'deal_offers', by: 'deal_id' },
  apart: {
    asks: ['side', 'amount', 'offered_on', 'terms'],
    called: ({ side, offered_on }) =>
      `${SIDES[(side as Offer['side']) ?? 'theirs']}, ${formatDate(String(offered_on))}`,
    begin: (_db, { row, today }) => (row === null ? { initial: { offered_on: today } } : {}),
  },
  empty: () => false,
  key: (row) => JSON.stringify(row),
  shown: (all) => all.map((it) => `${SIDES[it.side]} ${formatMoney(it.amount, it.currency)} ${it.currency}`).join('; '),
});

/** What is wanted of a deal. */
export const WANTED = rows<Promised>({
  label: 'Wanted deliverables',
  one: 'Deliverable',
  part: 'wanted',
  fields: defineFields(PROMISED),
  most: 100,
  table: { name: 'deal_deliverables', by: 'deal_id' },
  apart: { asks: ['kind', 'platform', 'live_on', 'quantity'], folded: ['title', 'channel'], called: calledWanted },
  empty: () => false,
  key: (row) => JSON.stringify(row),
  shown: (all) => all.map(calledWanted).join('; '),
});

/** What a wanted deliverable is called. */
export function calledWanted(row: Row): string {
  return calledPromised(row as Promised);
}
