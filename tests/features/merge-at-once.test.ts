import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { inventoryModule } from '../../src/features/inventory/index.js';
import type { Person } from '../../src/http/person.js';
import { mustRead, saveRecord } from '../../src/records/record/save.js';
import { useApp } from '../support/app.js';
import { insertCompany, insertContactAt } from '../support/companies.js';
import { contactForm } from '../support/contact-form.js';
import { insert } from '../support/database.js';
import { NAMES } from '../support/holding.js';
import { fieldsOf, itemForm } from '../support/item-form.js';
import { insertItem } from '../support/items.js';
import { waitingForLocks } from '../support/load.js';
import { mergeAs } from '../support/merging.js';
import { PEOPLE } from '../support/people.js';
import { until } from '../support/process.js';

const { alice } = PEOPLE;
const app = useApp();
const db = () => app.current.db;
const one = async <T = Record<string, unknown>>(text: string, values: unknown[]) =>
  (await db().rows<T>(text, values))[0];
const jobsOf = (id: string) =>
  db().rows('select company_id, title from contact_companies where contact_id = $1 order by position', [id]);
let made = 0;

/** Begins each act once the one before it waits, or has ended, while another transaction stands in the way; then lets all go on. */
async function inTheWay(statement: string, acts: (() => Promise<{ status: number }>)[]): Promise<void> {
  const other = new pg.Client(db().superuserUrl);
  await other.connect();
  await other.query(`begin; ${statement}`);
  const begun: Promise<{ status: number }>[] = [];
  let ended = 0;
  for (const act of acts) {
    begun.push(act().finally(() => ended++));
    await until(async () => (await waitingForLocks(db().rows)) + ended === begun.length, 2000);
  }
  await other.query('commit');
  await other.end();
  expect((await Promise.all(begun)).map(({ status }) => status)).toEqual(acts.map(() => 303));
}

async function pair() {
  const name = `Lindenhof ${++made}`;
  const [kept, lost] = [await insertCompany(db()), await insertCompany(db(), { name })];
  return { kept, lost, name, merge: () => mergeAs(app.current, 'bob', '/companies', kept, lost, { name: 'kept' }) };
}

describe('what is saved while its company is merged away belongs to the one that stays', () => {
  it('an item that is new', async () => {
    const { kept, name, merge } = await pair();
    const visitor = await app.current.as('alice');
    await visitor.get('/inventory/new');
    const item = itemForm({ name: 'New lamp', brand: name });
    await inTheWay('lock table history in share mode', [() => visitor.post('/inventory', item), merge]);
    const { name: brand } = (await one('select name from companies where id = $1', [kept])) ?? {};
    expect(
      await one('select company_id, brand from inventory_items where submission_id = $1', [item.submission_id]),
    ).toEqual({
      company_id: kept,
      brand,
    });
  });

  it('an item that is edited, also elsewhere', async () => {
    const { kept, lost, name, merge } = await pair();
    const id = await insertItem(db(), alice.id, { company_id: lost, brand: name, received_on: '2026-01-05' });
    const visitor = await app.current.as('alice');
    const form = fieldsOf((await visitor.get(`/inventory/${id}/edit`)).text);
    await inTheWay(`select from inventory_items where id = '${id}' for update`, [
      merge,
      () => visitor.post(`/inventory/${id}`, { ...form, location: 'Shelf' }),
    ]);
    expect(await one('select company_id, location from inventory_items where id = $1', [id])).toEqual({
      company_id: kept,
      location: 'Shelf',
    });
  });

  it('an item that was read before the merge and is saved behind it', async () => {
    const { kept, lost, name, merge } = await pair();
    const id = await insertItem(db(), alice.id, { company_id: lost, brand: name, received_on: '2026-01-05' });
    const { database } = app.current;
    const read = await database.asUser(alice.id, (tx) => mustRead(tx, inventoryModule, id));
    expect((await merge()).status).toBe(303);
    const data = { ...read.fields, location: 'Shelf' };
    const saved = await database.asUser(alice.id, (tx) =>
      saveRecord(tx, inventoryModule, read.version, {
        data,
        before: read,
        sent: data,
        person: alice as unknown as Person,
      }),
    );
    expect(saved).toMatchObject({ kind: 'saved' });
    expect(await one('select company_id, location from inventory_items where id = $1', [id])).toEqual({
      company_id: kept,
      location: 'Shelf',
    });
  });

  it('an item that gets it as its brand', async () => {
    const { kept, name, merge } = await pair();
    const id = await insertItem(db(), alice.id, { received_on: '2026-01-05' });
    const visitor = await app.current.as('alice');
    const form = fieldsOf((await visitor.get(`/inventory/${id}/edit`)).text);
    const save = () => visitor.post(`/inventory/${id}`, { ...form, brand: name, company_id: '' });
    await inTheWay('lock table history in share mode', [save, merge]);
    expect(await one('select company_id from inventory_items where id = $1', [id])).toEqual({ company_id: kept });
  });

  it('a row that is split off', async () => {
    const { kept, lost, name, merge } = await pair();
    const id = await insertItem(db(), alice.id, { company_id: lost, brand: name, quantity: 3 });
    const visitor = await app.current.as('alice');
    const form = fieldsOf((await visitor.get(`/inventory/${id}/split`)).text);
    const split = () => visitor.post(`/inventory/${id}/split`, { ...form, quantity: '1' });
    await inTheWay('lock table history in share mode', [split, merge]);
    const rows = await db().rows('select quantity from inventory_items where company_id = $1 order by quantity', [
      kept,
    ]);
    expect(rows).toEqual([{ quantity: 1 }, { quantity: 2 }]);
  });

  it('a contact that is new', async () => {
    const { kept, name, merge } = await pair();
    const visitor = await app.current.as('alice');
    await visitor.get('/contacts/new');
    const form = contactForm({ first_name: 'Newcomer', company_name_0: name });
    await inTheWay('lock table history in share mode', [() => visitor.post('/contacts', form), merge]);
    const jobs = await db().rows(
      `select company_id from contact_companies k join contacts c on c.id = k.contact_id where c.submission_id = $1`,
      [form.submission_id],
    );
    expect(jobs).toEqual([{ company_id: kept }]);
  });

  it('a contact that is edited', async () => {
    const { kept, lost, merge } = await pair();
    const id = await insertContactAt(db(), lost, { first_name: 'Editha' });
    const visitor = await app.current.as('alice');
    const form = fieldsOf((await visitor.get(`/contacts/${id}/edit`)).text);
    await inTheWay(`select from contact_companies where contact_id = '${id}' for update`, [
      merge,
      () => visitor.post(`/contacts/${id}`, { ...form, company_title_0: 'Buyer' }),
    ]);
    expect(await db().rows('select company_id, title from contact_companies where contact_id = $1', [id])).toEqual([
      { company_id: kept, title: 'Buyer' },
    ]);
  });

  it('a row that is split off once the merge has begun', async () => {
    const { kept, lost, name, merge } = await pair();
    const id = await insertItem(db(), alice.id, { company_id: lost, brand: name, quantity: 3 });
    const visitor = await app.current.as('alice');
    const form = fieldsOf((await visitor.get(`/inventory/${id}/split`)).text);
    const split = () => visitor.post(`/inventory/${id}/split`, { ...form, quantity: '1' });
    await inTheWay(`select from inventory_items where id = '${id}' for update`, [merge, split]);
    const rows = await db().rows('select quantity from inventory_items where company_id = $1 order by quantity', [
      kept,
    ]);
    expect(rows).toEqual([{ quantity: 1 }, { quantity: 2 }]);
  });

  it('a contact that is named there once more, beside a company that is new', async () => {
    const { kept, lost, name, merge } = await pair();
    const id = await insertContactAt(db(), lost, { first_name: 'Twyla' }, { title: 'Buyer' });
    const visitor = await app.current.as('alice');
    const form = fieldsOf((await visitor.get(`/contacts/${id}/edit`)).text);
    const more = { company_name_1: name, company_title_1: 'Owner', company_name_2: `${name} Nova` };
    await inTheWay(`select from contact_companies where contact_id = '${id}' for update`, [
      merge,
      () => visitor.post(`/contacts/${id}`, { ...form, ...more }),
    ]);
    expect(await jobsOf(id)).toEqual([
      { company_id: kept, title: 'Buyer' },
      { company_id: kept, title: 'Owner' },
      { company_id: expect.not.stringMatching(lost), title: null },
    ]);
  });

  it('a contact whose company was merged before that, beside a company that is new: neither waits for the other', async () => {
    const { kept, lost, name, merge } = await pair();
    const before = await insertCompany(db());
    const id = await insertContactAt(db(), before, { first_name: 'Thrice' });
    const visitor = await app.current.as('alice');
    const form = fieldsOf((await visitor.get(`/contacts/${id}/edit`)).text);
    await mergeAs(app.current, 'bob', '/companies', lost, before, { name: 'kept' });
    const save = () => visitor.post(`/contacts/${id}`, { ...form, company_name_1: `${name} Nova` });
    await inTheWay(NAMES, [merge, save]);
    expect((await jobsOf(id)).map(({ company_id }) => company_id)).toEqual([kept, expect.not.stringMatching(lost)]);
  });

  it('a contact that is itself being merged: neither waits for the other', async () => {
    const { kept, lost, merge } = await pair();
    const [stays, goes] = [await insertContactAt(db(), lost), await insertContactAt(db(), lost)];
    const note = await insert(db(), 'notes', { contact_id: goes, user_id: null, author_id: alice.id, body: 'Rings.' });
    const mergeContacts = () => mergeAs(app.current, 'alice', '/contacts', stays, goes);
    await inTheWay(`select from notes where id = '${note}' for update`, [mergeContacts, merge]);
    expect((await jobsOf(stays)).map(({ company_id }) => company_id)).toEqual([kept]);
  });

  it('a task that comes once the merge has begun', async () => {
    const { kept, lost, merge } = await pair();
    const visitor = await app.current.as('alice');
    const form = fieldsOf((await visitor.get(`/tasks/new?about=companies:${lost}&title=Call+${made}`)).text);
    await inTheWay('lock table history in share mode', [merge, () => visitor.post('/tasks', form)]);
    expect(await one('select company_id from tasks where title = $1', [`Call ${made}`])).toEqual({ company_id: kept });
  });

  it('a task', async () => {
    const { kept, lost, name, merge } = await pair();
    const visitor = await app.current.as('alice');
    const form = fieldsOf((await visitor.get(`/tasks/new?about=companies:${lost}&title=Ring+${made}`)).text);
    expect(form).toMatchObject({ about: name });
    await inTheWay('lock table tasks in share mode', [() => visitor.post('/tasks', form), merge]);
    expect(await one('select company_id from tasks where title = $1', [`Ring ${made}`])).toEqual({ company_id: kept });
  });
});
