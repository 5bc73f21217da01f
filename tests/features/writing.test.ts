import { beforeAll, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { errorAt, fieldsOf, itemForm } from '../support/item-form.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const write = (locale: string) =>
  app.current.db.rows('update users set locale = $1 where id = $2', [locale, PEOPLE.alice.id]);
const item = async (name: string) =>
  (await app.current.db.rows('select * from inventory_items where name = $1', [name]))[0];

beforeAll(() => write('de'));

it('reads what is typed in the person’s way, shows it so, and exports plain decimals', async () => {
  const alice = await app.current.as('alice');
  await alice.get('/inventory/new');
  const made = await alice.post(
    '/inventory',
    itemForm({ name: 'Kleines Mikrofon', currency: 'EUR', fair_market_value: '1.234,56', quantity: '1.500' }),
  );
  expect(made.status).toBe(303);
  expect(await item('Kleines Mikrofon')).toMatchObject({ fair_market_value: 123_456, quantity: 1500 });
  const path = made.headers['location'] ?? '';
  const record = textOf((await alice.get(path)).text);
  expect(record).toContain('1.234,56');
  expect(record).not.toContain('1,234.56');
  const form = fieldsOf((await alice.get(`${path}/edit`)).text);
  expect(form).toMatchObject({ fair_market_value: '1234,56', quantity: '1500' });
  expect((await alice.post(path, form)).status).toBe(303);
  expect(await item('Kleines Mikrofon')).toMatchObject({ fair_market_value: 123_456, version: 1 });
  const list = textOf((await alice.get('/inventory?fair_market_value_from=1.234&currency=EUR')).text);
  expect(list).toContain('Kleines Mikrofon');
  expect(list).toContain('from 1.234,00 EUR');
  const csv = (await alice.get('/inventory/export.csv')).text;
  expect(csv).toContain('1234.56');
  expect(csv).not.toContain('1.234,56');
});

it('asks in the person’s way', async () => {
  const alice = await app.current.as('alice');
  await alice.get('/inventory/new');
  const answer = await alice.post('/inventory', itemForm({ currency: 'KWD', fair_market_value: '1.234' }));
  expect([answer.status, errorAt(answer.text, 'fair_market_value')]).toEqual([422, 'Did you mean 1,234 or 1234?']);
  expect(fieldsOf(answer.text)).toMatchObject({ fair_market_value: '1.234' });
});

it('restores an amount as it was, whatever its reader’s signs mean', async () => {
  const alice = await app.current.as('alice');
  await alice.get('/inventory/new');
  const made = await alice.post('/inventory', itemForm({ name: 'Dinar', currency: 'KWD', fair_market_value: '1,234' }));
  const path = made.headers['location'] ?? '';
  const form = fieldsOf((await alice.get(`${path}/edit`)).text);
  expect(form).toMatchObject({ fair_market_value: '1,234' });
  await alice.post(path, { ...form, fair_market_value: '2,5' });
  expect(await item('Dinar')).toMatchObject({ fair_market_value: 2500 });
  const [entry] = await app.current.db.rows(
    `select id from history where changes ? 'fair_market_value' and act <> 'created' order by at desc limit 1`,
  );
  await alice.get(path);
  await alice.post(`${path}/history/${entry?.id}/restoration`, { field: 'fair_market_value' });
  expect(await item('Dinar')).toMatchObject({ fair_market_value: 1234 });
});

it('is one’s own: who reads at the same time reads it in theirs', async () => {
  const [alice, bob] = [await app.current.as('alice'), await app.current.as('bob')];
  const bobs = await bob.get('/inventory/new');
  await bob.post('/inventory', itemForm({ name: 'Bob’s lens', currency: 'EUR', fair_market_value: '9876.50' }));
  expect(bobs.text).not.toContain('data-locale');
  const pages = await Promise.all([
    alice.get('/inventory'),
    bob.get('/inventory'),
    alice.get('/inventory'),
    bob.get('/inventory'),
  ]);
  expect(
    pages.map(({ text }) => [text.includes('data-locale="de"'), text.includes('1.234,56'), text.includes('9,876.50')]),
  ).toEqual([
    [true, true, false],
    [false, false, true],
    [true, true, false],
    [false, false, true],
  ]);
});

it('says whose time a task’s reminder is in, with a way to change it', async () => {
  await app.current.db.rows(`update users set time_zone = 'America/New_York' where id = $1`, [PEOPLE.alice.id]);
  const alice = await app.current.as('alice');
  const form = await alice.get('/tasks/new');
  expect(textOf(form.text)).toContain('Times are in America/New York, your time.');
  expect(form.text).toContain('href="/account#numbers"');
});
