import { beforeAll, describe, expect, it } from 'vitest';
import { MODULES } from '../../src/features/modules.js';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { readList } from '../support/list.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const { alice, bob } = PEOPLE;
const tabs = (html: string) => textOf(/<nav[^>]*"Saved views"[\s\S]*?<\/nav>/.exec(html)?.[0] ?? '').trim();
const get = async (path: string, who: 'alice' | 'vera' = 'alice') => (await app.current.as(who)).get(path);
const unescaped = (html: string) => html.replaceAll('&amp;', '&');

beforeAll(async () => {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const add = (name: string, fields: object) => insertItem(app.current.db, alice.id, { name, ...fields });
  await add('To review', { review_due_on: day(3), fair_market_value: 100 });
  await add('Loaner', { source: 'loaner', return_due_on: day(-3), review_state: 'published' });
  await add('Loaner of later', { source: 'loaner', return_due_on: day(60), review_state: 'published' });
  await add('Listed', { state: 'listed', listed_on: day(-1), fair_market_value: 100 });
  await add('Sold', { state: 'sold', sold_on: day(0), sale_price: 100, fair_market_value: 100 });
  await add('Sold long ago', { state: 'sold', sold_on: '2019-05-05', sale_price: 100, fair_market_value: 100 });
  await insertItem(app.current.db, bob.id, { name: 'Bobs' });
});

describe('views that come with a list', () => {
  it.each([
    ['to_review', ['To review']],
    ['loaners_out', ['Loaner', 'Loaner of later']],
    ['due_soon', ['Loaner', 'To review']],
    ['for_sale', ['Listed']],
    ['sold_this_year', ['Sold']],
    ['no_value_yet', []],
  ])('%s leads to its rows', async (view, names) => {
    const { headers, status } = await get(`/inventory?view=${view}`);
    expect(status).toBe(303);
    const list = await readList(app.current, (headers['location'] ?? '').replace('/inventory', ''));
    expect(list.names.sort()).toEqual(names);
    expect(list.html).toContain('aria-current="page">');
    expect(list.text).not.toMatch(/Save view|Reset/);
  });

  it('are counted beside the page, with one’s own, all at once', async () => {
    const visitor = await app.current.as('alice');
    await visitor.get('/inventory');
    await visitor.post('/inventory/views', { name: 'With a lamp', query: 'q=listed', pinned: 'on' });
    const { text } = await get('/inventory');
    expect(tabs(text)).toBe('All To review Loaners out Due soon For sale Sold this year No value yet With a lamp');
    expect(text).toMatch(/<turbo-frame id="views" src="\/inventory\/views"[^>]* loading="lazy"/);
    expect(tabs((await get('/inventory/views')).text)).toBe(
      'All 6 To review 1 Loaners out 2 Due soon 2 For sale 1 Sold this year 1 No value yet 0 With a lamp 1',
    );
    const shown = await get('/inventory/views?view=for_sale');
    expect(shown.text).toMatch(/aria-current="page">For sale/);
    expect((await get('/inventory/views?view=nonsense')).status).toBe(404);
  });

  it('count nothing for a view that cannot be read any more, and stop at 1,000', async () => {
    await app.current.db.rows(
      `insert into saved_views (id, user_id, module, name, query, is_pinned)
       values (gen_random_uuid(), $1, 'inventory', 'Of a brand that went', 'company=Nobody', true)`,
      [alice.id],
    );
    await app.current.db.rows(
      `insert into inventory_items (id, user_id, name, source, currency, state)
       select gen_random_uuid(), $1, 'Mug ' || n, 'gift', 'USD', 'listed' from generate_series(1, 1001) n`,
      [alice.id],
    );
    const text = tabs((await get('/inventory/views')).text);
    expect(text).toContain('All 1,000+');
    expect(text).toContain('For sale 1,000+');
    expect(text).toMatch(/Of a brand that went$/);
    await app.current.db.rows(`delete from inventory_items where name like 'Mug %'`);
  });

  it('offer to take back or to keep what differs, and to a reader to take it back alone', async () => {
    const changed = await readList(app.current, '?state=listed&view=for_sale&sort=name');
    expect(changed.text).toMatch(/Reset Save view/);
    const reset = /class="btn quiet sm no-s" href="([^"]+)">Reset/.exec(unescaped(changed.html))?.[1];
    expect(reset).toBe('/inventory?state=listed&sort=-updated_at&view=for_sale');
    expect((await readList(app.current, '?condition=new')).text).toMatch(/Reset Save view/);
    expect((await readList(app.current, '')).text).not.toMatch(/Save view/);
    expect((await readList(app.current, '?condition=new', 'vera')).text).not.toMatch(/Save view/);
  });
});

describe('each module', () => {
  it.each(MODULES.map((module) => [module.kind.path, module] as const))(
    '%s ships views that can be read',
    async (path, module) => {
      expect(module.address.starters.length).toBeGreaterThan(0);
      for (const { id, query } of module.address.starters) {
        expect((await get(`${path}?${query}&view=${id}`)).status, id).toBe(200);
      }
      expect((await get(`${path}/views`)).status).toBe(200);
    },
  );
});

describe('the length of a page', () => {
  it('is chosen by the pager, stays in links and in views, and is refused when it cannot be', async () => {
    const { html } = await readList(app.current, '?sort=name&limit=50');
    const menu = unescaped(/<div[^>]*id="page-length"[\s\S]*?<\/div>/.exec(html)?.[0] ?? '');
    expect([...menu.matchAll(/href="([^"]+)"/g)].map(([, href]) => href)).toEqual([
      '/inventory?sort=name',
      '/inventory?sort=name&limit=50',
      '/inventory?sort=name&limit=100',
    ]);
    expect(textOf(menu).trim()).toBe('25 rows 50 rows 100 rows');
    expect(menu).toContain('aria-current="true"');
    expect(unescaped(html)).toContain('/inventory?sort=-name&limit=50');
    const views = await app.current.as('alice');
    await views.get('/inventory');
    await views.post('/inventory/views', { name: 'Long', query: 'limit=50', pinned: 'on' });
    const rows = await app.current.db.rows(`select query from saved_views where name = 'Long'`);
    expect(rows).toEqual([{ query: 'sort=-updated_at&limit=50' }]);
    for (const limit of ['0', '101', 'all', '-25', '25.0'])
      expect(await readList(app.current, `?limit=${limit}`)).toMatchObject({ status: 422, names: [] });
  });
});
