import { z } from 'zod';
import { choice, isDate, optionalChoice, optionalDate, optionalText } from '../../http/form.js';
import { all, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Beside, BulkField, Values } from '../../records/bulk/field.js';
import { CATEGORIES } from './choices.js';
import { optionsOf } from './field-text.js';
import { FIELDS, type FieldName } from './fields.js';
import { followersOf, notBefore, wantedBy } from './rules.js';
import { CONDITIONS, REVIEW_STATES, SOURCES, STATE_DATES, STATE_LOOKS, STATES, type State } from './states.js';

const select = (name: FieldName) =>
  ({ name, label: FIELDS[name].label, type: 'text', control: 'select', options: optionsOf(name) }) as const;
const text = (name: FieldName, max: number): BulkField => ({
  name,
  label: FIELDS[name].label,
  type: 'text',
  control: 'text',
  none: 'nothing',
  schema: optionalText(max),
});
const day = (name: FieldName): BulkField => ({
  name,
  label: FIELDS[name].label,
  type: 'date',
  control: 'date',
  none: 'no day',
  schema: optionalDate(),
  fits: (values) => inOrder(name, values[name] ?? null),
  unfit: () => 'the days would be out of order.',
});

/** What can be set in many items at once. */
export const BULK_FIELDS: readonly BulkField[] = [
  {
    ...select('state'),
    speaks: true,
    isState: true,
    act: 'state_set',
    schema: choice(STATES, 'Choose one of the states.'),
    beside: (state) => datedBy(state as State),
    fits: fitsState,
    unfit: ({ state }) => unfitOf(state as State),
  },
  { ...select('category'), none: 'no category', schema: optionalChoice(CATEGORIES) },
  { ...select('condition'), schema: choice(CONDITIONS) },
  { ...select('source'), schema: choice(SOURCES) },
  text('location', 200),
  text('programme', 200),
  day('review_due_on'),
  day('return_due_on'),
  day('resale_allowed_from'),
  { ...select('review_state'), schema: choice(REVIEW_STATES) },
];

/** The day that is asked for with a state; today unless told otherwise. */
function datedBy(state: State): Beside[] {
  const name = STATE_DATES[state];
  if (!name) return [];
  const schema = z.string('Type a date such as 2026-11-18.').refine(isDate, 'Type a date such as 2026-11-18.');
  const { label } = FIELDS[name as FieldName];
  return [{ name, label, type: 'date', control: 'date', initial: (today) => today, schema }];
}

// What the form of one row would refuse is not set in bulk either: a missing amount, a day out of order.
function fitsState(values: Values): Sql {
  const state = values.state as State;
  const own = STATE_DATES[state];
  const there = wantedBy(state)
    .filter((field) => field !== own)
    .map((field) => sql`r.${raw(field)} is not null`);
  return all(own ? [...there, inOrder(own, values[own] ?? null)] : there);
}

function inOrder(field: string, value: Values[string]): Sql {
  const typed = sql`${value as string | null}::text::date`;
  const earlier = notBefore(field);
  return all([
    ...(earlier ? [sql`coalesce(r.${raw(earlier)} <= ${typed}, true)`] : []),
    ...followersOf(field).map((later) => sql`coalesce(r.${raw(later)} >= ${typed}, true)`),
  ]);
}

function unfitOf(state: State): string {
  const own = STATE_DATES[state];
  const wanted = wantedBy(state).filter((field) => field !== own);
  if (wanted.length === 0) return 'the days would be out of order.';
  const names = new Intl.ListFormat('en').format(wanted.map((field) => FIELDS[field].label.toLowerCase()));
  return `${STATE_LOOKS[state].label} wants ${names} on each, and days in order. Fill them in on the item.`;
}
