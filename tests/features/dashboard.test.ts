import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { companyForm } from '../support/companies.js';
import { itemForm } from '../support/item-form.js';
import { insertItem } from '../support/items.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { newMember } from '../support/two-factor.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const page = async (name: 'alice' | 'bob' | 'charlie') => (await (await app.current.as(name)).get('/')).text;

describe('the dashboard', () => {
  it('says to a newcomer how to begin', async () => {
    const html = await page('charlie');
    expect(textOf(html)).toContain('Nothing here yet');
    expect(html).toContain('href="/pipeline/new"');
    expect(html).toContain('href="/inventory/new"');
  });

  it('shows what is late first, then what is due today, and not what is done or gone', async () => {
    const { db } = app.current;
    await insertItem(db, PEOPLE.alice.id, { name: 'Clip light', review_due_on: day(-2), received_on: day(-20) });
    await insertItem(db, PEOPLE.alice.id, { name: 'Boom kit', source: 'loaner', return_due_on: day(0) });
    await insertItem(db, PEOPLE.alice.id, { name: 'Published one', review_due_on: day(-9), review_state: 'published' });
    await insertItem(db, PEOPLE.alice.id, { name: 'Reviewed one', review_due_on: day(-9), state: 'reviewed' });
    await insertItem(db, PEOPLE.alice.id, { name: 'Deleted one', review_due_on: day(-9), deleted_at: new Date() });
    await insertItem(db, PEOPLE.alice.id, { name: 'Cancelled one', review_due_on: day(-9), state: 'cancelled' });
    await insertItem(db, PEOPLE.alice.id, { name: 'Next week', review_due_on: day(7) });
    await insertItem(db, PEOPLE.alice.id, { name: 'Next year', review_due_on: day(300) });
    await insertItem(db, PEOPLE.bob.id, { name: 'Not hers', review_due_on: day(-5) });
    const text = textOf(await page('alice'));
    expect(text).toMatch(/Needs you now ?2/);
    expect(text).toMatch(/Review: Clip light.*2 d late.*Return loaner: Boom kit.*Today/);
    expect(text).toMatch(/Next 14 days.*Review: Next week/);
    for (const absent of ['Published one', 'Reviewed one', 'Deleted one', 'Cancelled one', 'Next year', 'Not hers'])
      expect(text).not.toContain(absent);
  });

  it('writes thousands of what is due as all figures are written', async () => {
    const { id } = await newMember(app.current, 'busy@park.example');
    await app.current.db.rows(
      `insert into tasks (id, user_id, title, due_on) select gen_random_uuid(), $1, 'Ring', '2026-01-01' from generate_series(1, 1001)`,
      [id],
    );
    const visitor = app.current.visitor();
    await visitor.logIn('busy@park.example', PASSWORD);
    expect(textOf((await visitor.get('/')).text)).toMatch(/Tasks 1,000\+ .*Needs you now 1,001 /);
  });

  it('names of what comes about as much as stands beside it, and leads to the rest', async () => {
    const { db } = app.current;
    for (const n of Array(10).keys())
      await insertItem(db, PEOPLE.charlie.id, { name: `Soon ${n}`, review_due_on: day(1 + n) });
    const html = await page('charlie');
    expect(html).toContain('href="/calendar?layout=agenda">2 more</a>');
    expect([...textOf(html).matchAll(/Review: Soon (\d)/g)].map(([, n]) => n).join('')).toBe('01234567');
  });

  it('has figures of this year per currency that are the sums of their rows', async () => {
    const { db } = app.current;
    const year = new Date().getUTCFullYear();
    const sold = {
      state: 'sold',
      sold_on: `${year}-01-01`,
      sale_price: 8000,
      marketplace_fee: 1040,
      outbound_shipping: 760,
      fair_market_value: 12000,
    };
    await insertItem(db, PEOPLE.bob.id, sold);
    await insertItem(db, PEOPLE.bob.id, { ...sold, cash_price: 1000, source: 'purchase' });
    await insertItem(db, PEOPLE.bob.id, { ...sold, sold_on: `${year - 1}-01-01` });
    await insertItem(db, PEOPLE.bob.id, { ...sold, currency: 'EUR' });
    await insertItem(db, PEOPLE.bob.id, {
      state: 'listed',
      asking_price: 5050,
      fair_market_value: 3000,
      cash_price: 200,
    });
    const text = textOf(await page('bob'));
    expect(text).toMatch(/Resale profit \d{4} 114\.00 USD.*83\.9 %.*on 62\.00 to/);
    expect(text).toMatch(new RegExp(`Taxable gain ${year} −6\\.00 USD`));
    expect(text).toMatch(/Asked for, listed 50\.50 USD/);
    expect(text).toMatch(/Stock at basis 32\.00 USD/);
    expect(text).toContain('62.00 EUR 1 item sold');
  });
});

/** The titles of the cards, in their order; the band has none of its own. */
const titles = (html: string) =>
  [...html.matchAll(/<h2>([^<]+)<\/h2>/g)]
    .map(([, title]) => title ?? '')
    .filter((title) => /^(Needs|Next|Income this year|Pipeline by|Outstanding by|Inventory|What)/.test(title));
const ALL = ['needs', 'agenda', 'band', 'income', 'pipeline', 'outstanding', 'inventory', 'recent'];

describe('the cards of the dashboard', () => {
  it('are hidden and put in order by each person for themselves, and go back to how they were', async () => {
    const bob = await app.current.as('bob');
    const before = titles(await page('bob'));
    expect(before).toEqual([
      ...['Needs you now', 'Next 14 days', 'Income this year', 'Pipeline by stage', 'Outstanding by age', 'Inventory'],
      'What happened last',
    ]);
    await bob.get('/account/dashboard');
    const sent = { order: ['recent', 'income', ...ALL.filter((it) => it !== 'recent' && it !== 'income')] };
    const shown = ALL.filter((it) => it !== 'agenda' && it !== 'band');
    expect((await bob.post('/account/dashboard', { ...sent, shown })).status).toBe(303);
    const html = await page('bob');
    expect(titles(html).slice(0, 3)).toEqual(['What happened last', 'Income this year', 'Needs you now']);
    expect(titles(html)).not.toContain('Next 14 days');
    expect(html).not.toContain('<div class="band">');
    expect(titles(await page('alice'))).toEqual(before);
    await bob.post('/account/dashboard', { standard: '1' });
    expect(titles(await page('bob'))).toEqual(before);
  });

  it('go up and down by a button, with what is ticked kept', async () => {
    const bob = await app.current.as('bob');
    await bob.get('/account/dashboard');
    const shown = ALL.filter((it) => it !== 'recent');
    const answer = await bob.post('/account/dashboard', { order: ALL, shown, move: 'income:up' });
    expect(answer.headers.location).toBe('/account/dashboard?moved=income:up');
    const rows = await app.current.db.rows('select cards, hidden from dashboard_layouts where user_id = $1', [
      PEOPLE.bob.id,
    ]);
    expect(rows).toEqual([{ cards: ALL.with(2, 'income').with(3, 'band'), hidden: ['recent'] }]);
    expect((await bob.post('/account/dashboard', { order: ALL, shown: ALL, move: 'needs:up' })).status).toBe(303);
    expect((await bob.post('/account/dashboard', { order: ALL, shown: ALL, move: 'nothing:up' })).status).toBe(400);
    await bob.post('/account/dashboard', { order: ['nothing', 'needs', 'needs', '__proto__'], shown: [] });
    const text = textOf(await page('bob'));
    expect(text).toContain('Income this year');
    expect(text).not.toContain('Needs you now');
    await bob.post('/account/dashboard', { standard: '1' });
  });

  it('may be arranged by who only reads', async () => {
    const vera = await app.current.as('vera');
    await vera.get('/account/dashboard');
    expect((await vera.post('/account/dashboard', { order: ALL, shown: [] })).status).toBe(303);
    expect(textOf((await vera.get('/')).text)).toContain('All cards of the dashboard are hidden.');
  });

  it('tell what happened last to records of all modules, and nothing of others', async () => {
    const charlie = await app.current.as('charlie');
    const made = [
      ['/inventory', itemForm({ name: 'Told item' })],
      ['/companies', companyForm({ name: 'Told company' })],
      [
        '/pipeline',
        { name: 'Told deal', stage: 'Inquiry', currency: 'USD', compensation: 'cash', submission_id: uuidv7() },
      ],
    ] as const;
    for (const [path, form] of made) {
      await charlie.get(`${path}/new`);
      expect({ path, status: (await charlie.post(path, form)).status }).toEqual({ path, status: 303 });
    }
    const text = textOf(await page('charlie'));
    expect(text).toMatch(/What happened last .*Told deal added.*Told company added.*Told item added/);
    for (const other of ['alice', 'bob'] as const) expect(textOf(await page(other))).not.toContain('Told company');
  });
});

describe('what is outstanding', () => {
  it('is listed by currency and age, and says what it has not', async () => {
    const alice = await app.current.as('alice');
    for (const path of ['/collabs/outstanding?age=fresh', '/collabs/outstanding?currency=XXQ'])
      expect({ path, status: (await alice.get(path)).status }).toEqual({ path, status: 422 });
    expect(textOf((await alice.get('/collabs/outstanding?currency=JPY&age=older')).text)).toContain(
      'Nothing is outstanding here',
    );
  });
});
