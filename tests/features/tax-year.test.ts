import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { insert } from '../support/database.js';
import { errorAt } from '../support/item-form.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const { alice, bob } = PEOPLE;
const sold = { state: 'sold', sold_on: '2025-04-04', sale_price: 25_000, marketplace_fee: 3_570 };
let kestrel = '';
let northgate = '';

/** A payment of a collab of a person, as it stands after it came. */
async function insertPayment(fields: { company_id: string | null; amount: number; on: string; currency?: string }) {
  const { company_id, amount, on, currency = 'USD' } = fields;
  const collab = await insert(app.current.db, 'collabs', {
    user_id: alice.id,
    name: 'Autumn tour',
    company_id,
    currency,
  });
  return insert(app.current.db, 'collab_payments', {
    user_id: alice.id,
    collab_id: collab,
    label: 'On signing',
    amount,
    paid_amount: amount,
    paid_on: on,
  });
}

const seen = async (path: string) => textOf((await (await app.current.as('alice')).get(path)).text);

beforeAll(async () => {
  const { db } = app.current;
  kestrel = await insertCompany(db, { name: 'Kestrel Optics' });
  northgate = await insertCompany(db, { name: 'Northgate Bags' });
  const unit = (fields: Record<string, unknown>) =>
    insertItem(db, alice.id, { company_id: kestrel, received_on: '2025-03-03', fair_market_value: 10_000, ...fields });
  await unit({ name: 'Field monitor', received_on: '2025-01-01', fair_market_value: 32_900, ...sold });
  await unit({ name: 'Lens cloth set', received_on: '2025-12-31', fair_market_value: 1_200, quantity: 3 });
  await unit({ name: 'Tripod for work', source: 'in_kind_payment', fair_market_value: 5_000, company_id: northgate });
  await unit({ name: 'Boom kit', fair_market_value: null });
  await unit({ name: 'Nobody’s gift of work', source: 'in_kind_payment', company_id: null, fair_market_value: 700 });
  await unit({ name: 'Japanese lamp', currency: 'JPY', fair_market_value: 4_400 });
  // None of these counts.
  await unit({ name: 'Called off', state: 'cancelled' });
  await unit({ name: 'Still on its way', state: 'ordered' });
  await unit({ name: 'Went back', state: 'returned', returned_on: '2025-04-01' });
  await unit({ name: 'Lent', source: 'loaner', return_due_on: '2025-06-01' });
  await unit({ name: 'Bought', source: 'purchase' });
  await unit({ name: 'Given', source: 'gift' });
  await unit({ name: 'Year before', received_on: '2024-12-31' });
  await unit({ name: 'Year after', received_on: '2026-01-01' });
  await unit({ name: 'In the trash', deleted_at: new Date() });
  await unit({ name: 'No day', received_on: null });
  await insertItem(db, bob.id, {
    name: 'Bob’s',
    company_id: kestrel,
    received_on: '2025-03-03',
    fair_market_value: 999_00,
  });
  await insertPayment({ company_id: northgate, amount: 60_000, on: '2025-07-01' });
  await insertPayment({ company_id: northgate, amount: 5_000, on: '2026-01-01' });
});

describe('the report of a tax year', () => {
  it('counts by payer what came in the year, and what was paid in it', async () => {
    const text = await seen('/reports/tax-year?year=2025');
    expect(text).toContain('Northgate Bags 1 unit over 1 50.00 600.00 0.00 650.00 Over');
    expect(text).toContain('Kestrel Optics 5 units under 1 without value 5 341.00 0.00 0.00 341.00 Under');
    expect(text).toContain('No payer named 1 unit under 1 7.00 0.00 0.00 7.00 Under');
    expect(text).toContain('All 3 in USD 7 398.00 600.00 0.00 998.00');
    expect(text).toContain('3 payers, 1 at or over 600.00');
    expect(text).toContain('Reporting line 600.00 USD, United States, 2025');
    expect(await seen('/reports/tax-year?year=2026')).toContain('Reporting line 2,000.00 USD, United States, 2026');
  });

  it('names another currency, and never adds it', async () => {
    expect(await seen('/reports/tax-year?year=2025')).toContain('Also in JPY : never added to what is in USD.');
    const yen = await seen('/reports/tax-year?year=2025&currency=JPY');
    expect(yen).toContain('The one in JPY');
    expect(yen).toContain('4,400');
    expect(yen).toContain('No reporting line is kept for JPY in 2025');
  });

  it('lists the units with what became of them, and says what has no value, no evidence, no day', async () => {
    const text = await seen('/reports/tax-year?year=2025');
    for (const name of ['Field monitor', 'Lens cloth set × 3', 'Tripod for work', 'Boom kit', 'Nobody’s gift of work'])
      expect(text).toContain(name);
    for (const name of [
      'Called off',
      'Still on its way',
      'Went back',
      'Bought',
      'Given',
      'Year before',
      'In the trash',
      'Bob’s',
    ])
      expect(text).not.toContain(name);
    expect(text).toMatch(
      /Field monitor Kestrel Optics No evidence Sold 4 Apr Kestrel Optics 1 Jan 329\.00 None .*? 214\.30 329\.00 −114\.70/,
    );
    expect(text).toContain('1 row has no value yet');
    expect(text).toContain('1 unit has no day received, and so no year.');
    expect(text).toContain('1 loaner was kept past the day to go back.');
    expect(await seen('/reports/tax-year?year=2025&show=no_value')).toMatch(/No value 1.*Boom kit/);
    expect(await seen('/reports/tax-year?year=2025&show=loaners')).toMatch(/Loaner kept too long 1.*Lent/);
  });

  it('leads from what has no day to exactly those items', async () => {
    const visitor = await app.current.as('alice');
    const report = await visitor.get('/reports/tax-year?year=2025');
    const href = /has no day received[^<]*<a class="link" href="([^"]+)"/
      .exec(report.text)?.[1]
      ?.replaceAll('&amp;', '&');
    const list = textOf((await visitor.get(href ?? '')).text);
    expect(list).toContain('Inventory 1 of');
    expect(list).toContain('No day');
  });

  it('has the value that was counted as the basis of a later sale, in the year of the sale', async () => {
    const text = await seen('/reports/tax-year?year=2025&show=sold');
    expect(text).toContain('Later sales, taxable gain −114.70 Net 214.30 less basis 329.00');
    await insertItem(app.current.db, alice.id, {
      name: 'Old bag',
      received_on: '2024-06-01',
      fair_market_value: 9_800,
      state: 'sold',
      sold_on: '2026-10-19',
      sale_price: 6_120,
    });
    const later = await seen('/reports/tax-year?year=2026&show=sold');
    expect(later).toMatch(/Old bag .*19 Oct 98\.00 .* 61\.20 98\.00 −36\.80/);
  });

  it('is written as CSV, row by row and by payer', async () => {
    const visitor = await app.current.as('alice');
    const csv = async (path: string) => {
      const answer = await visitor.get(path);
      expect(answer.status).toBe(200);
      return parse(answer.text, { columns: true }) as Record<string, string>[];
    };
    const rows = await csv('/reports/tax-year/export.csv?year=2025');
    expect(rows.filter(({ row }) => row === 'unit')).toHaveLength(6);
    expect(rows.find(({ row, name }) => row === 'sale' && name === 'Field monitor')).toMatchObject({
      payer: 'Kestrel Optics',
      currency: 'USD',
      day: '2025-04-04',
      amount: '329.00',
      net_proceeds: '214.30',
      basis: '329.00',
      taxable_gain: '-114.70',
      state: 'sold',
    });
    expect(rows.find(({ row }) => row === 'cash')).toMatchObject({
      payer: 'Northgate Bags',
      amount: '600.00',
      what: 'On signing',
    });
    const payers = await csv('/reports/tax-year/payers.csv?year=2025');
    expect(payers.find(({ payer }) => payer === 'Northgate Bags')).toMatchObject({
      units: '1',
      in_kind: '50.00',
      cash: '600.00',
      total: '650.00',
      reporting_line: '600.00',
      against_line: 'over',
    });
    const [line] = await app.current.db.rows(
      `select count(*)::int as n from audit_log where act = 'exported' and subject_kind = 'tax_year'`,
    );
    expect(line).toEqual({ n: 2 });
  });

  it('is printed whole', async () => {
    const text = await seen('/reports/tax-year/print?year=2025');
    for (const name of ['Field monitor', 'Autumn tour', 'Lent', 'Alice Arden', 'Ask a professional'])
      expect(text).toContain(name);
  });

  it('shows a stranger none of it', async () => {
    const answer = await (await app.current.as('charlie')).get('/reports/tax-year?year=2025');
    expect(answer.status).toBe(200);
    expect(textOf(answer.text)).toContain('Nothing in 2025');
  });
});

describe('an address that asks for what the report has not', () => {
  it.each(['1800', '9999', '20x5', '2025.0', '-1', '99999', '0000'])('says so beside the year: %s', async (year) => {
    const answer = await (await app.current.as('alice')).get(`/reports/tax-year?year=${encodeURIComponent(year)}`);
    expect(answer.status).toBe(422);
    expect(errorAt(answer.text, 'year')).toMatch(/Type a year from 1900 to \d{4}\.$/);
    expect(answer.text).toContain(`value="${year}"`);
  });

  it('says of a year to come that it has not begun', async () => {
    const next = String(new Date().getFullYear() + 2);
    const answer = await (await app.current.as('alice')).get(`/reports/tax-year?year=${next}`);
    expect(errorAt(answer.text, 'year')).toMatch(new RegExp(`^${next} has not begun`));
  });

  it.each(['XXX', 'usd!', '<b>'])('says so beside the currency: %s', async (currency) => {
    const answer = await (await app.current.as('alice')).get(
      `/reports/tax-year?currency=${encodeURIComponent(currency)}`,
    );
    expect(answer.status).toBe(422);
    expect(errorAt(answer.text, 'currency')).toBe('Choose a currency of the list.');
  });

  it.each(['show=nothing', 'payer=kestrel', 'year=2025&year=2026', 'cursor=zzz', 'currency=USD&currency=EUR'])(
    'is a page that says so, never a fault of ours: %s',
    async (query) => {
      const visitor = await app.current.as('alice');
      for (const path of ['/reports/tax-year', '/reports/tax-year/print', '/reports/tax-year/export.csv'])
        expect((await visitor.get(`${path}?${query}`)).status).toBeLessThan(500);
    },
  );

  it('names a year, and a currency, without rows', async () => {
    const empty = await seen('/reports/tax-year?year=1999');
    expect([empty, empty]).toEqual([expect.stringContaining('Nothing in 1999'), expect.stringContaining('New item')]);
    const other = await seen('/reports/tax-year?year=2025&currency=KWD');
    expect(other).toContain('Nothing in KWD in 2025');
    expect(other).toContain('Show USD');
  });
});
