import { date, money } from '../../http/format.js';
import { CATEGORY_LABELS, FMV_METHOD_LABELS } from './choices.js';
import { FIELDS, type FieldName } from './fields.js';
import { CONDITION_LABELS, REVIEW_LOOKS, SOURCE_LABELS, STATE_LOOKS } from './states.js';

type Labels = Record<string, string>;
const labels = (looks: Record<string, { label: string }>): Labels =>
  Object.fromEntries(Object.entries(looks).map(([value, { label }]) => [value, label]));

const CHOICES: Partial<Record<FieldName, Labels>> = {
  category: CATEGORY_LABELS,
  condition: CONDITION_LABELS,
  source: SOURCE_LABELS,
  fmv_method: FMV_METHOD_LABELS,
  review_state: labels(REVIEW_LOOKS),
  state: labels(STATE_LOOKS),
};

/** The value of a field as people read it, '' for none; an unknown choice is shown as it is. */
export function fieldText(name: FieldName, value: unknown, currency: string): string {
  if (value === null || value === undefined || value === '') return '';
  const { kind } = FIELDS[name];
  if (kind === 'tick') return value ? 'yes' : 'no';
  if (kind === 'money') return Number.isInteger(value) ? money(value as number, currency) : String(value);
  if (kind === 'date') return date(String(value));
  return labelOf(name, String(value));
}

/** The options of a field with a fixed choice. */
export function optionsOf(name: FieldName): { value: string; label: string }[] {
  return Object.entries(CHOICES[name] ?? {}).map(([value, label]) => ({ value, label }));
}

function labelOf(name: FieldName, value: string): string {
  const known = CHOICES[name];
  return known && Object.hasOwn(known, value) ? (known[value] ?? value) : value;
}
