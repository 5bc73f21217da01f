import { formatDate, formatMoney } from '../../http/format.js';
import { choice, currencyOfRecord, date, defineFields, money, number, text } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import { type Child, rows } from '../../records/rows/index.js';
import { DELIVERABLE_LABELS, PLATFORM_LABELS } from '../collabs/index.js';

/** What one side offered: minor units of the deal's currency. */
type Offer = {
  side: 'theirs' | 'ours';
  amount: number;
  offered_on: string | null;
  terms: string | null;
  currency: string;
};
/** What they want for it. */
type Wanted = {
  kind: keyof typeof DELIVERABLE_LABELS;
  title: string | null;
  platform: keyof typeof PLATFORM_LABELS | null;
  channel: string | null;
  quantity: number;
  live_on: string | null;
};
export type Offers = Child<Offer>[];
export type WantedDeliverables = Child<Wanted>[];

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
  ...{ label: 'Offers', one: 'Offer', part: 'offer', fields: OFFER_FIELDS, most: 100 },
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

const WANTED_FIELDS = defineFields({
  kind: choice({ label: 'What', of: DELIVERABLE_LABELS, initial: 'integrated_video' }),
  title: text({ label: 'Title', max: 200, optional: true }),
  platform: choice({ label: 'Platform', of: PLATFORM_LABELS, optional: true }),
  channel: text({ label: 'Channel', max: 200, optional: true, hint: 'Which of yours.' }),
  quantity: number({ label: 'How many', min: 1, max: 1000, initial: '1' }),
  live_on: date({ label: 'Live on' }),
});

/** What is wanted of a deal. */
export const WANTED = rows<Wanted>({
  ...{ label: 'Wanted deliverables', one: 'Deliverable', part: 'wanted', fields: WANTED_FIELDS, most: 100 },
  table: { name: 'deal_deliverables', by: 'deal_id' },
  apart: { asks: ['kind', 'platform', 'live_on', 'quantity'], folded: ['title', 'channel'], called: calledWanted },
  empty: () => false,
  key: (row) => JSON.stringify(row),
  shown: (all) => all.map(calledWanted).join('; '),
});

/** What a wanted deliverable is called. */
export function calledWanted(row: Row): string {
  const { kind, title, quantity } = row as Wanted;
  const what = DELIVERABLE_LABELS[kind] ?? String(kind);
  return `${quantity > 1 ? `${quantity} × ` : ''}${what}${title ? `: ${title}` : ''}`;
}
