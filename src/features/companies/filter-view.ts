import { type Chip, chipOf, ticksOf } from '../../http/list/view.js';
import { type TagFields, tagChips } from '../../records/tags/index.js';
import { type Category, categoryOptions } from './categories.js';
import { COUNTRY_OPTIONS, countryName } from './countries.js';
import { FIELDS, KIND_LABELS, KIND_OPTIONS } from './fields.js';
import { COMPANIES } from './kind.js';
import type { ListRequest } from './list-request.js';

const YES_OR_NO = { yes: 'Yes', no: 'No' };
const YES_OR_NO_OPTIONS = Object.entries(YES_OR_NO).map(([value, label]) => ({ value, label }));
const LABELS = {
  q: 'Search',
  kind: FIELDS.kind.label,
  category: FIELDS.category.label,
  country: FIELDS.country.label,
  do_not_contact: FIELDS.do_not_contact.label,
  has_units: 'Has items of yours',
  tag: 'Tags',
};

/** The filters that are on, each with the address of the list without it. */
export function chipsOf({ query, filter }: ListRequest): Chip[] {
  const { kind, category, country, do_not_contact, has_units } = filter;
  const chip = (name: keyof typeof LABELS, value: string) => chipOf('/companies', query, LABELS[name], value, [name]);
  const kinds = KIND_OPTIONS.filter(({ value }) => kind.includes(value)).map(({ value }) => KIND_LABELS[value]);
  return [
    ...(kinds.length > 0 ? [chip('kind', kinds.join(', '))] : []),
    ...(filter.ids.length > 0 ? [chipOf('/companies', query, 'Selected', String(filter.ids.length), ['ids'])] : []),
    ...(category ? [chip('category', category)] : []),
    ...(country ? [chip('country', countryName(country))] : []),
    ...(do_not_contact ? [chip('do_not_contact', YES_OR_NO[do_not_contact])] : []),
    ...(has_units ? [chip('has_units', YES_OR_NO[has_units])] : []),
    ...tagChips(COMPANIES, query, filter.tags),
  ];
}

/** What the form of the filters prints. */
export function filterFields({ query, form }: ListRequest, categories: Category[], tags: TagFields) {
  return {
    labels: LABELS,
    choices: [
      { name: 'kind', label: LABELS.kind, options: ticksOf(query, 'kind', KIND_OPTIONS), error: form.errors.kind },
    ],
    tags,
    categories: categoryOptions(categories),
    countries: COUNTRY_OPTIONS,
    yes_or_no: YES_OR_NO_OPTIONS,
  };
}
