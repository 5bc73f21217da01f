import { describe, expect, it } from 'vitest';
import { SOURCES } from '../../src/features/inventory/choices.js';
import { RECEIVED_SOURCES, RECEIVED_STATES } from '../../src/features/inventory/of-company.js';
import { STATES } from '../../src/features/inventory/states.js';
import { useApp } from '../support/app.js';
import { insertCompany, insertContactAt } from '../support/companies.js';
import { insert } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { readList } from '../support/list.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const { alice, bob } = PEOPLE;
const year = new Date().getUTCFullYear();
const on = (rest: string) => `${year}-${rest}`;

/** The cells of the strip as a reader sees them, and where they lead. */
async function strip(who: 'alice' | 'bob', company: string) {
  const page = await (await app.current.as(who)).get(`/companies/${company}`);
  expect(page.status).toBe(200);
  const html = /<dl class="strip figures"[\s\S]*?<\/dl>/.exec(page.text)?.[0] ?? '';
  const links = [...html.matchAll(/href="([^"]+)"/g)].map((match) => (match[1] ?? '').replaceAll('&amp;', '&'));
  return { text: textOf(html), links, page: textOf(page.text) };
}

describe('the figures of a company', () => {
  it('count the reader’s own units that came this year, each currency by itself, as an independent sum does', async () => {
    const { db } = app.current;
    const company = await insertCompany(db, { name: 'Counted Company' });
    const item = (owner: string, fields: Record<string, unknown>) =>
      insertItem(db, owner, { company_id: company, ...fields });
    await item(alice.id, { received_on: on('02-03'), quantity: 3, fair_market_value: 12000 });
    await item(alice.id, {
      received_on: on('01-01'),
      source: 'gift',
      fair_market_value: 550,
      state: 'sold',
      sold_on: on('03-01'),
      sale_price: 1,
    });
    await item(alice.id, {
      received_on: on('12-31'),
      source: 'loaner',
      currency: 'EUR',
      fair_market_value: 7700,
      state: 'returned',
    });
    await item(alice.id, {
      received_on: on('05-05'),
      source: 'in_kind_payment',
      currency: 'JPY',
      fair_market_value: null,
    });
    // None of these is a unit received this year: bought, not there yet, cancelled, last year's, deleted, of another company.
    await item(alice.id, { received_on: on('02-03'), source: 'purchase', fair_market_value: 1 });
    await item(alice.id, { received_on: on('02-03'), state: 'ordered', fair_market_value: 2 });
    await item(alice.id, { received_on: on('02-03'), state: 'cancelled', fair_market_value: 4 });
    await item(alice.id, { received_on: `${year - 1}-12-31`, fair_market_value: 8 });
    await item(alice.id, { received_on: on('02-03'), fair_market_value: 16, deleted_at: new Date() });
    await insertItem(db, alice.id, { received_on: on('02-03'), fair_market_value: 32 });
    await item(bob.id, { received_on: on('02-03'), quantity: 7, fair_market_value: 9900 });

    const seen = await strip('alice', company);
    expect(seen.text).toContain(`Units received in ${year} 6 Your own items`);
    expect(seen.text).toContain('125.50 USD 77.00 EUR');
    const bobs = await strip('bob', company);
    expect(bobs.text).toContain(`Units received in ${year} 7 Your own items`);
    expect(bobs.text).toContain('99.00 USD');
    expect(bobs.text).not.toContain('EUR');
    const sums = await db.rows(
      `select currency, sum(quantity)::int as units, sum(fair_market_value)::int as value from inventory_items
        where user_id = $1 and company_id = $2 and deleted_at is null and extract(year from received_on) = $3
          and source <> 'purchase' and state not in ('requested', 'ordered', 'cancelled') group by 1 order by 1`,
      [alice.id, company, year],
    );
    expect(sums).toEqual([
      { currency: 'EUR', units: 1, value: 7700 },
      { currency: 'JPY', units: 1, value: null },
      { currency: 'USD', units: 4, value: 12550 },
    ]);
    // Each figure leads to the rows it was made of.
    const [all, usd] = seen.links.filter((href) => href.startsWith('/inventory?'));
    expect((await readList(app.current, all?.replace('/inventory', ''))).names).toHaveLength(4);
    expect((await readList(app.current, usd?.replace('/inventory', ''))).names).toHaveLength(2);
    // The list says the same.
    const list = textOf((await (await app.current.as('alice')).get('/companies?q=counted')).text);
    expect(list).toMatch(/Counted Company Brand – 0 6 125\.50, 77\.00 EUR/);
  });

  it('are those of what the inventory knows as received', () => {
    expect([...RECEIVED_STATES, 'requested', 'ordered', 'cancelled'].sort()).toEqual([...STATES.names].sort());
    expect([...RECEIVED_SOURCES, 'purchase'].sort()).toEqual([...SOURCES].sort());
  });

  it('count who is there now, and name who left', async () => {
    const { db } = app.current;
    const company = await insertCompany(db, { name: 'Peopled Company' });
    await insertContactAt(
      db,
      company,
      { first_name: 'Ines', last_name: 'Roth', title: 'PR' },
      { from_on: '2020-02-01' },
    );
    await insertContactAt(db, company, { first_name: 'Tom', opted_out: true }, { title: 'Buyer' });
    await insertContactAt(db, company, { first_name: 'Lea' }, { from_on: '2019-01-01', to_on: '2021-05-04' });
    await insertContactAt(db, company, { first_name: 'Deleted', deleted_at: new Date() });
    const seen = await strip('bob', company);
    expect(seen.text).toContain('Contacts 2 and 1 who left');
    expect(seen.links).toContain('#people');
    expect(seen.page).toMatch(/Ines Roth PR since 1 Feb 2020.*Lea Left 1 Jan 2019 – 4 May 2021/);
    expect(seen.page).toContain('Tom Buyer Opted out');
    expect(seen.page).not.toContain('Deleted');
  });

  it('show the last touch and the next step of the reader alone', async () => {
    const { db } = app.current;
    const company = await insertCompany(db, { name: 'Touched Company' });
    const note = (author: string, day: string, rest = {}) =>
      insert(db, 'notes', {
        user_id: null,
        author_id: author,
        company_id: company,
        body: 'Said hello',
        created_at: new Date(`${day}T12:00:00Z`),
        ...rest,
      });
    const task = (owner: string, fields: Record<string, unknown>) =>
      insert(db, 'tasks', { user_id: owner, company_id: company, title: 'Call', ...fields });
    expect((await strip('alice', company)).text).toContain(
      'Last touch – No note, mail or task of yours yet Next step – No open task of yours',
    );
    await note(alice.id, '2026-03-04');
    await note(alice.id, '2026-06-01', { deleted_at: new Date() });
    await note(bob.id, '2026-05-05');
    await task(alice.id, { title: 'Later', due_on: '2099-05-05' });
    await task(alice.id, { title: 'Send rates', due_on: '2099-01-02' });
    await task(alice.id, { title: 'Undated' });
    await task(alice.id, { title: 'Deleted', due_on: '2020-01-01', deleted_at: new Date() });
    await task(bob.id, { title: 'Bobs own', due_on: '2020-01-01' });
    const seen = await strip('alice', company);
    expect(seen.text).toContain('Last touch 4 Mar 2026 Note Next step Send rates Due 2 Jan 2099');
    expect(seen.links).toContain(`/companies/${company}?tab=tasks#activity`);
    const bobs = await strip('bob', company);
    expect(bobs.text).toContain('Last touch 5 May 2026 Note Next step Bobs own Was due 1 Jan 2020');
    await task(alice.id, { title: 'Called', done_at: new Date('2026-04-01T12:00:00Z') });
    expect((await strip('alice', company)).text).toContain('Last touch 1 Apr 2026 Task done');
    expect((await strip('bob', company)).text).toContain('Last touch 5 May 2026 Note');
  });
});
