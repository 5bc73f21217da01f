import {
  choice,
  currencyOfRecord,
  type DataOf,
  date,
  defineFields,
  money,
  number,
  text,
} from '../../records/fields/index.js';
import { rows } from '../../records/rows/index.js';
import { DELIVERABLE_LABELS, DUE_WHEN_LABELS, PLATFORM_LABELS } from './choices.js';
import { PLAN_LABELS } from './payment-plan.js';

/** Something that will be delivered, as it is planned. */
type PlannedDeliverable = {
  kind: keyof typeof DELIVERABLE_LABELS | null;
  title: string | null;
  platform: keyof typeof PLATFORM_LABELS | null;
  live_on: string | null;
  draft_due_on: string | null;
  channel: string | null;
  quantity: number | null;
};
type OwnPayment = {
  label: string | null;
  amount: number | null;
  due_when: keyof typeof DUE_WHEN_LABELS;
  due_on: string | null;
  note: string | null;
  currency: string;
};

/** Kept as it was wanted, and asked for nowhere. */
const UNSEEN = { input: { control: 'none' } } as const;

const DELIVERABLES = rows<PlannedDeliverable>({
  label: 'Deliverables',
  one: 'Deliverable',
  part: 'deliverable',
  most: 100,
  fields: defineFields({
    kind: choice({ label: 'What', of: DELIVERABLE_LABELS, optional: true, empty: 'Choose' }),
    title: text({ label: 'Title', max: 200, optional: true }),
    platform: choice({ label: 'Platform', of: PLATFORM_LABELS, optional: true, empty: 'Anywhere' }),
    live_on: date({ label: 'Live on' }),
    draft_due_on: date({ label: 'Draft due' }),
    channel: { ...text({ label: 'Channel', max: 200, optional: true }), ...UNSEEN },
    quantity: { ...number({ label: 'How many', min: 1, max: 1000, optional: true }), ...UNSEEN },
  }),
  rules: (row) =>
    row.kind === null && !isBlank(row as PlannedDeliverable) ? { kind: 'Say what it is, or clear the row.' } : {},
  table: { name: 'collab_deliverables', by: 'collab_id' },
  empty: isBlank,
  key: (row) => JSON.stringify(row),
  shown: (all) => all.map(({ title }) => title).join('; '),
});

const PAYMENTS = rows<OwnPayment>({
  label: 'Payments',
  one: 'Payment',
  part: 'payment',
  most: 100,
  fields: defineFields({
    label: text({ label: 'For', max: 200, optional: true, placeholder: 'On signing' }),
    amount: money({ label: 'Amount', within: 'currency' }),
    due_when: choice({ label: 'Due', of: DUE_WHEN_LABELS, initial: 'live' }),
    due_on: date({ label: 'Due on' }),
    note: text({ label: 'Note', max: 500, optional: true }),
    currency: currencyOfRecord('collabs', 'collab_id'),
  }),
  rules: ({ label, amount }) => ({
    ...(label && amount === null && { amount: 'Type the amount.' }),
    ...(!label && amount !== null && { label: 'Say what it is for.' }),
  }),
  table: { name: 'collab_payments', by: 'collab_id' },
  empty: ({ label, amount }) => !label && amount === null,
  key: (row) => JSON.stringify(row),
  shown: (all) => all.map(({ label }) => label).join('; '),
});

/** What is asked of a collab that is about to be made: the agreement as it will stand. `currency` is that of what it comes of. */
export const PLAN_FIELDS = defineFields({
  name: text({ label: 'Title', max: 200, missing: 'Give it a title.', squeezed: true }),
  currency: text({ label: 'Currency', max: 3 }),
  fee: money({ label: 'Fee', within: 'currency' }),
  deliverables: DELIVERABLES,
  plan: choice({ label: 'Payments', of: PLAN_LABELS, initial: 'delivery', control: 'radios' }),
  payments: PAYMENTS,
  signed_on: date({ label: 'Signed on' }),
  starts_on: date({ label: 'Starts on' }),
  ends_on: date({ label: 'Ends on' }),
  lock_reason: text({ label: 'Reason in spite of an exclusivity', max: 500, optional: true }),
});

/** A collab as it is planned: days as YYYY-MM-DD, amounts in minor units. */
export type CollabPlan = DataOf<typeof PLAN_FIELDS>;

function isBlank({ kind, title, platform, live_on, draft_due_on }: PlannedDeliverable): boolean {
  return !(kind || title || platform || live_on || draft_due_on);
}
