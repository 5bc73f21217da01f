import type { Form } from '../../http/form.js';
import { CHANNEL_LABELS, languageOptions, ROLE_LABELS, TIME_ZONE_OPTIONS, WARMTH_LOOKS } from './choices.js';
import { type Duplicate, duplicatesView } from './duplicates.js';
import { FIELD_NAMES, FIELDS } from './fields.js';
import { POINT_KINDS, type PointField } from './points.js';
import { type Body, MOST_ROWS, rowNumbers } from './rows.js';
import { withRows } from './sent-rows.js';

type Query = Record<string, unknown>;
type Edited = { id: string; name: string; version: number | string };

const optionsOf = (labels: Record<string, string>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));
const OPTIONS = {
  role: optionsOf(ROLE_LABELS),
  preferred_channel: optionsOf(CHANNEL_LABELS),
  warmth: Object.entries(WARMTH_LOOKS).map(([value, { label }]) => ({ value, label })),
  time_zone: TIME_ZONE_OPTIONS,
};
const FIELD_LABELS = Object.fromEntries(FIELD_NAMES.map((name) => [name, FIELDS[name].label]));

/** What each kind of points is called in its rows, and the labels that are offered for one. */
const POINT_WORDS: Record<PointField, { one: string; type: string; placeholder: string; labels: string[] }> = {
  emails: { one: 'E-mail address', type: 'email', placeholder: 'ana@example.com', labels: ['work', 'home'] },
  phones: { one: 'Phone', type: 'tel', placeholder: '+1 407 555 0134', labels: ['work', 'mobile', 'home'] },
  handles: {
    one: 'Handle',
    type: 'text',
    placeholder: '@ana',
    labels: ['Instagram', 'TikTok', 'YouTube', 'LinkedIn', 'X', 'Discord'],
  },
};
const COMPANY_PARTS = { name: 'Company', title: 'Title there', from_on: 'From', to_on: 'To' };

/** The fields of a new contact before anything is typed; a link may fill them (`/contacts/new?company=…`). */
export function newValues(query: Query): Body {
  const asked = FIELD_NAMES.flatMap((name) => (typeof query[name] === 'string' ? [[name, query[name]] as const] : []));
  const company = typeof query.company === 'string' ? { company_name_0: query.company } : {};
  return { warmth: 'cold', ...withRows(Object.fromEntries(asked)), ...company };
}

/** What the form of a contact prints; `edited` is the one that is there already, none for a new one. `more`: a part that gets one row more. */
export function formView(form: Form, edited?: Edited, more?: unknown, duplicates: Duplicate[] = []) {
  const path = edited ? `/contacts/${edited.id}` : '/contacts';
  return {
    form,
    labels: labelsOf(form),
    options: { ...OPTIONS, language: languageOptions(form.values.language) },
    points: (Object.keys(POINT_WORDS) as PointField[]).map((field) => pointsView(form, field, more === field)),
    companies: companiesView(form, more === 'companies'),
    failed: Object.keys(form.errors).length > 0,
    ...duplicatesView(duplicates),
    heading: edited ? `Edit ${edited.name}` : 'New contact',
    name: edited?.name,
    action: path,
    cancel: path,
    is_new: !edited,
    save: edited ? 'Save changes' : duplicates.length > 0 ? 'Save anyway' : 'Save contact',
    hidden_fields: edited ? { version: String(edited.version) } : { submission_id: form.values.submission_id ?? '' },
  };
}

function pointsView(form: Form, field: PointField, more: boolean) {
  const kind = POINT_KINDS[field];
  const numbers = shownRows(form, `${kind}_value`, more);
  const primary = form.values[`${kind}_primary`] ?? String(numbers[0]);
  return {
    field,
    kind,
    label: FIELDS[field].label,
    ...POINT_WORDS[field],
    rows: numbers.map((n) => ({ n, primary: primary === String(n) })),
    full: numbers.length >= MOST_ROWS,
  };
}

function companiesView(form: Form, more: boolean) {
  const numbers = shownRows(form, 'company_name', more);
  return { rows: numbers.map((n) => ({ n })), full: numbers.length >= MOST_ROWS };
}

// The rows that were sent or stand there, and an empty one behind them where the last is in use.
function shownRows({ values }: Form, name: string, more: boolean): number[] {
  const numbers = rowNumbers(values, name);
  const last = numbers.at(-1);
  const used = last === undefined || values[`${name}_${last}`] !== '';
  if (numbers.length >= MOST_ROWS || !(used || more)) return numbers;
  return [...numbers, last === undefined ? 0 : last + 1];
}

// Before each message in the summary stands what the field is called.
function labelsOf(form: Form): Record<string, string> {
  const rows = Object.keys(form.errors).flatMap((name) => {
    const [, kind = '', part = ''] = /^(email|phone|handle|company)_(.+)_\d+$/.exec(name) ?? [];
    if (kind === 'company') return [[name, COMPANY_PARTS[part as keyof typeof COMPANY_PARTS]]];
    const field = (Object.keys(POINT_KINDS) as PointField[]).find((it) => POINT_KINDS[it] === kind);
    return field ? [[name, part === 'label' ? `${POINT_WORDS[field].one}, label` : POINT_WORDS[field].one]] : [];
  });
  return { ...FIELD_LABELS, ...Object.fromEntries(rows) };
}
