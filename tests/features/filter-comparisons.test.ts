import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertCompany, insertContactAt } from '../support/companies.js';
import { insertItem } from '../support/items.js';
import { readList } from '../support/list.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

/** How each kind of filter compares: what the address says, what the list shows, what the chip tells. */
const app = useApp();
const { alice } = PEOPLE;
const names = async (query: string) => (await readList(app.current, query)).names.sort();

beforeAll(async () => {
  const add = (name: string, fields: Record<string, unknown>) =>
    insertItem(app.current.db, alice.id, { name, ...fields });
  await add('Anchor', {
    state: 'sold',
    model: 'AX-100 Été',
    received_on: '2026-03-01',
    fair_market_value: 1000,
    rating: 2,
  });
  await add('Beacon', {
    state: 'listed',
    model: 'ax 200',
    received_on: '2026-03-02',
    fair_market_value: 2000,
    rating: 3,
  });
  await add('Candle', { state: 'kept', model: '50%_off', received_on: '2026-03-03', category: 'audio', rating: 5 });
  await add('Dimmer', { state: 'received', category: 'lighting' });
  await add('Euro', { state: 'received', currency: 'EUR', fair_market_value: 2000 });
});

describe('what is compared', () => {
  it.each([
    ['?state=sold&state=kept&state_is=any_of', ['Anchor', 'Candle'], 'State is any of Kept, Sold'],
    ['?state=sold&state_is=none_of', ['Beacon', 'Candle', 'Dimmer', 'Euro'], 'State is not Sold'],
    ['?state=sold&state=received&state_is=none_of', ['Beacon', 'Candle'], 'State is none of Received, Sold'],
    ['?category=audio&category_is=none_of', ['Anchor', 'Beacon', 'Dimmer', 'Euro'], 'Category is not Audio'],
    ['?category=not_set&category_is=none_of', ['Candle', 'Dimmer'], 'Category is not Not set'],
    ['?category=audio&category=not_set&category_is=none_of', ['Dimmer'], 'Category is none of Audio'],
    ['?received_on_is=on&received_on_from=2026-03-02', ['Beacon'], 'Received on is 2 Mar 2026'],
    ['?received_on_is=before&received_on_to=2026-03-02', ['Anchor'], 'Received on before 2 Mar 2026'],
    ['?received_on_is=after&received_on_from=2026-03-02', ['Candle'], 'Received on after 2 Mar 2026'],
    [
      '?received_on_is=between&received_on_from=2026-03-02&received_on_to=2026-03-03',
      ['Beacon', 'Candle'],
      'Received on between 2 Mar 2026 – 3 Mar 2026',
    ],
    ['?received_on_is=not_set', ['Dimmer', 'Euro'], 'Received on is not set'],
    ['?received_on_is=is&received_on=last_year', [], 'Received on is last year'],
    ['?fair_market_value_is=at_least&fair_market_value_from=20.00', ['Beacon'], 'Market value at least 20.00 USD'],
    ['?fair_market_value_is=at_most&fair_market_value_to=20', ['Anchor', 'Beacon'], 'Market value at most 20.00 USD'],
    ['?fair_market_value_is=not_set', ['Candle', 'Dimmer'], 'Market value is not set'],
    ['?currency=EUR&fair_market_value_is=at_least&fair_market_value_from=20', ['Euro'], 'at least 20.00 EUR'],
    ['?rating_is=at_most&rating_to=3', ['Anchor', 'Beacon'], 'Rating at most 3'],
    ['?rating_is=between&rating_from=3&rating_to=5', ['Beacon', 'Candle'], 'Rating between 3 – 5'],
    ['?rating_is=not_set', ['Dimmer', 'Euro'], 'Rating is not set'],
    ['?model=AX', ['Anchor', 'Beacon'], 'Model contains AX'],
    ['?model=ete&model_is=contains', ['Anchor'], 'Model contains ete'],
    ['?model=AX 200&model_is=is', ['Beacon'], 'Model is AX 200'],
    ['?model=AX&model_is=is', [], 'Model is AX'],
    ['?model=ＡＸ&model_is=starts_with', ['Anchor', 'Beacon'], 'Model starts with ＡＸ'],
    ['?model=00&model_is=starts_with', [], 'Model starts with 00'],
    ['?model=%25_', ['Candle'], 'Model contains %_'],
    ['?model=_&model_is=starts_with', [], 'Model starts with _'],
    ['?model_is=not_set', ['Dimmer', 'Euro'], 'Model is not set'],
    ['?name=dim', ['Dimmer'], 'Name contains dim'],
  ])('%s', async (query, expected, chip) => {
    expect(await names(query)).toEqual(expected);
    expect((await readList(app.current, query)).text).toContain(chip);
  });

  it.each([
    // What another comparison would ask for is not seen in its form, so it counts for nothing.
    ['?received_on_is=before&received_on_to=2026-03-02&received_on_from=2026-03-02&received_on=today', ['Anchor']],
    ['?rating_is=at_least&rating_from=3&rating_to=3', ['Beacon', 'Candle']],
    ['?rating_is=not_set&rating_from=3', ['Dimmer', 'Euro']],
    // A comparison with nothing is none.
    [
      '?state_is=none_of&rating_is=at_least&model_is=is&received_on_is=is',
      ['Anchor', 'Beacon', 'Candle', 'Dimmer', 'Euro'],
    ],
  ])('counts only what its comparison asks for: %s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  it('knows whose rows are a company’s, are not, and are nobody’s', async () => {
    const { db } = app.current;
    const [id, other] = [await insertCompany(db, { name: 'Kestrel' }), await insertCompany(db, { name: 'Voltline' })];
    await db.rows(`update inventory_items set company_id = $1 where name = 'Anchor'`, [id]);
    await db.rows(`update inventory_items set company_id = $1 where name = 'Beacon'`, [other]);
    expect(await names(`?company_id=${id}&company_is=is`)).toEqual(['Anchor']);
    expect(await names(`?company_id=${id}&company_is=is_not`)).toEqual(['Beacon', 'Candle', 'Dimmer', 'Euro']);
    expect(await names('?company=voltline&company_is=is_not')).toEqual(['Anchor', 'Candle', 'Dimmer', 'Euro']);
    expect(await names(`?company_id=${id}&company_is=not_set`)).toEqual(['Candle', 'Dimmer', 'Euro']);
    expect((await readList(app.current, `?company_id=${id}&company_is=is_not`)).text).toContain(
      'Company is not Kestrel',
    );
    expect((await readList(app.current, `?company_id=${id}&company_is=none`)).text).toContain(
      'Choose is, is_not, or not_set.',
    );
    await db.rows(`insert into contacts (id, first_name) values (gen_random_uuid(), 'Free')`);
    await insertContactAt(db, id, { first_name: 'Bound' });
    const visitor = await app.current.as('alice');
    const contacts = async (query: string) => {
      const { text } = await visitor.get(`/contacts?${query}`);
      return ['Free', 'Bound'].filter((name) => textOf(text).includes(name));
    };
    expect(await contacts('company_is=not_set')).toEqual(['Free']);
    expect(await contacts(`company_id=${id}`)).toEqual(['Bound']);
    expect(await contacts(`company_id=${other}&company_is=is_not`)).toEqual(['Free', 'Bound']);
  });

  it('calls a list filtered only where something narrows it', async () => {
    expect((await readList(app.current, '?state_is=none_of')).text).not.toContain('Inventory 5 of 5');
    expect((await readList(app.current, '?state_is=none_of&state=sold')).text).toContain('Inventory 4 of 5');
  });

  it.each([
    ['?state=sold&state_is=all_of', 'State, how it compares: Choose any_of or none_of.'],
    ['?received_on_is=is_not&received_on=today', 'Choose is, on, before, after, between, or not_set.'],
    ['?rating_is=constructor&rating_from=1', 'Choose at_least, at_most, between, or not_set.'],
    ['?model_is=ends_with&model=x', 'Choose contains, is, starts_with, or not_set.'],
    ['?name_is=not_set', 'Choose contains, is, or starts_with.'],
    ['?rating_is=at_least&rating_is=at_most&rating_from=1', 'Choose at_least, at_most, between, or not_set.'],
    ['?rating_is=at_most&rating_from=3', 'Rating, to: Say what it is compared with.'],
    ['?received_on_is=before&received_on=today', 'Received on, to: Say what it is compared with.'],
    ['?received_on_is=before&received_on_to=soon', 'Type a date such as 2026-11-18.'],
    ['?model=%E3%83%BB', 'Type letters or digits to look for.'],
    ['?model=a&model=b', 'Send one value here.'],
  ])('shows no row and says what is wrong: %s', async (query, message) => {
    const { status, text, names: found } = await readList(app.current, query);
    expect([status, found]).toEqual([422, []]);
    expect(text).toContain(message);
  });

  it('is kept by a view, a file and an act on all that match', async () => {
    const visitor = await app.current.as('alice');
    await visitor.get('/inventory');
    await visitor.post('/inventory/views', { name: 'Not sold', query: 'state=sold&state_is=none_of', pinned: 'on' });
    expect(await app.current.db.rows('select query from saved_views where user_id = $1', [alice.id])).toEqual([
      { query: 'state=sold&state_is=none_of&sort=-updated_at' },
    ]);
    const { text: csv } = await visitor.get('/inventory/export.csv?model_is=not_set&sort=name');
    expect(
      csv
        .trim()
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(',')[1]),
    ).toEqual(['Dimmer', 'Euro']);
    const from = /name="from" value="([^"]+)"/.exec(
      (await visitor.get('/inventory?rating_is=at_most&rating_to=2')).text,
    )?.[1];
    const asked = await visitor.get(`/inventory/bulk?all_matching=1&from=${from}&field=location&location=Shelf`);
    expect(textOf(asked.text)).toContain('Set the location of 1 item to “Shelf”');
  });

  it('says how many rows it would show', async () => {
    const visitor = await app.current.as('alice');
    const counted = async (query: string) =>
      textOf((await visitor.get(`/inventory/filters?${query}`, { 'turbo-frame': 'filter-count' })).text).trim();
    expect(await counted('state=sold&state_is=none_of')).toBe('4 items');
    expect(await counted('model=ax 2')).toBe('1 item');
    expect(await counted('rating_from=many')).toBe('');
    await app.current.db.rows(
      `insert into inventory_items (id, user_id, name, source, currency, state)
       select gen_random_uuid(), $1, 'Crowd', 'gift', 'USD', 'kept' from generate_series(1, 1100)`,
      [PEOPLE.bob.id],
    );
    const bob = await app.current.as('bob');
    expect(textOf((await bob.get('/inventory/filters', { 'turbo-frame': 'filter-count' })).text)).toContain(
      '1,000+ items',
    );
  });
});

describe('the control', () => {
  it.each([
    ['received_on', 'is *'],
    ['received_on&received_on_to=2026-03-02', 'between *'],
    ['received_on&received_on=today', 'is *'],
    ['received_on&received_on=not_set', 'not set *'],
    ['received_on&received_on_is=after&received_on_from=2026-03-02', 'after *'],
    ['rating&rating_to=3', 'at most *'],
    ['rating&rating_from=1&rating_to=3', 'between *'],
    ['state&state=sold', 'is any of *'],
    ['model&model=a&model_is=is', 'is *'],
  ])('of %s has chosen %s', async (query, way) => {
    const { text } = await (await app.current.as('alice')).get(`/inventory/filters?field=${query}`);
    const chosen = [...text.matchAll(/<option value="[^"]*" data-shows="[^"]*" selected>([^<]+)</g)].map(
      ([, it]) => `${it} *`,
    );
    expect(chosen).toEqual([way]);
  });

  it('has a search where it has many ticks', async () => {
    const visitor = await app.current.as('alice');
    expect((await visitor.get('/inventory/filters?field=state')).text).toContain('placeholder="Find one of 14"');
    expect((await visitor.get('/inventory/filters?field=source')).text).not.toContain('Find one of');
  });
});
