import { countryName } from './countries.js';

export type FieldKind = 'text' | 'lines' | 'number' | 'choice' | 'tick';

/** Every field of a company in the order of its form: its kind and what it is called on pages. CSV headers are the names. */
export const FIELDS = {
  name: { kind: 'text', label: 'Name' },
  kind: { kind: 'choice', label: 'Kind' },
  website: { kind: 'text', label: 'Website' },
  category: { kind: 'choice', label: 'Category' },
  parent: { kind: 'text', label: 'Belongs to' },
  legal_name: { kind: 'text', label: 'Legal name' },
  affiliate_programme: { kind: 'text', label: 'Affiliate programme' },
  payment_terms_days: { kind: 'number', label: 'Payment terms in days' },
  social_links: { kind: 'lines', label: 'Social links' },
  address: { kind: 'lines', label: 'Address' },
  country: { kind: 'choice', label: 'Country' },
  time_zone: { kind: 'choice', label: 'Time zone' },
  do_not_contact: { kind: 'tick', label: 'Do not contact' },
  do_not_contact_reason: { kind: 'text', label: 'Reason' },
} as const satisfies Record<string, { kind: FieldKind; label: string }>;

export type FieldName = keyof typeof FIELDS;
export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[];

export const KIND_LABELS = {
  brand: 'Brand',
  agency: 'Agency',
  network: 'Network',
  retailer: 'Retailer',
  park_or_resort: 'Park or resort',
  media: 'Media',
} as const;
export type CompanyKind = keyof typeof KIND_LABELS;
export const COMPANY_KINDS = Object.keys(KIND_LABELS) as [CompanyKind, ...CompanyKind[]];
export const KIND_OPTIONS = COMPANY_KINDS.map((value) => ({ value, label: KIND_LABELS[value] }));

/** The value of a field as people read it, '' for none; an unknown choice is shown as it is. */
export function fieldText(name: FieldName, value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  if (FIELDS[name].kind === 'tick') return value ? 'yes' : 'no';
  const text = String(value);
  if (name === 'kind') return Object.hasOwn(KIND_LABELS, text) ? KIND_LABELS[text as CompanyKind] : text;
  if (name === 'country') return countryName(text);
  return FIELDS[name].kind === 'lines' ? text.replaceAll('\n', ', ') : text;
}
