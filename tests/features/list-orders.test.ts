import { beforeAll, describe, expect, it } from 'vitest';
import { MODULES } from '../../src/features/modules.js';
import type { Module } from '../../src/records/module.js';
import { useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { insertContact } from '../support/contact-form.js';
import { insert } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { insertTask } from '../support/tasks.js';
import { VOYAGES_MIGRATION, voyagesModule } from '../support/voyages.js';

const modules = [...MODULES, voyagesModule] as Module[];
const app = useApp({}, { modules, migration: VOYAGES_MIGRATION });
const { alice } = PEOPLE;
/** Lists that bob has too: the walks are shared by two people, since pages are limited for each. */
const SHARED = new Set(['/companies', '/contacts', '/templates', '/guide', '/guide/shows']);
const unescaped = (html: string) => html.replaceAll('&amp;', '&');

/** The names of a whole list, page by page of four rows; and back again. */
async function walked(
  path: string,
  sort: string,
  who: 'alice' | 'bob' = 'alice',
): Promise<{ names: string[]; back: string[] }> {
  const visitor = await app.current.as(who);
  const read = async (query: string) => {
    const { status, text } = await visitor.get(`${path}${query}`);
    expect(status, query).toBe(200);
    const link = (rel: string) => unescaped(new RegExp(`rel="${rel}" href="[^"?]*([^"]*)"`).exec(text)?.[1] ?? '');
    const rows = [...text.matchAll(/<td class="name"[^>]*><a href="[^"]+">(?:<span.*?<\/span>)?([^<]+)/g)];
    return { names: rows.map(([, name]) => name ?? ''), next: link('next'), prev: link('prev') };
  };
  const names: string[] = [];
  // The pipeline's own first page is a board.
  let last = `?${path === '/pipeline' ? 'layout=list&' : ''}sort=${sort}&limit=4`;
  for (let next = last; next; ) {
    const page = await read(next);
    names.push(...page.names);
    last = next;
    next = page.next;
  }
  const back: string[] = [];
  for (let prev = last; prev; ) {
    const page = await read(prev);
    back.unshift(...page.names);
    prev = page.prev;
  }
  return { names, back };
}

beforeAll(async () => {
  const { db } = app.current;
  const year = new Date().getUTCFullYear();
  const companies: string[] = [];
  const stages = await db.rows<{ id: string }>('select id from deal_stages where user_id = $1 order by position', [
    alice.id,
  ]);
  for (const [n, name] of ['Arc', 'Bolt', 'Cask', 'Dune', 'Ember', 'Fjord', 'Gale'].entries()) {
    const company = await insertCompany(db, { name, kind: n % 2 ? 'agency' : 'brand' });
    companies.push(company);
    await insertItem(db, alice.id, {
      name: `${name} lamp`,
      company_id: n > 2 ? company : null,
      brand: n > 2 ? name : null,
      quantity: n + 1,
      location: n % 3 ? `Shelf ${n}` : null,
      category: n % 2 ? null : 'audio',
      received_on: `${year}-01-0${n + 1}`,
      asking_price: n % 2 ? n * 100 : null,
      fair_market_value: n % 3 ? 1000 - n : null,
      ...(n > 4 && { state: 'sold', sold_on: `${year}-01-09`, sale_price: n }),
    });
    const contact = await insertContact(db, { first_name: name, title: n % 2 ? `Head ${9 - n}` : null });
    if (n > 1) {
      await insert(db, 'contact_companies', { contact_id: contact, company_id: companies[n > 3 ? 0 : 1] });
      await insert(db, 'contact_points', {
        contact_id: contact,
        kind: 'email',
        value: `${n}@x.example`,
        is_primary: true,
      });
    }
    if (n % 3 === 0)
      await insertTask(db, alice.id, { title: 'Ring', due_on: `2027-0${9 - n}-01`, company_id: company });
    if (n === 1) await insertTask(db, alice.id, { title: 'Some day', due_on: null, company_id: company });
    const dealt = { user_id: alice.id, name, currency: 'USD', company_id: n % 2 ? company : null };
    await insert(db, 'collabs', { ...dealt, fee: n % 3 ? n * 100 : null, state: n % 2 ? 'live' : 'agreed' });
    await insert(db, 'deals', {
      ...dealt,
      amount: n % 3 ? n * 100 : null,
      next_step: n % 2 ? `Step ${n}` : null,
      stage_id: stages[n % stages.length]?.id,
    });
    const programme_id = await insert(db, 'affiliate_programmes', {
      user_id: alice.id,
      name,
      currency: 'USD',
      company_id: n % 2 ? company : null,
      network: n % 3 ? `Network ${9 - n}` : null,
      payment_delay_days: n % 2 ? n * 10 : null,
    });
    await insert(db, 'affiliate_months', {
      user_id: alice.id,
      programme_id,
      month: `2026-0${n + 1}`,
      currency: 'USD',
      clicks: n % 2 ? n * 10 : null,
      commission: n % 3 ? n * 100 : null,
    });
    await insert(db, 'templates', {
      name,
      category: n % 2 ? 'thanks' : 'invoice',
      language: n % 3 ? 'de' : 'en',
      subject: `About ${9 - n}`,
      body: 'Hello',
    });
    const show_id = await insert(db, 'guide_shows', { name, target_length: n % 2 ? n * 60 : null });
    await insert(db, 'guide_episodes', {
      name,
      show_id,
      season: n % 3 ? 1 : null,
      number: n % 2 ? n : null,
      owner_id: n % 2 ? alice.id : null,
      publish_on: n % 3 ? `2031-01-0${n + 1}` : null,
    });
    await insert(db, 'voyages', {
      user_id: alice.id,
      name,
      ship: n % 2 ? `Ship ${9 - n}` : null,
      fare: n % 3 ? n : null,
    });
  }
});

describe.each(modules.map((module) => [module.kind.name, module] as const))('the list of %s', (_, module) => {
  const { path } = module.kind;

  it('is sorted by every column it may show, in its head', async () => {
    const sorts = new Set(module.address.sorts);
    expect(module.address.columns.map(({ name }) => name).filter((name) => !sorts.has(name))).toEqual([]);
  });

  it('shows each row once, forwards and backwards, in every order', async () => {
    for (const name of module.address.sorts)
      for (const sort of [name, `-${name}`]) {
        const { names, back } = await walked(path, sort, SHARED.has(path) ? 'bob' : 'alice');
        expect(new Set(names).size, sort).toBe(7);
        expect([names.length, back], sort).toEqual([7, names]);
      }
  });
});

it('puts rows without a value last in the direction that is offered first', async () => {
  const order = async (path: string, sort: string) => (await walked(path, sort)).names.map((name) => name[0]).join('');
  expect(await order('/inventory', 'location')).toBe('BCEFADG');
  expect(await order('/inventory', '-asking_price')).toMatch(/^FDB/);
  expect(await order('/inventory', 'category')).toMatch(/^[ACEG]{4}/);
  expect(await order('/inventory', '-review_due_on')).toHaveLength(7);
  expect(await order('/contacts', 'company')).toBe('EFGCDAB');
  expect(await order('/contacts', 'title')).toMatch(/^FDB/);
  expect(await order('/contacts', 'email')).toMatch(/^CDEFG/);
  expect(await order('/companies', '-units')).toMatch(/^GFED/);
  expect(await order('/companies', '-value')).toMatch(/^EF/);
  expect(await order('/companies', '-contacts')).toMatch(/^AB/);
  expect(await order('/companies', 'next_step')).toMatch(/^GDAB/);
  expect(await order('/voyages', 'ship')).toMatch(/^FDB/);
});
