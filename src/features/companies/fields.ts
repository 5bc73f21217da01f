import { requiredText } from '../../http/form.js';
import type { Beside } from '../../records/bulk/field.js';
import {
  choice,
  type DataOf,
  defineFields,
  lines,
  link,
  number,
  record,
  text,
  tick,
  timeZone,
  withScheme,
} from '../../records/fields/index.js';
import { CATEGORY_IN_BULK, categoryFilter, categoryPath } from './categories.js';
import { COUNTRY_LABELS } from './countries.js';
import { nameOf, PARENT_IN_BULK } from './in-bulk.js';
import { faultOfLinks, keptWebsite, readWebsite } from './website.js';

const KIND_LABELS = {
  brand: 'Brand',
  agency: 'Agency',
  network: 'Network',
  retailer: 'Retailer',
  park_or_resort: 'Park or resort',
  media: 'Media',
} as const;
export const NO_REASON = 'Say why, so that the others know.';

const REASON: Beside = {
  name: 'do_not_contact_reason',
  label: 'Reason',
  type: 'text',
  control: 'text',
  initial: () => '',
  schema: requiredText(500, NO_REASON),
};

/** Every field of a company in the order of exports and histories. */
export const COMPANY_FIELDS = defineFields({
  name: text({
    label: 'Name',
    also: 'company, company name, brand, brand name, organisation, organization',
    max: 200,
    missing: 'Give it a name.',
    squeezed: true,
    filter: true,
  }),
  kind: choice({
    label: 'Kind',
    also: 'type',
    of: KIND_LABELS,
    initial: 'brand',
    missing: 'Choose what it is.',
    filter: 'several',
    bulk: {},
  }),
  website: link({
    label: 'Website',
    also: 'web site, site, homepage, url, domain',
    max: 500,
    placeholder: 'example.com',
    kept: keptWebsite,
    known: { label: 'Domain', column: 'domain', key: (typed) => readWebsite(typed)?.domain ?? null },
  }),
  category: record({
    label: 'Category',
    also: 'industry, niche',
    column: 'category_id',
    named: categoryPath,
    filter: categoryFilter,
    bulk: CATEGORY_IN_BULK,
  }),
  parent: record({
    label: 'Belongs to',
    also: 'parent, parent company',
    hint: 'The company it is a part of.',
    url: '/companies/suggestions',
    column: 'parent_id',
    named: nameOf,
    bulk: PARENT_IN_BULK,
  }),
  legal_name: text({ label: 'Legal name', also: 'registered name', max: 200, optional: true, filter: true }),
  affiliate_programme: text({
    label: 'Affiliate programme',
    max: 200,
    optional: true,
    filter: true,
    bulk: { none: 'nothing' },
  }),
  payment_terms_days: number({
    label: 'Payment terms in days',
    also: 'payment terms, terms, net days',
    min: 0,
    max: 365,
    optional: true,
    placeholder: '30',
    bulk: { none: 'nothing' },
  }),
  social_links: lines({
    label: 'Social links',
    also: 'socials, social media',
    max: 1_000,
    kept: (line) => withScheme(line) ?? line,
    fits: faultOfLinks,
    hint: 'One web address a line.',
  }),
  address: lines({ label: 'Address', also: 'postal address, street address', max: 500 }),
  country: choice({
    label: 'Country',
    of: COUNTRY_LABELS,
    optional: true,
    filter: { one: 'Any country' },
    bulk: { none: 'no country' },
  }),
  time_zone: timeZone({ label: 'Time zone' }),
  do_not_contact: tick({
    label: 'Do not contact',
    also: 'blocked, dnc',
    filter: 'yes or no',
    bulk: { yes: 'Do not contact', no: 'May be contacted', beside: (value) => (value === true ? [REASON] : []) },
  }),
  do_not_contact_reason: text({
    label: 'Reason',
    also: 'why not',
    max: 500,
    optional: true,
    hint: 'Wanted when nobody should contact it.',
  }),
});

/** A company's fields as they are kept; its parent and its category by name, as people read them. */
export type CompanyData = DataOf<typeof COMPANY_FIELDS>;
