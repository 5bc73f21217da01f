import type pg from 'pg';
import { Flight } from './flight.js';

type Query = (...args: unknown[]) => unknown;

/** Has all that is asked of a connection timed, in seconds, what fails too; what travels together is one. */
export function timeStatements(client: pg.ClientBase, took: (seconds: number) => void): void {
  const query = client.query.bind(client) as Query;
  const timed: Query = (...args) => {
    const began = performance.now();
    const note = () => took((performance.now() - began) / 1000);
    const done = args.at(-1);
    if (typeof done === 'function') args[args.length - 1] = noting(note, done as Query);
    const answer = query(...args);
    const ended = answer instanceof Flight ? answer.landed : answer;
    if (ended instanceof Promise) ended.then(note, note);
    return answer;
  };
  client.query = timed as typeof client.query;
}

function noting(note: () => void, done: Query): Query {
  return (...result) => {
    note();
    return done(...result);
  };
}
