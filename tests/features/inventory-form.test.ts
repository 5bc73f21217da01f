import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { ITEM_FIELDS } from '../../src/features/inventory/fields.js';
import { useApp } from '../support/app.js';
import { fieldsOf, itemForm } from '../support/item-form.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const rowsNamed = (name: string) => app.current.db.rows('select * from inventory_items where name = $1', [name]);

const EVERYTHING = {
  name: 'Everything lamp',
  brand: 'Helio Displays',
  model: 'Arc 17',
  serial: 'HD17',
  sku: 'S-1',
  asin: 'B0C7TRL20K',
  link: 'https://helio.example/arc',
  category: 'lighting',
  quantity: '3',
  condition: 'open_box',
  location: 'Shelf B',
  source: 'purchase',
  programme: 'Press list',
  order_number: 'O-1',
  requested_on: '2026-09-02',
  ordered_on: '2026-09-04',
  received_on: '2026-09-11',
  return_due_on: '2026-12-01',
  review_due_on: '2026-10-09',
  resale_allowed_from: '2026-10-05',
  currency: 'KWD',
  fair_market_value: '1,120.005',
  fmv_method: 'sold_listings',
  valued_on: '2026-09-11',
  cash_price: '100',
  cash_tax: '5.5',
  inbound_shipping: '0',
  review_state: 'published',
  review_link: 'https://video.example/1',
  review_published_on: '2026-10-02',
  rating: '4',
  disclosure_made: 'true',
  state: 'refunded',
  listed_on: '2026-10-06',
  channel: 'Marketplace',
  asking_price: '85',
  sold_on: '2026-11-18',
  sale_price: '80',
  buyer_shipping: '6',
  marketplace_fee: '8',
  payment_fee: '2.4',
  outbound_shipping: '7.6',
  packaging: '1',
  refund: '80',
  refunded_on: '2026-11-20',
  returned_on: '2026-11-21',
  donated_on: '2026-11-22',
  donated_to: 'School',
  given_away_on: '2026-11-23',
  given_away_to: 'Ines',
  discarded_on: '2026-11-24',
};

describe('the form of a new item', () => {
  it("begins with what is likely: the person's currency, received today", async () => {
    const fields = fieldsOf((await (await app.current.as('alice')).get('/inventory/new?name=Lamp')).text);
    expect(fields).toMatchObject({
      name: 'Lamp',
      currency: 'USD',
      source: 'review_unit',
      state: 'received',
      quantity: '1',
    });
    expect(fields.received_on).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(fields.submission_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('has every field of the module', async () => {
    const fields = fieldsOf((await (await app.current.as('alice')).get('/inventory/new')).text);
    // An unticked box is not sent.
    for (const name of ITEM_FIELDS.names) if (name !== 'disclosure_made') expect(fields, name).toHaveProperty(name);
  });

  it('stores every field exactly, and the edit form shows what was typed', async () => {
    const alice = await app.current.as('alice');
    const made = await alice.post('/inventory', itemForm(EVERYTHING));
    expect(made.status).toBe(303);
    const [row] = await rowsNamed('Everything lamp');
    expect(row).toMatchObject({
      user_id: PEOPLE.alice.id,
      created_by: PEOPLE.alice.id,
      version: 1,
      fair_market_value: 1120005,
      cash_tax: 5500,
      inbound_shipping: 0,
      rating: 4,
      disclosure_made: true,
      quantity: 3,
    });
    const form = fieldsOf((await alice.get(`${made.headers.location}/edit`)).text);
    const { company_id, version, ...shown } = form;
    expect(shown).toMatchObject({
      ...EVERYTHING,
      fair_market_value: '1120.005',
      cash_price: '100.000',
      cash_tax: '5.500',
      inbound_shipping: '0.000',
      asking_price: '85.000',
      sale_price: '80.000',
      buyer_shipping: '6.000',
      marketplace_fee: '8.000',
      payment_fee: '2.400',
      outbound_shipping: '7.600',
      packaging: '1.000',
      refund: '80.000',
    });
    expect(company_id).toBe(row?.company_id);
    expect(version).toBe('1');
  });

  it('saves nothing when nothing was changed', async () => {
    const alice = await app.current.as('alice');
    const made = await alice.post('/inventory', itemForm({ ...EVERYTHING, name: 'Same lamp' }));
    const path = made.headers.location ?? '';
    const form = fieldsOf((await alice.get(`${path}/edit`)).text);
    expect((await alice.post(path, form)).status).toBe(303);
    expect((await rowsNamed('Same lamp'))[0]).toMatchObject({ version: 1 });
  });

  it('makes one row of a double submit, also when all come at once', async () => {
    const alice = await app.current.as('alice');
    await alice.get('/inventory/new');
    const form = itemForm({ name: 'Double lamp', brand: 'Double Brand' });
    const answers = await Promise.all([1, 2, 3, 4].map(() => alice.post('/inventory', form)));
    answers.push(await alice.post('/inventory', form));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303]);
    expect(new Set(answers.map(({ headers }) => headers.location)).size).toBe(1);
    expect(await rowsNamed('Double lamp')).toHaveLength(1);
    expect(
      await app.current.db.rows(
        `select 1 from history h join inventory_items i on i.id = h.inventory_item_id where i.name = 'Double lamp'`,
      ),
    ).toHaveLength(1);
  });

  it("takes another person's submission id for what it is: theirs", async () => {
    const submission_id = uuidv7();
    for (const name of ['alice', 'bob'] as const) {
      const visitor = await app.current.as(name);
      await visitor.get('/inventory/new');
      expect((await visitor.post('/inventory', itemForm({ name: 'Shared number', submission_id }))).status).toBe(303);
    }
    expect((await rowsNamed('Shared number')).map(({ user_id }) => user_id).sort()).toEqual([
      PEOPLE.alice.id,
      PEOPLE.bob.id,
    ]);
  });

  it('goes on to another with what the parcel shares', async () => {
    const alice = await app.current.as('alice');
    await alice.get('/inventory/new');
    const next = await alice.postAndFollow(
      '/inventory',
      itemForm({ name: 'First of two', brand: 'Parcel Brand', source: 'gift', after: 'another' }),
    );
    expect(textOf(next.text)).toContain('Saved First of two.');
    expect(fieldsOf(next.text)).toMatchObject({
      name: '',
      brand: 'Parcel Brand',
      source: 'gift',
      received_on: '2026-09-11',
    });
  });
});
