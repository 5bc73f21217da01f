import { choice, optionalChoice, optionalDate, optionalText } from '../../http/form.js';
import { type BulkField, bulkTick } from '../../records/bulk/field.js';
import { languageOptions, languageTag, ROLE_LABELS, ROLES, WARMTH_LOOKS, WARMTHS } from './choices.js';
import { FIELDS, type FieldName } from './fields.js';

const named = <N extends FieldName>(name: N) => ({ name, label: FIELDS[name].label });
const select = (name: FieldName, labels: Record<string, string>) =>
  ({
    ...named(name),
    type: 'text',
    control: 'select',
    options: Object.entries(labels).map(([value, label]) => ({ value, label })),
  }) as const;
const WARMTH_LABELS = Object.fromEntries(WARMTHS.map((it) => [it, WARMTH_LOOKS[it].label]));

/** What can be set in many contacts at once. */
export const BULK_FIELDS: readonly BulkField[] = [
  { ...select('warmth', WARMTH_LABELS), schema: choice(WARMTHS) },
  { ...named('next_touch_on'), type: 'date', control: 'date', none: 'no day', schema: optionalDate() },
  { ...select('role', ROLE_LABELS), none: 'no role', schema: optionalChoice(ROLES) },
  { ...named('opted_out'), ...bulkTick('Opted out', 'Not opted out') },
  {
    ...named('language'),
    type: 'text',
    control: 'select',
    options: languageOptions(undefined),
    none: 'no language',
    schema: optionalText(35).refine((it) => it === null || languageTag(it) === it, 'Choose one of the list.'),
  },
  { ...named('source'), type: 'text', control: 'text', none: 'nothing', schema: optionalText(200) },
];
