import { isDate } from '../http/form.js';
import { formatDate } from '../http/format.js';
import { all, raw, type Sql, sql, typed } from '../platform/postgres/sql.js';

/** How a state is shown: its name and a badge. */
export type Look = {
  label: string;
  tone: 'grey' | 'blue' | 'violet' | 'amber' | 'green' | 'red';
  glyph: 'ring' | 'half' | 'full' | 'done' | 'cross' | 'bang';
};
/** The act by which a record gets into a state: a small form of what it needs, at its `name` behind the record's address. */
export type Act = {
  name: string;
  label: string;
  /** What is said once it is done: 'Sale recorded'. */
  done: string;
  /** What it is called to leave the record as it is. */
  stay?: string;
  /** What it asks, in this order; the state's day and what it wants where nothing is said. None: it is done at once. */
  asks?: readonly string[];
  /** What is seldom needed, folded under one line. */
  folded?: readonly string[];
  /** What it wants filled, though the state does not, and what is said where it is not. */
  needs?: Readonly<Record<string, string>>;
  /** Other fields that it sets along, unless they hold one of these. */
  sets?: Readonly<Record<string, { to: string; unless?: readonly string[] }>>;
  /** Fields that it empties: what was true of an earlier time in that state. */
  empties?: readonly string[];
};
/** The states that a record is led on to: by the button that leads, by one beside it, by its menu. */
export type Ways<S extends string = string> = { next?: S; beside?: S; more?: readonly S[] };
/**
 * `day`: the field it is dated by. `wants`: what it wants besides. `refuses`: values of other fields that contradict it. `act`: how
 * one gets there. `stay`: what it is called to leave a record in it.
 */
type State<S extends string> = Look &
  Ways<S> & {
    day?: string;
    wants?: readonly string[];
    refuses?: Readonly<Record<string, readonly string[]>>;
    act?: Act;
    stay?: string;
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
  /** The fields that hold what contradicts the state. */
  refusedBy(state: unknown, values: Readonly<Record<string, unknown>>): string[];
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
    refusedBy: (state, values) =>
      Object.entries(of(state)?.refuses ?? {}).flatMap(([name, refused]) =>
        refused.includes(String(values[name])) ? [name] : [],
      ),
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
          return isWrong ? [[later, `Choose ${formatDate(from)} or later, ${called}.`]] : [];
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

/** What is said where a field contradicts the state: a message a field. */
export function contradictionsOf(
  states: States,
  values: Readonly<Record<string, unknown>>,
  messages: Readonly<Record<string, string>>,
): Record<string, string> {
  const refused = states.refusedBy(values.state, values);
  return Object.fromEntries(refused.map((name) => [name, messages[name] ?? 'This contradicts the state.']));
}
