import { z } from 'zod';
import { isDate, requiredChoice } from '../http/form.js';
import { all, raw, type Sql, sql, typed } from '../platform/postgres/sql.js';
import type { Beside, BulkField, BulkValues } from './bulk/field.js';
import type { FieldSet } from './fields/set.js';
import type { Kind } from './kinds.js';

/** How a state is shown: its name and a badge. */
export type Look = {
  label: string;
  tone: 'grey' | 'blue' | 'violet' | 'amber' | 'green' | 'red';
  glyph: 'ring' | 'half' | 'full' | 'done' | 'cross' | 'bang';
};
/** An act that leads on: what it is called, the state it leads to, and the group of the form that it opens. */
export type Step<S extends string = string> = { label: string; to: S; group: string };
/** `day`: the field it is dated by. `wants`: what it wants besides. `next`: the act offered first; `second`: offered beside Edit. */
type State<S extends string> = Look & {
  day?: string;
  wants?: readonly string[];
  next?: Step<S>;
  second?: Step<S>;
};

/** The states of a module in their order, which is an order and no lock: any may be set. */
export type States<S extends string = string> = {
  readonly names: readonly S[];
  readonly all: Readonly<Record<S, State<S>>>;
  of(state: unknown): State<S> | undefined;
  /** The day that a state is dated by. */
  dayOf(state: unknown): string | undefined;
  /** The fields that a state wants filled. */
  wantedBy(state: unknown): readonly string[];
};

/** The states by name: a step to one that there is not does not compile. */
export function defineStates<const T extends Readonly<Record<string, State<NoInfer<Extract<keyof T, string>>>>>>(
  states: T,
): States<Extract<keyof T, string>> {
  type S = Extract<keyof T, string>;
  const all: Readonly<Record<S, State<S>>> = states;
  const of = (state: unknown) => (typeof state === 'string' && Object.hasOwn(all, state) ? all[state as S] : undefined);
  return {
    names: Object.keys(all) as S[],
    all,
    of,
    dayOf: (state) => of(state)?.day,
    wantedBy: (state) => [of(state)?.day ?? [], of(state)?.wants ?? []].flat(),
  };
}

/** Which day may not lie before which other, and what that other is called. */
export type DaysInOrder = {
  faults(values: Readonly<Record<string, unknown>>): Record<string, string>;
  /** Whether rows `r` would have their days in order with this one. */
  fit(field: string, day: string | null): Sql;
};

/** The rule that days stand in order: `{ sold_on: ['received_on', 'the day it came'] }`. */
export function daysInOrder(
  notBefore: Readonly<Record<string, readonly [earlier: string, called: string]>>,
): DaysInOrder {
  const rules = Object.entries(notBefore);
  return {
    faults: (values) =>
      Object.fromEntries(
        rules.flatMap(([later, [earlier, called]]) => {
          const [from, to] = [values[earlier], values[later]];
          const isWrong = typeof from === 'string' && typeof to === 'string' && isDate(from) && isDate(to) && to < from;
          return isWrong ? [[later, `Choose ${from} or later, ${called}.`]] : [];
        }),
      ),
    fit(field, day) {
      const earlier = Object.hasOwn(notBefore, field) ? notBefore[field]?.[0] : undefined;
      const followers = rules.filter(([, [before]]) => before === field).map(([later]) => later);
      const value = typed(day, 'date');
      return all([
        ...(earlier ? [sql`coalesce(r.${raw(earlier)} <= ${value}, true)`] : []),
        ...followers.map((later) => sql`coalesce(r.${raw(later)} >= ${value}, true)`),
      ]);
    },
  };
}

/** What is said where a state lacks what it wants: a message a field. */
export function missingOf(
  states: States,
  values: Readonly<Record<string, unknown>>,
  messages: Readonly<Record<string, string>>,
): Record<string, string> {
  const empty = states.wantedBy(values.state).filter((name) => values[name] === null);
  return Object.fromEntries(empty.map((name) => [name, messages[name] ?? 'Fill this in.']));
}

/** What a form holds where a link chose a state: that and, where it has none yet, today as its day. */
export function inState(
  states: States,
  typed: Record<string, string>,
  state: unknown,
  today: string,
): Record<string, string> {
  if (!states.of(state)) return typed;
  const day = states.dayOf(state);
  return { ...typed, state: String(state), ...(day && !typed[day] && { [day]: today }) };
}

const DAYS_OUT_OF_ORDER = 'the days would be out of order.';

/** Setting fields of many records, a state with the day of each. What the form of one would refuse is not set in many either. */
export function inBulk(
  kind: Kind,
  fields: FieldSet,
  states: States | undefined,
  days: DaysInOrder | undefined,
): BulkField[] {
  return fields.bulk().map((field) => {
    if (states && field.name === 'state') return { ...field, ...stateAct(kind, states, fields, days) };
    return { ...fieldAct(field, states, days), ...field };
  });
}

// Days stay in order, and nothing is emptied that the state of a record wants.
function fieldAct({ name, type }: BulkField, states: States | undefined, days: DaysInOrder | undefined) {
  const wanting = states?.names.filter((state) => states.wantedBy(state).includes(name)) ?? [];
  const order = type === 'date' ? days : undefined;
  const empties = (values: BulkValues) => wanting.length > 0 && (values[name] ?? null) === null;
  if (!order && wanting.length === 0) return {};
  return {
    fits: (values: BulkValues) =>
      all([
        ...(empties(values) ? [sql`r.state <> all(${wanting}::text[])`] : []),
        ...(order ? [order.fit(name, (values[name] ?? null) as string | null)] : []),
      ]),
    unfit: (values: BulkValues) => (empties(values) ? 'their state wants it.' : DAYS_OUT_OF_ORDER),
  };
}

function stateAct(kind: Kind, states: States, fields: FieldSet, days: DaysInOrder | undefined): Partial<BulkField> {
  const others = (state: unknown) => states.wantedBy(state).filter((name) => name !== states.dayOf(state));
  return {
    speaks: true,
    isState: true,
    act: 'state_set',
    schema: requiredChoice(states.names as [string, ...string[]], 'Choose one of the states.'),
    beside: (state) => dayBeside(states.dayOf(state), fields),
    fits(values: BulkValues) {
      const day = states.dayOf(values.state);
      const there = others(values.state).map((name) => sql`r.${raw(name)} is not null`);
      const inOrder = day && days ? [days.fit(day, (values[day] ?? null) as string | null)] : [];
      return all([...there, ...inOrder]);
    },
    unfit({ state }) {
      const names = others(state).map((name) => fields.label(name).toLowerCase());
      if (names.length === 0) return DAYS_OUT_OF_ORDER;
      const wanted = new Intl.ListFormat('en').format(names);
      return `${states.of(state)?.label} wants ${wanted} on each, and days in order. Fill them in on the ${kind.one}.`;
    },
  };
}

const NO_DAY = 'Type a date such as 2026-11-18.';
const day = z.string(NO_DAY).refine(isDate, NO_DAY);

// The day that is asked for with a state; today unless told otherwise.
function dayBeside(name: string | undefined, fields: FieldSet): Beside[] {
  if (!name) return [];
  return [{ name, label: fields.label(name), type: 'date', control: 'date', initial: (today) => today, schema: day }];
}
