import { CURRENCY_LABELS } from '../../http/currency.js';
import { choice, type DataOf, date, defineFields, id, money, rate, record, text } from '../../records/fields/index.js';
import { COMPENSATION_LABELS } from '../collabs/index.js';
import { COUNTRY_LABELS, categoryPath, companyField } from '../companies/index.js';
import { peopleRows } from '../contacts/index.js';
import { lostReasonName } from './lost-reasons.js';
import { OFFERS, WANTED } from './offers.js';
import { STAGE_IN_BULK, stageFilter, stageName } from './stages.js';

/** Where a deal came from. */
const SOURCE_LABELS = {
  inbound: 'Inbound',
  outbound: 'Outbound',
  agency: 'Agency',
  referral: 'Referral',
  renewal: 'Renewal',
} as const;

/** Every field of a deal in the order of exports and histories. */
export const DEAL_FIELDS = defineFields({
  name: text({
    label: 'Title',
    also: 'deal, deal name, name, project, campaign',
    max: 200,
    missing: 'Give it a title.',
    squeezed: true,
    filter: true,
  }),
  company_id: id({
    label: 'Company',
    beside: 'company',
    strange: 'Choose a company of the list, or type its name.',
  }),
  company: {
    ...companyField({ label: 'Company', column: 'company_id', bulk: true }),
    also: 'brand, sponsor, client, advertiser',
  },
  contacts: { ...peopleRows('deal_contacts', 'deal_id'), also: 'contact, person, people' },
  placement: text({ label: 'Channel or placement', also: 'channel, platform', max: 200, optional: true, filter: true }),
  category: record({ label: 'Category', column: 'category_id', named: categoryPath }),
  territory: choice({ label: 'Country', of: COUNTRY_LABELS, optional: true, empty: 'Worldwide' }),
  source: choice({
    label: 'Source',
    also: 'lead source',
    of: SOURCE_LABELS,
    optional: true,
    filter: 'several',
    bulk: { none: 'nothing' },
  }),
  compensation: choice({
    label: 'Paid by',
    also: 'compensation',
    of: COMPENSATION_LABELS,
    initial: 'cash',
    filter: 'several',
    bulk: {},
  }),
  currency: choice({
    label: 'Currency',
    of: CURRENCY_LABELS,
    filter: { one: 'Any currency' },
    missing: 'Choose a currency.',
  }),
  amount: money({
    label: 'Amount',
    also: 'value, budget, fee, price, rate, deal value',
    within: 'currency',
    hint: 'What is on the table.',
  }),
  stage: record({
    label: 'Stage',
    also: 'status, state',
    column: 'stage_id',
    named: stageName,
    always: true,
    filter: stageFilter,
    bulk: STAGE_IN_BULK,
  }),
  probability: rate({
    label: 'Probability',
    also: 'chance, likelihood',
    hint: 'In per cent, where it is not the stage’s own.',
  }),
  first_contact_on: date({ label: 'First contact on', also: 'contacted' }),
  expected_on: date({ label: 'Expected close on', also: 'close date, expected', bulk: {} }),
  closed_on: date({ label: 'Closed on', also: 'date closed' }),
  next_step: text({
    label: 'Next step',
    also: 'next action, to do',
    max: 200,
    optional: true,
    placeholder: 'Send media kit',
    filter: true,
  }),
  next_step_on: date({ label: 'Next step on', also: 'next step date, follow up', bulk: {} }),
  hold_until: date({ label: 'On hold until' }),
  lost_reason: record({
    label: 'Lost because',
    also: 'reason, why lost',
    column: 'lost_reason_id',
    named: lostReasonName,
  }),
  lost_note: text({ label: 'What was said', max: 500, optional: true }),
  offers: OFFERS,
  deliverables: WANTED,
});

/** A deal's fields as they are kept: days as YYYY-MM-DD, amounts in minor units, rates in basis points. */
export type DealData = DataOf<typeof DEAL_FIELDS>;
