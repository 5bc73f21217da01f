import pg from 'pg';
import type { Sql } from './sql.js';

/**
 * How a page's statement is planned, unless Postgres finds out by its first five times whether one plan would do for all values. `anew`:
 * for just these values, each time, since its best plan depends on them: with what a person filters by or looks for. `once`: for all
 * values, and whoever comes first. `ordered`: as `once`, in the order of an index, however few rows the first one has, and with no table
 * read from its beginning to its end.
 */
export type Plan = 'anew' | 'once' | 'ordered';

/** Reads in read-only transactions, bound to a person or to the system. What is asked together, by `Promise.all`, travels in one round trip. */
export type ReadDoor = {
  /** A page's connection remembers each statement by its text and how it is to be planned. */
  rows<T>(query: Sql, plan?: Plan): Promise<T[]>;
  row<T>(query: Sql, plan?: Plan): Promise<T | undefined>;
  /** Rows as lists of their cells, each as the text by which Postgres tells it: nothing is made of what is only handed on. */
  texts(query: Sql, plan?: Plan): Promise<Text[][]>;
};
/** A cell as Postgres tells it; null for none. */
export type Text = string | null;

/** A download's door, which is one transaction to its end. */
export type StreamDoor = ReadDoor & {
  /** Reads a large answer in batches, so that memory stays flat. */
  batches<T>(query: Sql, size: number): AsyncGenerator<T[]>;
};

/** How answers are read. Dates stay 'YYYY-MM-DD' (a Date would drag a time zone in); counts and sums are far below 2^53. */
export const TYPES = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === pg.types.builtins.DATE) return (text: string) => text;
    if (oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC) return Number;
    return pg.types.getTypeParser(oid, format as 'text');
  }) as typeof pg.types.getTypeParser,
};

const TEXTS = { types: { getTypeParser: () => (text: string) => text }, rowMode: 'array' } as object;

/** Asks a statement. */
type Ask = <T>(text: string, values?: unknown[], plan?: Plan, as?: 'texts') => Promise<T[]>;

/** Asks a connection; `limitMs` says how long the next statement may take, where the connection's limit is not meant. */
export function askOf(client: pg.ClientBase, limitMs?: () => number): Ask {
  return async <T>(text: string, values: unknown[] = [], _plan?: Plan, as?: 'texts') => {
    const reading = as ? TEXTS : { types: TYPES };
    const result = await client.query({ text, values, ...reading, query_timeout: limitMs?.() } as pg.QueryConfig);
    return result.rows as T[];
  };
}

/** The door through which statements are asked. */
export function doorOf(ask: Ask): StreamDoor {
  return {
    rows: ({ text, values }, plan) => ask(text, values, plan),
    row: async <T>({ text, values }: Sql, plan?: Plan) => (await ask<T>(text, values, plan))[0],
    texts: ({ text, values }, plan) => ask(text, values, plan, 'texts'),
    batches: (query, size) => batches(ask, query, size),
  };
}

let cursors = 0;

// Statements of their own, each with its limit and its faults. Through pg-cursor one timer of the pool's ran for the whole
// answer, and where it struck between two batches, the answer seemed to be at its end. The transaction closes the cursor.
async function* batches<T>(ask: Ask, query: Sql, size: number): AsyncGenerator<T[]> {
  const name = `batches_${++cursors}`;
  await ask(`declare ${name} no scroll cursor for ${query.text}`, query.values);
  for (;;) {
    const batch = await ask<T>(`fetch forward ${size} from ${name}`);
    if (batch.length > 0) yield batch;
    if (batch.length < size) return;
  }
}
