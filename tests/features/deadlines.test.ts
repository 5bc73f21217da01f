import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';

const app = useApp();

describe('a change that has to wait for a lock', () => {
  it('ends with 503 within 3.5 s, and is not made afterwards', async () => {
    const { db } = app.current;
    const id = await insertItem(db, PEOPLE.alice.id);
    const alice = await app.current.as('alice');
    await alice.get('/inventory');
    const other = new pg.Client(db.superuserUrl);
    await other.connect();
    await other.query('begin');
    await other.query('select 1 from inventory_items where id = $1 for update', [id]);
    const started = Date.now();
    const answer = await alice.post(`/inventory/${id}/delete`);
    expect(Date.now() - started).toBeLessThan(3500);
    expect(answer.status).toBe(503);
    await other.query('commit');
    await other.end();
    await waitForNobody();
    expect(await db.rows('select deleted_at from inventory_items where id = $1', [id])).toEqual([{ deleted_at: null }]);
  });

  // Whatever the app still had in hand has ended once none of its connections is in a transaction.
  async function waitForNobody(): Promise<void> {
    const busy = `select 1 from pg_stat_activity where datname = current_database() and usename = 'mouse_login' and state <> 'idle'`;
    while ((await app.current.db.rows(busy)).length > 0);
  }
});
