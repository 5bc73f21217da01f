import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertMugs, viewOf } from '../support/bulk.js';
import { copyDatabase, type TestDatabase } from '../support/database.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { type AppProcess, startProcess, until } from '../support/process.js';
import { Visitor } from '../support/visitor.js';

const ITEMS = 12_000;
type Batch = { id: string; state: string; done: number; skipped: number };

let db: TestDatabase;
let app: AppProcess;
const batch = async () => (await db.rows<Batch>('select id, state, done, skipped from batches'))[0];

beforeAll(async () => {
  db = await copyDatabase();
  await insertMugs(db, PEOPLE.alice.id, ITEMS);
  app = await startProcess({ DATABASE_URL: db.url });
});
afterAll(async () => {
  await app?.stop('SIGKILL');
  await db?.drop();
});

describe('an act on many records that is killed in its middle', () => {
  it('goes on after the next start, and each row is changed once', { timeout: 600_000 }, async () => {
    const { holder, held } = await holdMiddle();
    const alice = new Visitor(app.url);
    await alice.logIn(PEOPLE.alice.email, PASSWORD);
    const from = await viewOf(alice, '/inventory');
    const sent = await alice.post('/inventory/bulk', {
      all_matching: '1',
      from,
      field: 'location',
      location: 'Cellar',
    });
    expect(sent.headers.location).toMatch(/^\/batches\//);
    // The chunk of the held row waits; those before it are committed.
    await until(async () => ((await batch())?.done ?? 0) >= 6_000, 60_000);
    await app.stop('SIGKILL');
    await holder.query('rollback');
    await holder.end();
    const killed = await batch();
    expect(killed).toMatchObject({ state: 'running' });
    expect(killed?.done).toBeLessThan(ITEMS);
    expect(await changedRows()).toBe(killed?.done);

    app = await startProcess({ DATABASE_URL: db.url });
    await until(async () => (await batch())?.state === 'done', 90_000);
    expect(await batch()).toMatchObject({ done: ITEMS, skipped: 0 });
    expect(await changedRows()).toBe(ITEMS);
    expect(await db.rows('select distinct version, location from inventory_items')).toEqual([
      { version: 2, location: 'Cellar' },
    ]);
    const told =
      'select count(*)::int as n, count(distinct inventory_item_id)::int as rows from history where batch_id = $1';
    expect(await db.rows(told, [killed?.id])).toEqual([{ n: ITEMS, rows: ITEMS }]);
    expect(await db.rows('select 1 from inventory_items where id = $1', [held])).toHaveLength(1);
  });
});

/** Holds one row in the middle of the order in which the job takes them. */
async function holdMiddle(): Promise<{ holder: pg.Client; held: string }> {
  const [row] = await db.rows<{ id: string }>('select id from inventory_items order by id offset 7500 limit 1');
  const held = row?.id ?? '';
  const holder = new pg.Client(db.superuserUrl);
  await holder.connect();
  await holder.query('begin');
  await holder.query('select from inventory_items where id = $1 for update', [held]);
  return { holder, held };
}

async function changedRows(): Promise<number> {
  const [found] = await db.rows<{ n: number }>('select count(*)::int as n from inventory_items where version > 1');
  return found?.n ?? 0;
}
