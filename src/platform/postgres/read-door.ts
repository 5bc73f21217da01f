import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Sql } from './sql.js';

/** Reads in read-only transactions, bound to a person or to the system. What is asked together, by `Promise.all`, travels in one round trip. */
export type ReadDoor = {
  /**
   * `kept`: a connection plans it once and remembers it. For long statements, whose planning costs more than their answer, and of whose
   * text there are few, since what is remembered grows with every other one.
   */
  rows<T>(query: Sql, plan?: 'kept'): Promise<T[]>;
  row<T>(query: Sql, plan?: 'kept'): Promise<T | undefined>;
  /** Rows as lists of their cells, each as the text by which Postgres tells it: nothing is made of what is only handed on. */
  texts(query: Sql): Promise<Text[][]>;
};
/** A cell as Postgres tells it; null for none. */
export type Text = string | null;

/** A download's door, which is one transaction to its end. */
export type StreamDoor = ReadDoor & {
  /** Reads a large answer in batches, so that memory stays flat. */
  batches<T>(query: Sql, size: number): AsyncGenerator<T[]>;
};

// Dates stay 'YYYY-MM-DD' (a Date would drag a time zone in); counts and sums are far below 2^53.
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === pg.types.builtins.DATE) return (text: string) => text;
    if (oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC) return Number;
    return pg.types.getTypeParser(oid, format as 'text');
  }) as typeof pg.types.getTypeParser,
};

const asTexts = {
  types: { getTypeParser: () => (text: string) => text },
  rowMode: 'array',
} as unknown as pg.QueryConfig;

/** Asks a statement; a connection plans one with a name once. */
export type Ask = <T>(text: string, values?: unknown[], name?: string, as?: 'texts') => Promise<T[]>;

/** Asks a connection; `limitMs` says how long the next statement may take, where the connection's limit is not meant. */
export function askOf(client: pg.ClientBase, limitMs?: () => number): Ask {
  return async <T>(text: string, values: unknown[] = [], name?: string, as?: 'texts') => {
    const asked = { name, text, values, types, query_timeout: limitMs?.() } as pg.QueryConfig;
    const result = await client.query(as ? { ...asked, ...asTexts } : asked);
    return result.rows as T[];
  };
}

/** The door through which statements are asked. */
export function doorOf(ask: Ask): StreamDoor {
  return {
    rows: (query, plan) => ask(query.text, query.values, plan && nameOf(query.text)),
    row: async <T>({ text, values }: Sql, plan?: 'kept') => (await ask<T>(text, values, plan && nameOf(text)))[0],
    texts: ({ text, values }) => ask(text, values, undefined, 'texts'),
    batches: (query, size) => batches(ask, query, size),
  };
}

const nameOf = (text: string) => `kept_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;

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
