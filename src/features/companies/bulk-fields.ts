import { choice, optionalChoice, optionalText, optionalWholeNumber, text } from '../../http/form.js';
import { sql } from '../../platform/postgres/sql.js';
import { type Beside, type BulkField, bulkTick, type Value } from '../../records/bulk/field.js';
import { categories, categoryOptions, categoryPath } from './categories.js';
import { COUNTRIES, COUNTRY_OPTIONS } from './countries.js';
import { COMPANY_KINDS, FIELDS, type FieldName, KIND_OPTIONS } from './fields.js';

const named = (name: FieldName) => ({ name, label: FIELDS[name].label });
const REASON: Beside = {
  ...named('do_not_contact_reason'),
  type: 'text',
  control: 'text',
  initial: () => '',
  schema: text(500, 'Say why, so that the others know.'),
};

/** What can be set in many companies at once. */
export const BULK_FIELDS: readonly BulkField[] = [
  { ...named('kind'), type: 'text', control: 'select', options: KIND_OPTIONS, schema: choice(COMPANY_KINDS) },
  {
    ...named('category'),
    type: 'uuid',
    column: 'category_id',
    control: 'select',
    optionsFrom: async (db) => categoryOptions(await categories(db)),
    none: 'no category',
    schema: optionalText(200),
    // One that was renamed meanwhile is not there: no company loses its category by that.
    fits: ({ category = null }) => (category === null ? sql`true` : sql`${categoryOf(category)} is not null`),
    lack: () => 'this category is no longer there.',
    stands: { for: categoryOf, told: (column) => sql`to_jsonb(${categoryPath(column)})` },
  },
  {
    ...named('country'),
    type: 'text',
    control: 'select',
    options: COUNTRY_OPTIONS,
    none: 'no country',
    schema: optionalChoice(COUNTRIES),
  },
  { ...named('affiliate_programme'), type: 'text', control: 'text', none: 'nothing', schema: optionalText(200) },
  {
    ...named('payment_terms_days'),
    type: 'integer',
    control: 'text',
    none: 'nothing',
    schema: optionalWholeNumber(0, 365),
  },
  {
    ...named('do_not_contact'),
    ...bulkTick('Do not contact', 'May be contacted'),
    beside: (value) => (value === true ? [REASON] : []),
  },
];

function categoryOf(path: Value) {
  return sql`(select named.id from company_categories named where ${categoryPath(sql`named.id`)} = ${path as string | null}::text)`;
}
