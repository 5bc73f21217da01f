import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { insert } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);

async function trash(who: 'alice' | 'bob' | 'vera', query = '') {
  const answer = await (await app.current.as(who)).get(`/trash${query}`);
  const rows = [...answer.text.matchAll(/<td class="name edge"[^>]*>[\s\S]*?<\/td>\s*<td class="p2">[^<]*/g)];
  return { html: answer.text, rows: rows.map(([row]) => textOf(row).trim()) };
}

describe('the trash of several kinds', () => {
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

  it('does not bring back what was merged, which leads on to what it became', async () => {
    const { db } = app.current;
    const kept = await insertCompany(db, { name: 'Kept Works' });
    const merged = await insertCompany(db, { name: 'Merged Works', merged_into_id: kept, deleted_at: hoursAgo(1) });
    const alice = await app.current.as('alice');
    await alice.get('/trash');
    expect((await alice.post(`/companies/${merged}/restoration`)).status).toBe(404);
    expect((await alice.get(`/companies/${merged}`)).headers.location).toBe(`/companies/${kept}`);
  });
});
