import pg from 'pg';
import type { TestDatabase } from './database.js';
import { HANGS_MS, until } from './process.js';

/** What the product takes before it looks up whether a company's name is free, and before it names a tag of that scope. */
export const NAMES = `select pg_advisory_xact_lock(hashtext('names of companies'))`;
export const tagNames = (scope: string) => `select pg_advisory_xact_lock(hashtextextended('tags ${scope}', 0))`;

/** Somebody else's transaction in the middle of its work, which did these statements so far. */
export async function holding(db: Pick<TestDatabase, 'superuserUrl' | 'rows'>, ...done: string[]) {
  const client = new pg.Client(db.superuserUrl);
  await client.connect();
  await client.query('begin');
  for (const text of done) await client.query(text);
  return {
    does: (text: string) => client.query(text),
    /** Until somebody waits for something that is held. */
    untilWaited: () =>
      until(async () => {
        const waiting = `select from pg_locks l join pg_stat_activity a using (pid)
          where not l.granted and a.datname = current_database()`;
        return (await db.rows(waiting)).length > 0;
      }, HANGS_MS),
    async commits(): Promise<void> {
      await client.query('commit');
      await client.end();
    },
  };
}
