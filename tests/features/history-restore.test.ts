import { beforeEach, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { companyForm } from '../support/companies.js';
import { companyNamed, insertContact } from '../support/contact-form.js';
import { holding, NAMES } from '../support/holding.js';
import { fieldsOf, itemForm } from '../support/item-form.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { textOf, type Visitor } from '../support/visitor.js';

const app = useApp();
const add = (fields: Record<string, unknown> = {}) =>
  insertItem(app.current.db, PEOPLE.alice.id, { received_on: '2026-01-05', ...fields });

type Row = { state: string; version: number; name: string; asking_price: number | null; currency: string };
async function rowOf(id: string): Promise<Row> {
  const [row] = await app.current.db.rows<Row>(
    'select state, version, name, asking_price, currency from inventory_items where id = $1',
    [id],
  );
  return row as Row;
}
/** The newest entry of a record's history that tells of the field. */
async function entryOf(id: string, field: string): Promise<string> {
  const [entry] = await app.current.db.rows<{ id: string }>(
    'select id from history where inventory_item_id = $1 and changes ? $2 order by at desc, id desc limit 1',
    [id, field],
  );
  return entry?.id ?? '';
}
async function edit(visitor: Visitor, id: string, fields: Record<string, string>): Promise<void> {
  const { version, state, currency } = await rowOf(id);
  const form = { ...itemForm({ received_on: '2026-01-05' }), state, currency, version: String(version), ...fields };
  const answer = await visitor.post(`/inventory/${id}`, form);
  expect(answer.status).toBe(303);
}
const restore = (visitor: Visitor, id: string, entry: string, field: string) =>
  visitor.postAndFollow(`/inventory/${id}/history/${entry}/restoration`, { field });

let alice: Visitor;
beforeEach(async () => {
  alice = await app.current.as('alice');
  await alice.get('/inventory');
});

describe("a field's older value", () => {
  it('comes back by the button beside it, as a change of its own, which is taken back in the same way', async () => {
    const id = await add({ asking_price: 9500 });
    await edit(alice, id, { asking_price: '85.00', name: 'Lamp' });
    const entry = await entryOf(id, 'asking_price');
    const record = await alice.get(`/inventory/${id}`);
    expect(record.text).toContain(
      `formaction="/inventory/${id}/history/${entry}/restoration" name="field" value="asking_price"`,
    );
    expect(record.text).toContain('aria-label="Restore Asking price to 95.00"');
    const restored = await restore(alice, id, entry, 'asking_price');
    expect(textOf(restored.text)).toContain('Asking price is 95.00 again.');
    // The other field of that entry stays.
    expect(await rowOf(id)).toMatchObject({ asking_price: 9500, name: 'Lamp', version: 3 });
    const again = await restore(alice, id, await entryOf(id, 'asking_price'), 'asking_price');
    expect(textOf(again.text)).toContain('Asking price is 85.00 again.');
    expect(await rowOf(id)).toMatchObject({ asking_price: 8500, version: 4 });
  });

  it('comes back to nothing where there was nothing', async () => {
    const id = await add({ asking_price: null });
    await edit(alice, id, { asking_price: '85.00' });
    const restored = await restore(alice, id, await entryOf(id, 'asking_price'), 'asking_price');
    expect(textOf(restored.text)).toContain('Asking price is empty again.');
    expect((await rowOf(id)).asking_price).toBeNull();
  });

  it('also for a state that was left', async () => {
    const id = await add({ state: 'received' });
    await edit(alice, id, { state: 'kept' });
    const record = await alice.get(`/inventory/${id}`);
    expect(record.text).toContain('aria-label="Restore State to Received"');
    await restore(alice, id, await entryOf(id, 'state'), 'state');
    expect((await rowOf(id)).state).toBe('received');
  });

  it('is refused by the rules of the form, with their message, and nothing is written', async () => {
    const id = await add({ state: 'listed', listed_on: null, asking_price: 100 });
    await edit(alice, id, { state: 'kept', received_on: '' });
    // What was listed wants its day now, which the row never had.
    const refused = await restore(alice, id, await entryOf(id, 'state'), 'state');
    expect(textOf(refused.text)).toContain('State was not set back. Listed on: Choose the day it was listed.');
    expect(await rowOf(id)).toMatchObject({ state: 'kept', version: 2 });
  });

  it('says so when the field holds it already', async () => {
    const id = await add({ asking_price: 100 });
    await edit(alice, id, { asking_price: '2.00' });
    const entry = await entryOf(id, 'asking_price');
    await restore(alice, id, entry, 'asking_price');
    const again = await restore(alice, id, entry, 'asking_price');
    expect(textOf(again.text)).toContain('Asking price is 1.00 already.');
    expect((await rowOf(id)).version).toBe(3);
  });

  it('waits for names that somebody else takes without holding the record from them', async () => {
    const [company] = await app.current.db.rows<{ id: string }>(
      `insert into companies (id, name, payment_terms_days) values (gen_random_uuid(), 'Kestrel', 30) returning id`,
    );
    const path = `/companies/${company?.id}`;
    await alice.get(path);
    await alice.post(path, { version: '1', name: 'Kestrel Ltd', kind: 'brand' });
    const [entry] = await app.current.db.rows<{ id: string }>(
      `select id from history where company_id = $1 and changes ? 'name'`,
      [company?.id],
    );
    const somebody = await holding(app.current.db, NAMES);
    const answer = alice.postAndFollow(`${path}/history/${entry?.id}/restoration`, { field: 'name' });
    const held = `select from companies where id = '${company?.id}' for update nowait`;
    const theirs = somebody.untilWaited().then(() => somebody.does(held));
    await theirs.finally(somebody.commits);
    expect(textOf((await answer).text)).toContain('Name is Kestrel again.');
  });

  it('is no amount of another currency', async () => {
    const id = await add({ asking_price: 9500 });
    await edit(alice, id, { asking_price: '85.00' });
    const entry = await entryOf(id, 'asking_price');
    await edit(alice, id, { asking_price: '85.00', currency: 'EUR' });
    const refused = await restore(alice, id, entry, 'asking_price');
    expect(textOf(refused.text)).toContain('Asking price was in USD then, and this item is in EUR now.');
    expect(await rowOf(id)).toMatchObject({ asking_price: 8500, currency: 'EUR' });
    await restore(alice, id, await entryOf(id, 'currency'), 'currency');
    await restore(alice, id, entry, 'asking_price');
    expect(await rowOf(id)).toMatchObject({ asking_price: 9500, currency: 'USD' });
  });

  it('refuses a field that is none, an entry of another record, and a record in the trash', async () => {
    const id = await add({ asking_price: 100 });
    await edit(alice, id, { asking_price: '2.00' });
    const entry = await entryOf(id, 'asking_price');
    const at = (record: string, it: string) => `/inventory/${record}/history/${it}/restoration`;
    for (const field of ['user_id', 'company_id', '__proto__', '']) {
      expect((await alice.post(at(id, entry), { field })).status).toBe(400);
    }
    expect((await alice.post(at(id, entry), { field: ['name', 'state'] })).status).toBe(400);
    expect((await alice.post(at(id, entry), { field: 'model' })).status).toBe(404);
    expect((await alice.post(at(await add(), entry), { field: 'asking_price' })).status).toBe(404);
    expect((await alice.post(at(id, 'none'), { field: 'asking_price' })).status).toBe(404);
    await alice.post(`/inventory/${id}/delete`);
    expect((await alice.post(at(id, entry), { field: 'asking_price' })).status).toBe(404);
  });

  it('is the owner’s alone, and not for readers', async () => {
    const id = await add({ asking_price: 100 });
    await edit(alice, id, { asking_price: '2.00' });
    const path = `/inventory/${id}/history/${await entryOf(id, 'asking_price')}/restoration`;
    for (const [who, status] of [
      ['bob', 404],
      ['vera', 403],
    ] as const) {
      const visitor = await app.current.as(who);
      await visitor.get('/inventory');
      expect((await visitor.post(path, { field: 'asking_price' })).status).toBe(status);
    }
    expect(await rowOf(id)).toMatchObject({ asking_price: 200, version: 2 });
  });
});

describe('the companies of a contact', () => {
  const companyOf = (id: string) =>
    app.current.db.rows('select company_id from contact_companies where contact_id = $1', [id]);
  const rename = async (company: string, name: string, version = '1') =>
    expect((await alice.post(`/companies/${company}`, companyForm({ name, version }))).status).toBe(303);
  /** Lets the contact leave its company; answers what restores that. */
  async function leave(id: string) {
    const form = fieldsOf((await alice.get(`/contacts/${id}/edit`)).text);
    await alice.post(`/contacts/${id}`, { ...form, company_name_0: 'Elsewhere Ltd' });
    const [entry] = await app.current.db.rows<{ id: string }>(
      `select id from history where contact_id = $1 and changes ? 'companies'`,
      [id],
    );
    return () => alice.postAndFollow(`/contacts/${id}/history/${entry?.id}/restoration`, { field: 'companies' });
  }

  it('come back as the companies that they were, also one that has another name by now', async () => {
    const { db } = app.current;
    const id = await insertContact(db, { first_name: 'Restora', company: 'Bygone Ltd' });
    const company = await companyNamed(db, 'Bygone Ltd');
    const back = await leave(id);
    await rename(company, 'Renamed Ltd');
    expect(textOf((await back()).text)).toContain('Companies is Renamed Ltd again.');
    expect(textOf((await back()).text)).toContain('Companies is Renamed Ltd already.');
    expect(await companyOf(id)).toEqual([{ company_id: company }]);
    expect(await db.rows(`select 1 from companies where name = 'Bygone Ltd'`)).toEqual([]);
  });

  it('come back so also from an entry of before, which holds them as a text', async () => {
    const { db } = app.current;
    const id = await insertContact(db, { first_name: 'Oldie', company: 'Aforetime Ltd' });
    const company = await companyNamed(db, 'Aforetime Ltd');
    const back = await leave(id);
    const text = { companies: ['Aforetime Ltd; as Buyer', 'Elsewhere Ltd'] };
    await db.rows(`update history set changes = $2 where contact_id = $1 and changes ? 'companies'`, [id, text]);
    await rename(company, 'Hereafter Ltd');
    expect(textOf((await back()).text)).toContain('Companies is Hereafter Ltd (Buyer) again.');
    expect(await companyOf(id)).toEqual([{ company_id: company }]);
    expect(await db.rows(`select 1 from companies where name = 'Aforetime Ltd'`)).toEqual([]);
  });

  it('are none that had the name before one that took it into the trash', async () => {
    const { db } = app.current;
    const first = await companyNamed(db, 'Handed On Ltd');
    await rename(first, 'Moved On Ltd');
    const id = await insertContact(db, { first_name: 'Successa', company: 'Handed On Ltd' });
    const back = await leave(id);
    await alice.post(`/companies/${await companyNamed(db, 'Handed On Ltd')}/delete`);
    expect(textOf((await back()).text)).toContain('Companies is Handed On Ltd again.');
    expect(await companyOf(id)).not.toEqual([{ company_id: first }]);
  });
});
