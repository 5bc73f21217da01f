import { Prisma } from '../prisma/client.js';

export type Sql = Prisma.Sql;
export type JsonValue = Prisma.InputJsonValue;

/** Joins fragments, with a comma unless told otherwise. */
export const join = Prisma.join;
/** The fragment that is nothing. */
export const empty = Prisma.empty;
/** Text taken into the statement as it is: for names written in this code, never for anything a person sent. */
export const raw = Prisma.raw;

/** Composes a statement; every value becomes a parameter, never text, but for the number of a limit: what the best plan is depends on it. */
export function sql(strings: readonly string[], ...values: unknown[]): Sql {
  const isLimit = (value: unknown, at: number) => Number.isSafeInteger(value) && strings[at]?.endsWith('limit ');
  return Prisma.sql(strings, ...values.map((value, at) => (isLimit(value, at) ? raw(String(value)) : value)));
}

export type SqlType = 'text' | 'integer' | 'bigint' | 'date' | 'boolean' | 'uuid';

/** A value as a column of that type takes it: sent as text, whatever door it goes through. */
export function typed(value: unknown, type: SqlType): Sql {
  return sql`${value === null || value === undefined ? null : String(value)}::text::${raw(type)}`;
}

/**
 * Whether `at` is one of some words that this code names, such as states. They stand in the text, for by a parameter a plan that is kept
 * does not see that an index of those words alone would do.
 */
export function isOneOf(at: Sql, words: readonly string[]): Sql {
  if (!words.every((word) => /^\w+$/.test(word))) throw new Error(`${words.join(', ')} are no words of this code`);
  return sql`${at} in (${raw(words.map((word) => `'${word}'`).join(', '))})`;
}

/** A day for a statement that is kept: in a select of its own, into which a plan cannot look, so that one is made for all days. */
export function anyDay(day: string): Sql {
  return sql`(select ${day}::date)`;
}

/** Joins conditions by `and`; no conditions are true. */
export function all(conditions: Sql[]): Sql {
  return conditions.length === 0 ? sql`true` : join(conditions, ' and ');
}
