import { beforeEach, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { insert } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { insertNote } from '../support/notes.js';
import { PEOPLE } from '../support/people.js';
import { insertTask } from '../support/tasks.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);

async function trash(who: 'alice' | 'bob' | 'vera', query = '') {
  const answer = await (await app.current.as(who)).get(`/trash${query}`);
  const rows = [...answer.text.matchAll(/<td class="name edge"[^>]*>[\s\S]*?<\/td>\s*<td class="p2">[^<]*/g)];
  return { html: answer.text, rows: rows.map(([row]) => textOf(row).trim()) };
}

describe('the trash of several kinds', () => {
  beforeEach(() => app.current.db.rows('truncate inventory_items, companies, contacts cascade'));

  it('shows one’s own items and the common records together, the last deleted first, and restores each', async () => {
    const { db } = app.current;
    await insertItem(db, PEOPLE.alice.id, { name: 'Own lamp', brand: 'Lumen', deleted_at: hoursAgo(3) });
    await insertItem(db, PEOPLE.bob.id, { name: 'Bobs lamp', deleted_at: hoursAgo(2) });
    const company = await insertCompany(db, { name: 'Gone Parks', domain: 'gone.example', deleted_at: hoursAgo(1) });
    await insert(db, 'contacts', { first_name: 'Ines', last_name: 'Roth', title: 'PR', deleted_at: hoursAgo(4) });
    const kept = await insertCompany(db, { name: 'Kept Parks' });
    await insertCompany(db, { name: 'Merged Parks', merged_into_id: kept, deleted_at: hoursAgo(1) });
    await insertCompany(db, { name: 'Long Gone', deleted_at: hoursAgo(24 * 31) });
    const mine = ['Gone Parks gone.example Companies', 'Own lamp Lumen Inventory', 'Ines Roth PR Contacts'];
    expect((await trash('alice')).rows).toEqual(mine);
    expect((await trash('bob')).rows).toEqual([mine[0], 'Bobs lamp Inventory', mine[2]]);
    expect((await trash('vera')).html).not.toContain('/restoration');

    const first = await trash('alice', '?limit=2');
    expect(first.rows).toEqual(mine.slice(0, 2));
    const next = /rel="next" href="\/trash([^"]*)"/.exec(first.html)?.[1]?.replaceAll('&amp;', '&');
    expect((await trash('alice', next)).rows).toEqual(mine.slice(2));

    const alice = await app.current.as('alice');
    const back = await alice.postAndFollow(`/companies/${company}/restoration`, { from: 'trash' });
    expect(textOf(back.text)).toContain('Restored from the trash.');
    expect((await trash('alice')).rows).toEqual(mine.slice(1));
  });

  it('is said on the form of what lies in it too, with the way back', async () => {
    const id = await insertItem(app.current.db, PEOPLE.alice.id, { name: 'Left open', deleted_at: hoursAgo(1) });
    const form = await (await app.current.as('alice')).get(`/inventory/${id}/edit`);
    expect([form.status, textOf(form.text).includes('This item is in the trash')]).toEqual([404, true]);
    expect(form.text).toContain(`action="/inventory/${id}/restoration"`);
    expect((await (await app.current.as('charlie')).get(`/inventory/${id}/edit`)).text).not.toContain('This item is');
  });

  it('does not bring back what was merged, which leads on to what it became', async () => {
    const { db } = app.current;
    const kept = await insertCompany(db, { name: 'Kept Works' });
    const merged = await insertCompany(db, { name: 'Merged Works', merged_into_id: kept, deleted_at: hoursAgo(1) });
    const alice = await app.current.as('alice');
    await alice.get('/trash');
    expect((await alice.post(`/companies/${merged}/restoration`)).status).toBe(404);
    expect((await alice.get(`/companies/${merged}`)).headers.location).toBe(`/companies/${kept}`);
  });

  it('holds what was deleted of a record by itself: to its author, and while the record is there', async () => {
    const { db } = app.current;
    const there = { company_id: await insertCompany(db, { name: 'Standing Parks' }) };
    const gone = { company_id: await insertCompany(db, { name: 'Fallen Parks', deleted_at: hoursAgo(1) }) };
    const lain = (hours: number) => ({ deleted_at: hoursAgo(hours) });
    const file = { author_id: PEOPLE.alice.id, size: 3, sha256: '0'.repeat(64), media_type: 'text/plain' };
    const note = await insertNote(db, PEOPLE.alice.id, { body: 'Asks for *reels*', ...there, ...lain(5) });
    await insertNote(db, PEOPLE.bob.id, { body: 'Bob’s word', ...there, ...lain(6) });
    await insertNote(db, PEOPLE.alice.id, { body: 'Went with its record', ...gone, ...lain(7) });
    const terms = await insert(db, 'attachments', { name: 'terms.txt', ...file, ...there, ...lain(8) });
    const task = await insertTask(db, PEOPLE.alice.id, { title: 'Ring back', ...lain(9) });
    await insertTask(db, PEOPLE.bob.id, { title: 'Bob’s task', ...lain(10) });

    const parts = async (who: 'alice' | 'bob') =>
      (await trash(who)).rows.filter((row) => / (Notes|Files|Tasks)$/.test(row));
    expect(await parts('alice')).toEqual([
      'Asks for *reels* Standing Parks Notes',
      'terms.txt Standing Parks Files',
      'Ring back Tasks',
    ]);
    expect(await parts('bob')).toEqual([
      'Bob’s word Standing Parks Notes',
      'terms.txt Standing Parks Files',
      'Bob’s task Tasks',
    ]);

    const alice = await app.current.as('alice');
    const { html } = await trash('alice');
    for (const id of [note, terms, task]) {
      const action = new RegExp(`action="([^"]*${id}/restoration)"`).exec(html)?.[1] ?? '';
      const back = await alice.post(action, { from: 'trash', back: '/trash' });
      expect([back.status, back.headers.location]).toEqual([303, '/trash']);
    }
    expect(await parts('alice')).toEqual([]);
    const live = await db.rows(
      `select id from notes where id = $1 and deleted_at is null
      union all select id from attachments where id = $2 and deleted_at is null
      union all select id from tasks where id = $3 and deleted_at is null`,
      [note, terms, task],
    );
    expect(live).toHaveLength(3);
  });
});
