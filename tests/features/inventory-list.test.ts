import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { readList } from '../support/list.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const { alice, bob } = PEOPLE;
const add = (fields: Record<string, unknown> = {}, owner: string = alice.id) =>
  insertItem(app.current.db, owner, fields);
const wipe = () => app.current.db.rows('delete from inventory_items');

const list = (query?: string, who?: 'alice' | 'bob' | 'vera') => readList(app.current, query, who);

describe('the list', () => {
  beforeEach(wipe);

  it('says what to do when there is nothing, and shows nobody else’s rows', async () => {
    await add({ name: 'Bobs lamp' }, bob.id);
    const { text, names, html } = await list();
    expect(text).toContain('No items yet');
    expect(html).toContain('href="/inventory/new"');
    expect(names).toEqual([]);
    expect((await list('', 'bob')).names).toEqual(['Bobs lamp']);
  });

  it('shows figures as people read them, with the currency where it is not their own', async () => {
    const sold = {
      state: 'sold',
      fair_market_value: 12000,
      sale_price: 8000,
      marketplace_fee: 1040,
      outbound_shipping: 760,
    };
    await add({ name: 'Backpack', brand: 'Northgate', ...sold });
    expect((await list()).text).toMatch(/Backpack .*120\.00 0\.00 62\.00 \+62\.00 −58\.00/);
    await add({ name: 'Torii lamp', currency: 'JPY', fair_market_value: 1200 });
    const { text } = await list();
    expect(text).toContain('1,200 JPY');
    expect(text).toMatch(/Backpack .*120\.00 0\.00 62\.00 \+62\.00 −58\.00/);
  });

  it('counts to 1,000 and then says so', async () => {
    await app.current.db.rows(
      `insert into inventory_items (id, user_id, name, source, currency, state)
       select gen_random_uuid(), $1, 'Mug ' || n, 'gift', 'USD', case when n <= 3 then 'listed' else 'kept' end from generate_series(1, 1001) n`,
      [alice.id],
    );
    expect((await list()).text).toContain('Inventory 1,000+');
    const listed = await list('?state=listed');
    expect(listed.text).toContain('3 of 1,000+');
    expect(listed.text).toContain('1–3 of 3');
  });

  it('is searched alike where more is found than is counted, and narrowed further', async () => {
    await app.current.db.rows(
      `insert into inventory_items (id, user_id, name, source, currency, state)
       select gen_random_uuid(), $1, case when n <= 1001 then 'Mug ' else 'Cup ' end || lpad(n::text, 4, '0'), 'gift', 'USD', case when n % 500 = 0 then 'listed' else 'kept' end
         from generate_series(1, 1500) n`,
      [alice.id],
    );
    const first = await list('?q=mug&sort=-name');
    expect(first.text).toContain('1,000+ of 1,000+');
    expect(first.names.slice(0, 2)).toEqual(['Mug 1001', 'Mug 1000']);
    const listed = await list('?q=mug&state=listed&sort=name');
    expect(listed.text).toContain('2 of 1,000+');
    expect(listed.names).toEqual(['Mug 0500', 'Mug 1000']);
    expect((await list('?q=cup')).text).toContain('499 of 1,000+');
  });

  it('is sorted by the menu of sorts, which leads to its orders', async () => {
    await add({ name: 'Mug' });
    const menu = /id="sort-menu"[\s\S]*?<\/div>/.exec((await list('?state=received')).html)?.[0] ?? '';
    const orders = [...menu.matchAll(/<a class="mi" href="([^"]*)"/g)].map(([, href]) =>
      href?.replaceAll('&amp;', '&'),
    );
    expect(orders).toHaveLength(13);
    expect(orders).toContain('/inventory?state=received&sort=name');
    expect(orders).toContain('/inventory?state=received&sort=-cash_cost');
  });

  it('offers a reader nothing to change', async () => {
    await add({ name: 'Veras mug' }, PEOPLE.vera.id);
    const { html, names } = await list('', 'vera');
    expect(names).toEqual(['Veras mug']);
    expect(html).not.toMatch(/New item|Set state|Delete item|name="ids"/);
  });
});

describe('the filters', () => {
  beforeAll(async () => {
    await wipe();
    await app.current.db.rows(
      `insert into companies (id, name) values ('01900000-0000-7000-8000-0000000000c1', 'Kestrel Optics')`,
    );
    await add({
      name: 'Gimbal 100%',
      brand: 'Kestrel',
      company_id: '01900000-0000-7000-8000-0000000000c1',
      serial: 'SN_77',
      state: 'listed',
    });
    await add({
      name: 'Album',
      source: 'purchase',
      received_on: '2026-03-05',
      fair_market_value: 4250,
      condition: 'used',
    });
    await add({
      name: 'Poncho',
      state: 'sold',
      sold_on: '2026-04-01',
      sale_price: 3000,
      currency: 'EUR',
      fair_market_value: 5000,
    });
    await add({ name: 'Lantern', state: 'kept', review_state: 'drafted', received_on: '2026-06-30' });
  });

  it.each([
    ['?q=gim', ['Gimbal 100%']],
    ['?q=KESTREL+sn_77', ['Gimbal 100%']],
    ['?q=100%25', ['Gimbal 100%']],
    ['?q=1_0', []],
    ['?q=a+zzz', []],
    ['?state=sold&state=listed', ['Gimbal 100%', 'Poncho']],
    ['?source=purchase', ['Album']],
    ['?condition=used', ['Album']],
    ['?review_state=drafted', ['Lantern']],
    ['?company_id=01900000-0000-7000-8000-0000000000c1', ['Gimbal 100%']],
    ['?company=kestrel+OPTICS', ['Gimbal 100%']],
    ['?received_on_from=2026-03-05&received_on_to=2026-03-05', ['Album']],
    ['?received_on_to=2026-05-01', ['Album']],
    ['?sold_on_from=2026-04-01', ['Poncho']],
    ['?fair_market_value_from=42.50', ['Album']],
    ['?fair_market_value_to=100&currency=EUR', ['Poncho']],
    ['?sale_price_from=30&currency=EUR&state=sold', ['Poncho']],
    ['?currency=GBP', []],
    ['?state=&q=&received_on_from=', ['Album', 'Gimbal 100%', 'Lantern', 'Poncho']],
  ])('%s', async (query, names) => {
    const found = await list(`${query}&sort=name`);
    expect(found.status).toBe(200);
    expect(found.names).toEqual(names);
    if (names.length === 0) expect(found.text).toContain('Nothing matches these filters');
  });

  it('shows each filter that is on, and takes it away again', async () => {
    const { html, text } = await list('?state=sold&state=listed&received_on_from=2026-01-01&q=o');
    expect(text).toContain('State is any of Listed, Sold');
    expect(text).toContain('Received on from 1 Jan 2026');
    expect(html).toContain('href="/inventory?received_on_from=2026-01-01&amp;q=o" aria-label="Remove filter State"');
    // A search from here keeps them, with or without script.
    expect(html).toContain(
      '<input type="hidden" name="state" value="sold"><input type="hidden" name="state" value="listed">',
    );
    expect(html).toMatch(
      /href="\/inventory\/filters\?state=sold&amp;state=listed[^"]*" data-keys="f" data-turbo-frame="act"/,
    );
    const filters = await (await app.current.as('alice')).get(
      '/inventory/filters?state=sold&received_on_from=2026-01-01',
    );
    expect(filters.status).toBe(200);
    expect(filters.text).toMatch(/name="state" value="sold" checked/);
    expect(filters.text).toMatch(/name="received_on_from"/);
    expect(filters.text).toMatch(/type="date" value="2026-01-01"/);
  });

  it.each([
    ['?state=nonsense', 'State: Choose from the list.'],
    ['?received_on_from=2026-02-31', 'Type a date such as 2026-11-18.'],
    ['?received_on_from=2026-03-02&received_on_to=2026-03-01', 'Choose 2 Mar 2026 or later.'],
    ['?sold_on_from=2026-03-02&sold_on_from=2026-03-03', 'Send one value here.'],
    ['?fair_market_value_from=abc', 'Type an amount such as 329.00.'],
    ['?sale_price_from=1.5&currency=JPY', 'JPY has no digits after the point.'],
    ['?sale_price_from=1,234&currency=KWD', 'Did you mean 1.234 or 1234?'],
    ['?sale_price_to=0,500', 'Did you mean 0.50 or 500?'],
    ['?sale_price_from=20&sale_price_to=10', 'Type 20.00 or more.'],
    ['?currency=XXX', 'Choose one of the list.'],
    ['?company_id=7', 'This company is no longer there.'],
    ['?company_id=01900000-0000-7000-8000-0000000000ff', 'This company is no longer there.'],
    ['?company=Nobody', 'No company is called that.'],
    ['?q=a+b+c+d+e+f', 'Search for 5 words at most.'],
    [`?q=${'x'.repeat(51)}`, 'Use words of 50 characters at most.'],
    ['?q=%00', 'This holds a character that cannot be stored.'],
  ])('%s is refused beside its field, with no rows', async (query, message) => {
    const answer = await list(query);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(message);
    expect(answer.names).toEqual([]);
  });

  it('take a name that was cleared by hand for none, also where its hidden id stayed behind', async () => {
    const all = await list('');
    expect((await list('?company=&company_id=01900000-0000-7000-8000-0000000000c1')).names).toEqual(all.names);
  });

  it('keeps what was typed', async () => {
    const { html } = await list('?received_on_from=soon&state=sold&q=lamp&sort=name');
    expect(html).toContain('value="soon"');
    expect(html).toContain('value="lamp"');
    expect(html).toMatch(/name="state" value="sold" checked/);
    expect(html).toContain('<input type="hidden" name="sort" value="name">');
  });

  it('is not upset by parameters of other shapes', async () => {
    for (const query of ['?state[a]=b', '?__proto__=x']) expect((await list(query)).status, query).toBe(200);
    for (const [query, message] of [
      ['?sort=-nope', 'This list has no order “-nope”.'],
      ['?limit=9999', 'A page has 1 to 100 rows.'],
      ['?limit=a&limit=b', 'A page has 1 to 100 rows.'],
      ['?sort=name&sort=brand', 'A list has one order.'],
    ] as const) {
      const { status, html } = await list(query);
      expect([status, query]).toEqual([422, query]);
      expect(textOf(html)).toContain(message);
    }
    const made = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const id = '01900000-0000-7000-8000-0000000000c1';
    for (const cursor of [
      'x',
      made('inventory -updated_at', 'abc', id, 0, 2),
      made('inventory -updated_at', '2026-13-01 00:00:00+00', id, 0, 2),
      made('inventory -updated_at', '2026-01-01 00:00:00+00', '-'.repeat(36), 0, 2),
      // Of another order, and of another list.
      made('inventory updated_at', '2026-01-01 00:00:00+00', id, 0, 2),
      made('companies -updated_at', '2026-01-01 00:00:00+00', id, 0, 2),
    ]) {
      expect((await list(`?cursor=${cursor}`)).status, cursor).toBe(400);
    }
    const own = made('inventory -updated_at', '2026-01-01 00:00:00+00', id, 0, 2);
    expect((await list(`?cursor=${own}`)).status).not.toBe(400);
  });

  it('opens a record with its place, and steps on from it', async () => {
    const { links } = await list('?sort=name&state=listed&state=sold');
    const alicesPage = await (await app.current.as('alice')).get(links[0] ?? '');
    expect(textOf(alicesPage.text)).toContain('1 of 2');
    const next = /aria-label="Next record"|href="([^"]+)"[^>]*aria-label="Next record"/
      .exec(alicesPage.text)?.[1]
      ?.replaceAll('&amp;', '&');
    expect(next).toBe(links[1]);
    const last = await (await app.current.as('alice')).get(next ?? '');
    expect(textOf(last.text)).toContain('2 of 2');
    expect(last.text).toContain('href="/inventory?sort=name&amp;state=listed&amp;state=sold"');
  });
});
