import { z } from 'zod';
import { isDate, requiredChoice } from '../../http/form.js';
import { all, raw, type Sql, sql, typed } from '../../platform/postgres/sql.js';
import type { FieldSet } from '../fields/set.js';
import type { Kind } from '../kinds.js';
import type { DaysInOrder, States } from '../states.js';
import type { Beside, BulkField, Written } from './field.js';
import type { BulkValue, BulkValues } from './values.js';

const DAYS_OUT_OF_ORDER = 'the days would be out of order.';
/** Why a row stays that another day may let in. */
export const OUT_OF_ORDER = 'Days out of order';

/** Setting fields of many records, a state with the day of each. What the form of one would refuse is not set in many either. */
export function inBulk(
  kind: Kind,
  fields: FieldSet,
  states: States | undefined,
  days: DaysInOrder | undefined,
): BulkField[] {
  return fields.bulk().map((field) => {
    if (states && field.name === 'state') return withOwn(field, stateAct(kind, states, fields, days));
    return { ...fieldAct(field, states, days), ...field };
  });
}

// What a module says of its states besides holds too, and is the reason that is given first.
function withOwn(field: BulkField, act: ReturnType<typeof stateAct>): BulkField {
  const { fits, reasons } = field;
  return {
    ...field,
    ...act,
    ...(fits && { fits: (values: BulkValues) => all([fits(values), act.fits(values)]) }),
    ...(reasons && { reasons: (values: BulkValues) => [...reasons(values), ...act.reasons(values)] }),
  };
}

// Days stay in order, nothing is emptied that the state of a record wants, and nothing set that contradicts it.
function fieldAct({ name, type }: BulkField, states: States | undefined, days: DaysInOrder | undefined) {
  const order = type === 'date' ? days : undefined;
  const valueIn = (values: BulkValues) => values[name] ?? null;
  const unfitStates = (values: BulkValues) =>
    (states?.names ?? []).filter((state) =>
      valueIn(values) === null
        ? states?.wantedBy(state).includes(name)
        : states?.refusedBy(state, { [name]: valueIn(values) }).length,
    );
  const isBound = states?.names.some((it) => states.wantedBy(it).includes(name) || states.of(it)?.refuses?.[name]);
  if (!order && !isBound) return {};
  return {
    fits: (values: BulkValues) =>
      all([
        ...(unfitStates(values).length > 0 ? [sql`r.state <> all(${unfitStates(values)}::text[])`] : []),
        ...(order ? [order.fit(name, valueIn(values) as string | null)] : []),
      ]),
    unfit(values: BulkValues) {
      if (unfitStates(values).length === 0) return DAYS_OUT_OF_ORDER;
      return valueIn(values) === null ? 'their state wants it.' : 'their state says otherwise.';
    },
    reasons(values: BulkValues) {
      const [named, text] = [
        unfitStates(values),
        valueIn(values) === null ? 'Its state wants it' : 'Its state says otherwise',
      ];
      const otherwise = named.length > 0 ? [{ where: sql`r.state = any(${named}::text[])`, text }] : [];
      return [...otherwise, ...(order ? [{ where: sql`true`, text: OUT_OF_ORDER }] : [])];
    },
  };
}

function stateAct(kind: Kind, states: States, fields: FieldSet, days: DaysInOrder | undefined) {
  const dayOf = (state: unknown) => dayOfAct(states, fields, state);
  const others = (state: unknown) => states.wantedBy(state).filter((name) => name !== dayOf(state));
  return {
    speaks: true,
    isState: true,
    act: 'state_set' as const,
    schema: requiredChoice(states.names as [string, ...string[]], 'Choose one of the states.'),
    beside: (state: BulkValue) => dayBeside(dayOf(state), fields),
    along: (state: BulkValue) => setAlong(states, fields, state),
    fits(values: BulkValues) {
      const day = dayOf(values.state);
      const there = others(values.state).map((name) => sql`r.${raw(name)} is not null`);
      const inOrder = day && days ? [days.fit(day, (values[day] ?? null) as string | null)] : [];
      return all([...there, ...inOrder, ...agreeing(states, values)]);
    },
    reasons: (values: BulkValues) => [
      ...others(values.state).map((name) => ({
        where: sql`r.${raw(name)} is null`,
        text: `No ${fields.label(name).toLowerCase()}`,
      })),
      ...agreeing(states, values).map((where) => ({ where: sql`not (${where})`, text: 'Other fields say otherwise' })),
      { where: sql`true`, text: OUT_OF_ORDER },
    ],
    unfit({ state }: BulkValues) {
      const names = others(state).map((name) => fields.label(name).toLowerCase());
      if (names.length === 0) return DAYS_OUT_OF_ORDER;
      const wanted = new Intl.ListFormat('en').format(names);
      return `${states.of(state)?.label} wants ${wanted} on each, and days in order. Fill them in on the ${kind.one}.`;
    },
  };
}

// What contradicts the state is set along, and else must not be there; what is taken back says itself what was there.
function agreeing(states: States, values: BulkValues): Sql[] {
  const { refuses = {}, act } = states.of(values.state) ?? {};
  return Object.entries(refuses).flatMap(([name, refused]) => {
    if (name in values) return refused.includes(String(values[name])) ? [sql`false`] : [];
    return act?.sets?.[name] ? [] : [sql`r.${raw(name)} <> all(${[...refused]}::text[])`];
  });
}

// The day of a state, or the one that its act asks for.
function dayOfAct(states: States, fields: FieldSet, state: unknown): string | undefined {
  const needs = Object.keys(states.of(state)?.act?.needs ?? {});
  return states.dayOf(state) ?? needs.find((name) => fields.field(name)?.kind === 'date');
}

function setAlong(states: States, fields: FieldSet, state: unknown): Written[] {
  const { sets = {}, empties = [] } = states.of(state)?.act ?? {};
  const typeOf = (name: string) => fields.field(name)?.stored?.type ?? 'text';
  const emptied = empties.map((column) => ({ column, type: typeOf(column), value: typed(null, typeOf(column)) }));
  const set = Object.entries(sets).map(([column, { to, unless = [] }]) => {
    const type = typeOf(column);
    const own: Sql = sql`r.${raw(column)}`;
    return {
      column,
      type,
      value: sql`case when ${own} = any(${unless}::text[]) then ${own} else ${typed(to, type)} end`,
    };
  });
  return [...set, ...emptied];
}

const NO_DAY = 'Type a date such as 2026-11-18.';
const day = z.string(NO_DAY).refine(isDate, NO_DAY);

// The day that is asked for with a state; today unless told otherwise.
function dayBeside(name: string | undefined, fields: FieldSet): Beside[] {
  if (!name) return [];
  return [{ name, label: fields.label(name), type: 'date', control: 'date', initial: (today) => today, schema: day }];
}
