import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { itemForm } from '../support/item-form.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const item = (fields: Record<string, unknown> = {}) => insertItem(app.current.db, PEOPLE.alice.id, fields);
const deletedAt = async (id: string) =>
  (
    await app.current.db.rows<{ deleted_at: Date | null }>('select deleted_at from inventory_items where id = $1', [id])
  )[0]?.deleted_at;
const acts = async (id: string) =>
  (
    await app.current.db.rows<{ act: string }>('select act from history where inventory_item_id = $1 order by at, id', [
      id,
    ])
  ).map(({ act }) => act);

describe('deleting an item', () => {
  it('moves it to the trash, says so with Undo, and Undo brings it back', async () => {
    const alice = await app.current.as('alice');
    const id = await item({ name: 'Undone lamp' });
    await alice.get(`/inventory/${id}`);
    const list = await alice.postAndFollow(`/inventory/${id}/delete`);
    expect(textOf(list.text)).toContain('1 item moved to the trash. Undo');
    expect(list.text).toContain(`action="/inventory/${id}/restoration"`);
    expect(await deletedAt(id)).not.toBeNull();
    const back = await alice.postAndFollow(`/inventory/${id}/restoration`);
    expect(textOf(back.text)).toContain('Undone lamp');
    expect(await deletedAt(id)).toBeNull();
    expect(await acts(id)).toEqual(['deleted', 'restored']);
  });

  it('leads back to the page of the list it was done in, and so does its undo, for one and for many', async () => {
    const alice = await app.current.as('alice');
    for (let n = 1; n <= 6; n += 1) await item({ name: `Pager ${n}`, location: 'Bin 9' });
    const first = await alice.get('/inventory?q=Pager&sort=name&limit=3');
    const next = /rel="next" href="([^"]*)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(next).toContain('cursor=');
    const list = await alice.get(next);
    const form = /<form id="row-act"[\s\S]*?<\/form>/.exec(list.text)?.[0] ?? '';
    const from = /name="from" value="([^"]+)"/.exec(form)?.[1] ?? '';
    const ids = [...list.text.matchAll(/name="ids" value="([^"]+)"/g)].map(([, id]) => id ?? '');
    const asked = (address: string | undefined) => [...new URL(address ?? '', 'http://x').searchParams].sort();

    const gone = await alice.post(`/inventory/${ids[0]}/delete`, { from });
    expect(asked(gone.headers.location)).toEqual(asked(next));
    const without = await alice.get(gone.headers.location ?? '');
    expect(without.text).toContain(`name="from" value="${from}"`);
    const back = await alice.post(`/inventory/${ids[0]}/restoration`, { from });
    expect(asked(back.headers.location)).toEqual(asked(next));

    await alice.get(next);
    const many = await alice.post('/inventory/bulk', { act: 'delete', ids: ids.slice(0, 2), from });
    expect(asked(many.headers.location)).toEqual(asked(next));
    const toast = await alice.get(many.headers.location ?? '');
    const undo = /action="(\/batches\/[^"]+\/undo)"/.exec(toast.text)?.[1] ?? '';
    expect(asked((await alice.post(undo)).headers.location)).toEqual(asked(next));
  });

  it('leads to the record where it was deleted on its page, and to no other host', async () => {
    const alice = await app.current.as('alice');
    const id = await item();
    for (const from of ['', '//evil.example', Buffer.from('//evil.example').toString('base64url'), 'trash!']) {
      await alice.get(`/inventory/${id}`);
      expect((await alice.post(`/inventory/${id}/delete`, { from })).headers.location).toBe('/inventory');
      expect((await alice.post(`/inventory/${id}/restoration`, { from })).headers.location).toBe(`/inventory/${id}`);
    }
  });

  it('is told once, however often it is sent', async () => {
    const alice = await app.current.as('alice');
    const id = await item();
    await alice.get(`/inventory/${id}`);
    for (let n = 0; n < 2; n += 1) expect((await alice.post(`/inventory/${id}/delete`)).status).toBe(303);
    for (let n = 0; n < 2; n += 1) expect((await alice.post(`/inventory/${id}/restoration`)).status).toBe(303);
    expect(await acts(id)).toEqual(['deleted', 'restored']);
  });

  it("shows the record's address as a page with the way back, and edits nothing that is in the trash", async () => {
    const alice = await app.current.as('alice');
    const id = await item({ name: 'Hidden lamp', deleted_at: new Date() });
    const answer = await alice.get(`/inventory/${id}`);
    expect(answer.status).toBe(404);
    expect(textOf(answer.text)).toContain('This item is in the trash');
    expect((await alice.get(`/inventory/${id}/edit`)).status).toBe(404);
    expect((await alice.get(`/inventory/${id}/split`)).status).toBe(404);
    const edited = await alice.post(`/inventory/${id}`, itemForm({ name: 'Changed lamp', version: '1' }));
    expect(edited.status).toBe(409);
    expect(edited.text).toContain('value="Changed lamp"');
  });
});

describe('the trash', () => {
  it("lists one's own deleted items, the last first, and restores from there", async () => {
    const { db } = app.current;
    const alice = await app.current.as('alice');
    await db.rows('delete from inventory_items');
    const first = await item({ name: 'First gone', deleted_at: new Date(Date.now() - 60_000) });
    await item({ name: 'Last gone', deleted_at: new Date() });
    await item({ name: 'Long gone', deleted_at: new Date(Date.now() - 31 * 86_400_000) });
    await item({ name: 'Still there' });
    await insertItem(db, PEOPLE.bob.id, { name: "Gone at Bob's", deleted_at: new Date() });
    const text = textOf((await alice.get('/trash')).text);
    expect(text.indexOf('Last gone')).toBeLessThan(text.indexOf('First gone'));
    for (const absent of ['Long gone', 'Still there', 'Gone at Bob']) expect(text).not.toContain(absent);
    const after = await alice.postAndFollow(`/inventory/${first}/restoration`, { from: 'trash' });
    expect(after.request.url).toMatch(/\/trash$/);
    expect(textOf(after.text)).not.toContain('First gone');
    expect(await deletedAt(first)).toBeNull();
  });

  it('no longer gives back what lies there for more than 30 days', async () => {
    const alice = await app.current.as('alice');
    const id = await item({ deleted_at: new Date(Date.now() - 31 * 86_400_000) });
    await alice.get('/trash');
    expect((await alice.post(`/inventory/${id}/restoration`)).status).toBe(404);
    expect((await alice.get(`/inventory/${id}`)).status).toBe(404);
    expect(await deletedAt(id)).not.toBeNull();
  });

  it('pages through many', async () => {
    const { db } = app.current;
    await db.rows('delete from inventory_items');
    for (let n = 0; n < 60; n += 1) await item({ name: `Gone ${n}.`, deleted_at: new Date(Date.now() - n * 1000) });
    const names: string[] = [];
    let path: string | undefined = '/trash';
    for (let pages = 0; path && pages < 5; pages += 1) {
      const { text } = await (await app.current.as('alice')).get(path);
      names.push(...[...text.matchAll(/title="(Gone \d+\.)"/g)].map((match) => match[1] ?? ''));
      path = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(names).toEqual(Array.from({ length: 60 }, (_, n) => `Gone ${n}.`));
  });

  it('says so when it is empty', async () => {
    expect(textOf((await (await app.current.as('charlie')).get('/trash')).text)).toContain('The trash is empty');
  });
});
