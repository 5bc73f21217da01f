import type { Writable } from 'node:stream';
import type pg from 'pg';
import { type Ask, askOf, doorOf, type ReadDoor } from './read-door.js';

/** What begins a transaction, and how long its answer may take. */
export type Begin = { text: string; query_timeout: number };
/** Is told why a connection broke where nobody waits for it any more. */
export type Lost = (fault: string) => void;

/** What a connection writes to, which its types leave out: corked, it sends all that is written by one call of the system. */
type Connected = { connection: { stream: Writable } };

type Asked = { send(ask: Ask): Promise<object[]>; answer(rows: object[]): void; fail(error: unknown): void };

/**
 * A page's door. Whatever is asked before anything must be waited for travels together, as a transaction of its own from its beginning
 * to its end: one round trip. A connection is held that long and no longer.
 */
export function pageDoor(pool: pg.Pool, begin: Begin, lost: Lost): ReadDoor {
  let asked: Asked[] = [];
  const leave = () => {
    const all = asked;
    asked = [];
    void travel(pool, begin, all, lost);
  };
  return doorOf(<T>(...what: Parameters<Ask>) => {
    return new Promise<T[]>((answer, fail) => {
      asked.push({ send: (ask) => ask(...what), answer: answer as Asked['answer'], fail });
      if (asked.length === 1) whenAllIsAsked(leave);
    });
  });
}

// Behind everything that can go on without an answer.
function whenAllIsAsked(then: () => void): void {
  queueMicrotask(() => process.nextTick(then));
}

// Where one statement fails, Postgres refuses those behind it: the first fault says why for all. What was answered is handed on only
// when the beginning has succeeded, which binds it to its person.
async function travel(pool: pg.Pool, begin: Begin, all: Asked[], lost: Lost): Promise<void> {
  let fault: unknown;
  const fail = (error: unknown) => {
    fault ??= error;
    return fault;
  };
  const client = await pool.connect().catch((error: Error) => void fail(error));
  if (!client) {
    for (const it of all) it.fail(fault);
    return;
  }
  const ask = askOf(client);
  const { stream } = (client as unknown as Connected).connection;
  stream.cork();
  const begun = client.query(begin as pg.QueryConfig);
  const answers = all.map(({ send }) => Promise.all([send(ask), begun]));
  const ended = client.query('commit');
  stream.uncork();
  answers.forEach((rows, at) => {
    rows.then(
      ([found]) => all[at]?.answer(found),
      (error) => all[at]?.fail(fail(error)),
    );
  });
  ended.then(
    () => client.release(),
    (error: Error) => {
      if (fault === undefined) lost(error.message);
      client.release(error);
    },
  );
}
