import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertCompany, insertContactAt } from '../support/companies.js';
import { contactForm } from '../support/contact-form.js';
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

  it('a task', async () => {
    const { kept, lost, name, merge } = await pair();
    const visitor = await app.current.as('alice');
    const form = fieldsOf((await visitor.get(`/tasks/new?about=companies:${lost}&title=Ring+${made}`)).text);
    expect(form).toMatchObject({ about: name });
    await inTheWay('lock table tasks in share mode', [() => visitor.post('/tasks', form), merge]);
    expect(await one('select company_id from tasks where title = $1', [`Ring ${made}`])).toEqual({ company_id: kept });
  });
});
