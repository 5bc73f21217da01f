import { beforeAll, describe, expect, it } from 'vitest';
import { formatMoney, signedMoney } from '../../src/http/format.js';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

type Row = Record<string, number | string | null>;
const AMOUNTS = [
  'fair_market_value',
  'cash_price',
  'cash_tax',
  'inbound_shipping',
  'sale_price',
  'buyer_shipping',
  'marketplace_fee',
  'payment_fee',
  'outbound_shipping',
  'packaging',
  'refund',
];

const app = useApp();
const rows: Row[] = [];

// Always the same numbers, spread well: a small multiplicative generator.
let seed = 7;
const random = (below: number) => {
  seed = (seed * 48271) % 2147483647;
  return seed % below;
};
const pick = <T>(values: readonly T[]): T => values[random(values.length)] as T;

beforeAll(async () => {
  for (let n = 0; n < 120; n += 1) {
    const row: Row = {
      currency: pick(['USD', 'USD', 'EUR', 'JPY']),
      state: pick(['requested', 'received', 'kept', 'listed', 'sold', 'sold', 'refunded', 'cancelled']),
      source: pick(['review_unit', 'in_kind_payment', 'purchase', 'gift', 'loaner']),
    };
    for (const name of AMOUNTS)
      row[name] = random(4) === 0 ? null : random(3) === 0 ? 1_000_000_000 - random(9) : random(9000);
    rows.push(row);
    await insertItem(app.current.db, PEOPLE.alice.id, row);
  }
  await insertItem(app.current.db, PEOPLE.alice.id, { currency: 'USD', fair_market_value: 1, deleted_at: new Date() });
  await insertItem(app.current.db, PEOPLE.bob.id, { currency: 'USD', fair_market_value: 1 });
});

/** The sums as modules.md defines them, computed without SQL and without floats. */
function expected(chosen: Row[], currency: string): string {
  const of = chosen.filter((row) => row.currency === currency);
  const amount = (row: Row, ...names: string[]) => names.reduce((sum, name) => sum + BigInt(row[name] ?? 0), 0n);
  const cost = (row: Row) => amount(row, 'cash_price', 'cash_tax', 'inbound_shipping');
  const net = (row: Row) =>
    amount(row, 'sale_price', 'buyer_shipping') -
    amount(row, 'marketplace_fee', 'payment_fee', 'outbound_shipping', 'packaging', 'refund');
  const counted = (row: Row) =>
    row.source === 'review_unit' || row.source === 'in_kind_payment' ? amount(row, 'fair_market_value') : 0n;
  const sum = (list: Row[], figure: (row: Row) => bigint) => list.reduce((total, row) => total + figure(row), 0n);
  const sold = of.filter((row) => row.state === 'sold' || row.state === 'refunded');
  const figure = (one: (row: Row) => bigint) => (sold.length > 0 ? sum(sold, one) : null);
  return [
    `All ${of.length} in ${currency}`,
    formatMoney(
      sum(of, (row) => amount(row, 'fair_market_value')),
      currency,
    ),
    formatMoney(sum(of, cost), currency),
    formatMoney(figure(net), currency),
    signedMoney(
      figure((row) => net(row) - cost(row)),
      currency,
    ),
    signedMoney(
      figure((row) => net(row) - cost(row) - counted(row)),
      currency,
    ),
  ].join(' ');
}

async function totals(query = '') {
  const answer = await (await app.current.as('alice')).get(`/inventory/totals${query}`);
  return { status: answer.status, html: answer.text, text: textOf(answer.text) };
}

describe('the totals', () => {
  it('equal the sum over all rows, one row a currency, none of a stranger or in the trash', async () => {
    const { text, html } = await totals();
    for (const currency of ['USD', 'EUR', 'JPY']) expect(text).toContain(expected(rows, currency));
    expect([...html.matchAll(/scope="row"/g)]).toHaveLength(3);
  });

  it('are of the filter, however small the page', async () => {
    const { text } = await totals('?state=sold&state=listed&limit=1&sort=name');
    const chosen = rows.filter((row) => row.state === 'sold' || row.state === 'listed');
    for (const currency of ['USD', 'EUR', 'JPY']) expect(text).toContain(expected(chosen, currency));
  });

  it('show a dash where nothing was sold', async () => {
    const { text } = await totals('?state=kept&currency=EUR');
    const kept = rows.filter((row) => row.state === 'kept');
    expect(expected(kept, 'EUR')).toMatch(/– – –$/);
    expect(text).toContain(expected(kept, 'EUR'));
  });

  it('may go on in a second line behind their groups, where they are long', async () => {
    for (const value of [999_999_999, 2])
      await insertItem(app.current.db, PEOPLE.bob.id, {
        fair_market_value: value,
        currency: 'HUF',
        cash_price: 999_999,
      });
    const { text } = await (await app.current.as('bob')).get('/inventory/totals?currency=HUF');
    expect(text).toContain('>10,<wbr>000,<wbr>000.01<');
    expect(text).toContain('>19,999.98<');
  });

  it('are loaded into a frame of the list, which is a link without script', async () => {
    const { text } = await (await app.current.as('alice')).get('/inventory?state=sold');
    expect(text).toMatch(/<turbo-frame id="totals" src="\/inventory\/totals\?state=sold" loading="lazy"/);
    expect(text).toContain('href="/inventory/totals?state=sold"');
    expect((await totals('?state=sold')).html).toContain('<turbo-frame id="totals"');
  });

  it('say so when nothing matches, and refuse a filter that cannot be read', async () => {
    expect((await totals('?q=nothinglikeit')).text).toContain('Nothing matches these filters');
    expect((await totals('?state=nonsense')).status).toBe(422);
  });
});
