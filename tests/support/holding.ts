import pg from 'pg';
import { expect } from 'vitest';
import type { TestDatabase } from './database.js';

/** What the product takes before it looks up whether a company's name is free, and before it names a tag of that scope. */
export const NAMES = `select pg_advisory_xact_lock(hashtext('names of companies'))`;
export const tagNames = (scope: string) => `select pg_advisory_xact_lock(hashtextextended('tags ${scope}', 0))`;

/** Somebody else's transaction in the middle of its work, which did these statements so far. */
export async function holding(db: TestDatabase, ...done: string[]) {
  const client = new pg.Client(db.superuserUrl);
  await client.connect();
  await client.query('begin');
  for (const text of done) await client.query(text);
  return {
    does: (text: string) => client.query(text),
    /** Until somebody waits for something that is held. */
    untilWaited: () =>
      expect
        .poll(
          () =>
            db.rows(`select from pg_locks l join pg_stat_activity a using (pid)
              where not l.granted and a.datname = current_database()`),
          { timeout: 10_000, interval: 20 },
        )
        .not.toEqual([]),
    async commits(): Promise<void> {
      await client.query('commit');
      await client.end();
    },
  };
}
