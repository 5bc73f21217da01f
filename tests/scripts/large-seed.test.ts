import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { fillLarge, LARGE_PARTS } from '../../prisma/seed.js';
import { createPasswords } from '../../src/platform/passwords.js';
import { useApp } from '../support/app.js';
import { address } from '../support/database.js';
import { PASSWORD } from '../support/people.js';
import { textOf, Visitor } from '../support/visitor.js';

describe('the large seed, a thousandth of it', () => {
  const app = useApp();
  const one = async (what: string) => (await app.current.db.rows<{ n: number }>(`select (${what})::int as n`))[0]?.n;

  beforeAll(async () => {
    // The app's own login, which owns the tables and is held by their policies.
    const parts = [...LARGE_PARTS, 'growth'] as const;
    await fillLarge(app.current.db.url, parts, await createPasswords().hash(PASSWORD), 1000);
  });

  it('lays in rows of every module, through the fences', async () => {
    const people = `select count(*) from users where email like 'person%@large.example'`;
    const wanted = { companies: 300, contacts: 100, inventory_items: 2_111, deals: 202, guide_episodes: 2 };
    expect(await one(people)).toBe(100);
    for (const [table, rows] of Object.entries(wanted))
      expect(await one(`select count(*) from ${table}`), table).toBe(rows);
    for (const table of ['collabs', 'affiliate_months', 'notes', 'tasks', 'guide_segments'])
      expect(await one(`select count(*) from ${table}`), table).toBeGreaterThan(0);
  });

  it('leaves triggers, indexes and keys as the migrations made them', async () => {
    expect(await one(`select count(*) from pg_trigger where tgenabled = 'D'`)).toBe(0);
    expect(await one(`select count(*) from pg_constraint where not convalidated`)).toBe(0);
    const stands = async (url: string) => {
      const client = new pg.Client(url);
      await client.connect();
      const { rows } = await client.query(`
        select pg_get_indexdef(indexrelid) as it from pg_index where indrelid = 'inventory_items'::regclass
        union all select conname || pg_get_constraintdef(oid) from pg_constraint where conrelid = 'inventory_items'::regclass order by 1`);
      await client.end();
      return rows;
    };
    expect(await stands(app.current.db.url)).toEqual(await stands(address('mouse_template')));
  });

  it('lets its people log in and see what is theirs in each list', async () => {
    const visitor = new Visitor(app.current.app);
    expect((await visitor.logIn('person002@large.example', PASSWORD)).status).toBe(303);
    for (const path of ['/inventory', '/pipeline?layout=list', '/affiliates', '/contacts', '/companies', '/guide']) {
      const answer = await visitor.get(path);
      expect(answer.status, path).toBe(200);
      expect(textOf(answer.text), path).toMatch(/1–\d+ of/);
    }
  });
});
