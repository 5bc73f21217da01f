import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';

const HEADER =
  'id name company_id brand model serial sku asin link category quantity condition location source programme order_number collab_id collab requested_on ordered_on received_on return_due_on review_due_on resale_allowed_from currency fair_market_value fmv_method valued_on cash_price cash_tax inbound_shipping review_state review_link review_published_on rating disclosure_made state listed_on channel asking_price sold_on sale_price buyer_shipping marketplace_fee payment_fee outbound_shipping packaging refund refunded_on returned_on donated_on donated_to given_away_on given_away_to discarded_on net_proceeds cash_profit taxable_gain tags'.split(
    ' ',
  );

const app = useApp();

async function exported(query = '', who: 'alice' | 'bob' | 'vera' = 'alice') {
  const answer = await (await app.current.as(who)).get(`/inventory/export.csv${query}`);
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toContain('text/csv');
  expect(answer.headers['content-disposition']).toMatch(/^attachment; filename=inventory-\d{4}-\d\d-\d\d\.csv$/);
  const rows = parse(answer.text, { columns: true }) as Record<string, string>[];
  return { text: answer.text, rows };
}

beforeAll(async () => {
  const { db } = app.current;
  const sold = {
    state: 'sold',
    sold_on: '2026-04-02',
    fair_market_value: 12000,
    sale_price: 8000,
    marketplace_fee: 1040,
    outbound_shipping: 760,
  };
  await insertItem(db, PEOPLE.alice.id, {
    name: 'Backpack, "20 L"\nwith cover',
    brand: '=HYPERLINK("http://x")',
    ...sold,
  });
  await insertItem(db, PEOPLE.alice.id, {
    name: '+41 lamp',
    model: '-5',
    serial: '@sum',
    sku: '\tx',
    location: '\ry',
    category: 'a=b',
    currency: 'JPY',
    fair_market_value: 1200,
    disclosure_made: true,
  });
  await insertItem(db, PEOPLE.bob.id, { name: 'Bobs lamp' });
});

describe('the CSV', () => {
  it('has the names that programs rely on, and one line a row in the order of the list', async () => {
    const { text, rows } = await exported('?sort=fair_market_value');
    expect(text.split('\r\n')[0]).toBe(HEADER.join(','));
    expect(rows.map((row) => row.fair_market_value)).toEqual(['1200', '120.00']);
    expect((await exported('?sort=-fair_market_value')).rows.map((row) => row.fair_market_value)).toEqual([
      '120.00',
      '1200',
    ]);
  });

  it('keeps amounts exact, figures with their sign, days and ticks as they are', async () => {
    const [row] = (await exported('?state=sold')).rows;
    expect(row).toMatchObject({
      name: 'Backpack, "20 L"\nwith cover',
      currency: 'USD',
      sold_on: '2026-04-02',
      net_proceeds: '62.00',
      cash_profit: '62.00',
      taxable_gain: '-58.00',
      disclosure_made: 'false',
      refund: '',
    });
  });

  it('disarms text that a spreadsheet would run, and no other', async () => {
    const { rows } = await exported();
    expect(rows.find((row) => row.state === 'sold')?.brand).toBe(`'=HYPERLINK("http://x")`);
    expect(rows.find((row) => row.currency === 'JPY')).toMatchObject({
      name: `'+41 lamp`,
      model: `'-5`,
      serial: `'@sum`,
      sku: `'\tx`,
      location: `'\ry`,
      category: 'a=b',
    });
  });

  it('holds what the filters show, and nobody else’s rows', async () => {
    expect((await exported()).rows).toHaveLength(2);
    expect((await exported('?currency=JPY')).rows.map((row) => row.name)).toEqual([`'+41 lamp`]);
    expect((await exported('?q=bobs')).rows).toEqual([]);
    expect((await exported('', 'vera')).rows).toEqual([]);
  });

  it('comes whole when it is long', async () => {
    await app.current.db.rows(
      `insert into inventory_items (id, user_id, name, source, currency, state) select gen_random_uuid(), $1, 'Mug ' || n, 'gift', 'USD', 'kept' from generate_series(1, 1234) n`,
      [PEOPLE.bob.id],
    );
    const { rows } = await exported('?state=kept', 'bob');
    expect(new Set(rows.map((row) => row.id)).size).toBe(1234);
  });

  it('is written into the audit log, and a filter that cannot be read exports nothing', async () => {
    const logged = () =>
      app.current.db.rows(`select act, subject_kind from audit_log where act = 'exported' and actor_id = $1`, [
        PEOPLE.alice.id,
      ]);
    const before = (await logged()).length;
    await exported();
    expect((await logged()).length).toBe(before + 1);
    const refused = await (await app.current.as('alice')).get('/inventory/export.csv?state=nonsense');
    expect(refused.status).toBe(422);
    expect(refused.headers['content-type']).toContain('text/html');
    expect((await logged()).length).toBe(before + 1);
  });
});
