import type { Form } from '../../http/form.js';
import { type Category, categoryOptions } from './categories.js';
import { COUNTRY_OPTIONS } from './countries.js';
import { type Likely, likelyView } from './duplicates.js';
import { FIELD_NAMES, FIELDS, KIND_OPTIONS } from './fields.js';
import type { Links } from './placing.js';
import { TIME_ZONE_NAMES } from './schema.js';

type Edited = { id: string; name: string; version: number | string };
type Asked = { links?: Links; likely?: Likely[] };

const LABELS = Object.fromEntries(FIELD_NAMES.map((name) => [name, FIELDS[name].label]));
const TIME_ZONE_OPTIONS = TIME_ZONE_NAMES.map((value) => ({ value, label: value }));

/** The fields of a new company before anything is typed; a link may fill them (`/companies/new?name=…`). */
export function newValues(query: Record<string, unknown>): Record<string, string> {
  const asked = FIELD_NAMES.flatMap((name) => (typeof query[name] === 'string' ? [[name, query[name]] as const] : []));
  return { kind: 'brand', ...Object.fromEntries(asked) };
}

/** What the form of a company prints; `edited` is the one that is edited, none for a new one. */
export function formView(form: Form, categories: Category[], edited?: Edited, { links = {}, likely = [] }: Asked = {}) {
  const shared = {
    form,
    labels: LABELS,
    links,
    options: {
      kind: KIND_OPTIONS,
      category: categoryOptions(categories),
      country: COUNTRY_OPTIONS,
      time_zone: TIME_ZONE_OPTIONS,
    },
    ...likelyView(likely),
    asks: likely.length > 0,
    failed: Object.keys(form.errors).length > 0,
  };
  if (!edited)
    return {
      ...shared,
      heading: 'New company',
      action: '/companies',
      cancel: '/companies',
      is_new: true,
      duplicates_url: '/companies/duplicates',
      save: likely.length > 0 ? 'Save anyway' : 'Save company',
      hidden_fields: { submission_id: form.values.submission_id ?? '' },
    };
  const path = `/companies/${edited.id}`;
  return {
    ...shared,
    heading: `Edit ${edited.name}`,
    name: edited.name,
    action: path,
    cancel: path,
    is_new: false,
    duplicates_url: `/companies/duplicates?except=${edited.id}`,
    save: 'Save changes',
    hidden_fields: { version: String(edited.version) },
  };
}
