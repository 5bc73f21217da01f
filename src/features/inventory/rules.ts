import { isDate } from '../../http/form.js';
import type { FieldName } from './fields.js';
import { STATE_DATES, type State } from './states.js';

type Values = Record<string, string>;
type Wanted = Partial<Record<FieldName, string>>;

// Beside its own date (STATE_DATES) a state may want amounts and the day of the state before.
const ALSO_WANTED: Partial<Record<State, FieldName[]>> = {
  sold: ['sale_price'],
  refunded: ['sold_on', 'sale_price', 'refund'],
};
const MISSING: Wanted = {
  requested_on: 'Choose the day it was requested.',
  ordered_on: 'Choose the day it was ordered.',
  received_on: 'Choose the day it came.',
  listed_on: 'Choose the day it was listed.',
  sold_on: 'Choose the day it was sold.',
  refunded_on: 'Choose the day it was refunded.',
  returned_on: 'Choose the day it was returned.',
  donated_on: 'Choose the day it was donated.',
  given_away_on: 'Choose the day it was given away.',
  discarded_on: 'Choose the day it was discarded.',
  sale_price: 'Type the price it was sold for.',
  refund: 'Type what was refunded.',
};
const CAME: [FieldName, string] = ['received_on', 'the day it came'];
const NOT_BEFORE: Partial<Record<FieldName, [FieldName, string]>> = {
  return_due_on: CAME,
  review_due_on: CAME,
  review_published_on: CAME,
  sold_on: CAME,
  returned_on: CAME,
  donated_on: CAME,
  given_away_on: CAME,
  discarded_on: CAME,
  refunded_on: ['sold_on', 'the day it was sold'],
};

/** The days that may not stand before this one. */
export function followersOf(field: string): FieldName[] {
  return (Object.keys(NOT_BEFORE) as FieldName[]).filter((later) => NOT_BEFORE[later]?.[0] === field);
}

/** What the fields of a form say against each other: a state wants its own day and amounts, and days stand in order. */
export function ruleErrors(values: Values): Record<string, string> {
  return { ...outOfOrder(values), ...missing(values) };
}

/** The fields that a state wants filled. */
export function wantedBy(state: string): FieldName[] {
  const own = Object.hasOwn(STATE_DATES, state) ? (STATE_DATES[state as State] as FieldName) : undefined;
  const also = Object.hasOwn(ALSO_WANTED, state) ? (ALSO_WANTED[state as State] ?? []) : [];
  return own ? [own, ...also] : also;
}

/** The field that this one's day must not lie before. */
export function notBefore(field: string): FieldName | undefined {
  return Object.hasOwn(NOT_BEFORE, field) ? NOT_BEFORE[field as FieldName]?.[0] : undefined;
}

function missing(values: Values): Record<string, string> {
  const empty = wantedBy(values.state ?? '').filter((name) => (values[name] ?? '').trim() === '');
  return Object.fromEntries(empty.map((name) => [name, MISSING[name] ?? 'Fill this in.']));
}

function outOfOrder(values: Values): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const [later, [earlier, words]] of Object.entries(NOT_BEFORE)) {
    const [from, to] = [(values[earlier] ?? '').trim(), (values[later] ?? '').trim()];
    if (isDate(from) && isDate(to) && to < from) errors[later] = `Choose ${from} or later, ${words}.`;
  }
  return errors;
}
