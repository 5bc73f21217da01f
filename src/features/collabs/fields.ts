import { CURRENCY_LABELS } from '../../http/currency.js';
import {
  choice,
  type DataOf,
  date,
  defineFields,
  id,
  lines,
  link,
  money,
  number,
  rate,
  record,
  text,
} from '../../records/fields/index.js';
import { COUNTRY_LABELS, categoryPath, companyField } from '../companies/index.js';
import { peopleRows } from '../contacts/index.js';
import { COMPENSATION_LABELS } from './choices.js';
import { DELIVERABLES } from './deliverables.js';
import { UNHELD } from './lock-bulk.js';
import { PAYMENTS } from './payments.js';
import { EXCLUSIVITIES, RIGHTS } from './rights.js';
import { STATES } from './states.js';

const STRANGE = 'Choose a company of the list, or type its name.';

/** Every field of a collab in the order of exports and histories. */
export const COLLAB_FIELDS = defineFields({
  name: text({
    label: 'Title',
    also: 'collab, name, project, campaign, deal',
    max: 200,
    missing: 'Give it a title.',
    squeezed: true,
    filter: true,
  }),
  company_id: id({ label: 'Company', beside: 'company', strange: STRANGE }),
  company: {
    ...companyField({ label: 'Company', column: 'company_id', bulk: true }),
    also: 'brand, sponsor, client, advertiser',
  },
  agency_id: id({ label: 'Agency', beside: 'agency', strange: STRANGE }),
  agency: companyField({ label: 'Agency', column: 'agency_id', hint: 'Where one stands between you.' }),
  contacts: { ...peopleRows('collab_contacts', 'collab_id'), also: 'contact, person, people' },
  category: record({ label: 'Category', column: 'category_id', named: categoryPath }),
  compensation: choice({
    label: 'Paid by',
    also: 'compensation, payment type',
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
  fee: money({ label: 'Fee', also: 'amount, price, rate, budget, value, payment', within: 'currency' }),
  in_kind_value: money({
    label: 'In kind',
    also: 'product value, gifted value',
    within: 'currency',
    hint: 'What products or travel are worth.',
  }),
  commission_rate: rate({ label: 'Agency’s commission', also: 'agency fee, commission', placeholder: '10' }),
  state: choice({
    label: 'State',
    also: 'status',
    of: STATES.all,
    filter: 'several',
    bulk: UNHELD,
    initial: 'agreed',
    missing: 'Choose its state.',
  }),
  signed_on: date({ label: 'Signed on', also: 'contract date' }),
  starts_on: date({ label: 'Starts on', also: 'start, start date, from', bulk: {} }),
  ends_on: date({ label: 'Ends on', also: 'end, end date, until', bulk: {} }),
  revisions_allowed: number({ label: 'Revision rounds', min: 0, max: 99, optional: true }),
  revisions_used: number({ label: 'Rounds used', min: 0, max: 99, initial: '0' }),
  promo_code: text({
    label: 'Promo code',
    also: 'code, coupon, coupon code, discount code',
    max: 100,
    optional: true,
    filter: true,
  }),
  tracking_link: link({ label: 'Tracking link', also: 'affiliate link, link, url', max: 2000 }),
  territory: choice({ label: 'Country', of: COUNTRY_LABELS, optional: true, empty: 'Worldwide' }),
  talking_points: lines({
    label: 'Say',
    also: 'talking points, key messages',
    max: 5000,
    hint: 'What must be said, a point a line.',
  }),
  lock_reason: text({
    label: 'Reason in spite of an exclusivity',
    max: 500,
    optional: true,
    hint: 'Wanted where a day lies in an older one when it is signed.',
  }),
  do_not_say: lines({ label: 'Do not say', also: "don't say", max: 5000, hint: 'A point a line.' }),
  deliverables: DELIVERABLES,
  payments: PAYMENTS,
  rights: RIGHTS,
  exclusivities: EXCLUSIVITIES,
});

/** A collab's fields as they are kept: days as YYYY-MM-DD, amounts in minor units, rates in basis points. */
export type CollabData = DataOf<typeof COLLAB_FIELDS>;
