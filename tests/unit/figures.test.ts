import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SOURCES } from '../../src/features/inventory/choices.js';
import {
  type Amounts,
  atAskingPrice,
  cashCost,
  countedIncome,
  daysFrom,
  saleFigures,
  share,
} from '../../src/features/inventory/figures.js';
import { STATES } from '../../src/features/inventory/states.js';
import { decimal, minorUnits } from '../../src/http/amount.js';
import { perMille } from '../../src/records/per-mille.js';

// modules.md: a unit valued 120.00, sold for 80.00 with 10.40 fees and 7.60 postage.
const EXAMPLE: Amounts = {
  source: 'review_unit',
  state: 'sold',
  fair_market_value: 12000,
  sale_price: 8000,
  marketplace_fee: 1000,
  payment_fee: 40,
  outbound_shipping: 760,
};

describe('the figures of a sale', () => {
  it('keep cash and tax apart, as in the example of modules.md', () => {
    expect(saleFigures(EXAMPLE)).toEqual({ net: 6200, cost: 0, basis: 12000, cash_profit: 6200, taxable_gain: -5800 });
  });

  it.each([
    ['review_unit', -5800],
    ['in_kind_payment', -5800],
    ['purchase', 6200],
    ['gift', 6200],
    ['loaner', 6200],
  ] as const)('take the value into the basis where it was counted as income: %s', (source, gain) => {
    expect(saleFigures({ ...EXAMPLE, source })).toMatchObject({ cash_profit: 6200, taxable_gain: gain });
  });

  it('count what was paid into cost and basis', () => {
    const bought: Amounts = { ...EXAMPLE, source: 'purchase', cash_price: 3000, cash_tax: 240, inbound_shipping: 500 };
    expect(cashCost(bought)).toBe(3740);
    expect(saleFigures(bought)).toMatchObject({ cost: 3740, basis: 3740, cash_profit: 2460, taxable_gain: 2460 });
  });

  it('add what the buyer paid for shipping, and take packaging and a refund off', () => {
    const sale: Amounts = { ...EXAMPLE, state: 'refunded', buyer_shipping: 600, packaging: 150, refund: 8000 };
    expect(saleFigures(sale)).toMatchObject({ net: 6200 + 600 - 150 - 8000 });
  });

  it.each(STATES.names.filter((state) => state !== 'sold' && state !== 'refunded'))(
    'do not exist in the state %s',
    (state) => {
      expect(saleFigures({ ...EXAMPLE, state })).toBeNull();
    },
  );

  it('are the same in a currency without and with three digits: amounts are whole minor units', () => {
    const yen = (typed: string) => minorUnits(typed, 'JPY') as number;
    expect(
      saleFigures({
        source: 'purchase',
        state: 'sold',
        sale_price: yen('8000'),
        marketplace_fee: yen('1040'),
        cash_price: yen('5000'),
      }),
    ).toMatchObject({ net: 6960, cash_profit: 1960 });
    const dinar = (typed: string) => minorUnits(typed, 'KWD') as number;
    const figures = saleFigures({
      source: 'purchase',
      state: 'sold',
      sale_price: dinar('25.500'),
      payment_fee: dinar('0.125'),
      cash_price: dinar('30'),
    });
    expect(decimal(figures?.net ?? 0, 'KWD')).toBe('25.375');
    expect(decimal(figures?.cash_profit ?? 0, 'KWD')).toBe('-4.625');
  });
});

describe('income in kind', () => {
  it('counts nothing for what was cancelled', () => {
    expect(countedIncome({ ...EXAMPLE, state: 'cancelled' })).toBe(0);
  });

  it.each(
    SOURCES.map((source) => [source, source === 'review_unit' || source === 'in_kind_payment' ? 12000 : 0] as const),
  )('of a %s', (source, income) => {
    expect(countedIncome({ ...EXAMPLE, source })).toBe(income);
  });
});

describe('the projection at the asking price', () => {
  it('is the sale at that price', () => {
    const listed: Amounts = { ...EXAMPLE, state: 'listed', asking_price: 8000, sale_price: null };
    expect(atAskingPrice(listed)).toEqual(saleFigures(EXAMPLE));
  });

  it('is nothing without an asking price, or once it is gone', () => {
    expect(atAskingPrice({ ...EXAMPLE, state: 'listed' })).toBeNull();
    expect(atAskingPrice({ ...EXAMPLE, state: 'returned', asking_price: 8000 })).toBeNull();
  });
});

describe('shares and days', () => {
  it('rounds halves up and keeps every cent', () => {
    expect(share(1001, 1, 2)).toBe(501);
    expect(share(100, 1, 3)).toBe(33);
    expect(share(200, 1, 3)).toBe(67);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.integer({ min: 2, max: 100_000 }),
        fc.nat(),
        (whole, quantity, seed) => {
          const n = 1 + (seed % (quantity - 1));
          const part = share(whole, n, quantity);
          expect(part).toBeGreaterThanOrEqual(0);
          expect(part).toBeLessThanOrEqual(whole);
          // Half up: part - 1/2 <= whole·n/quantity < part + 1/2.
          const twice = 2n * BigInt(whole) * BigInt(n);
          expect(
            twice >= (2n * BigInt(part) - 1n) * BigInt(quantity) && twice < (2n * BigInt(part) + 1n) * BigInt(quantity),
          ).toBe(true);
        },
      ),
    );
  });

  it('has no share of nothing', () => {
    expect(perMille(6200, 0)).toBeNull();
    expect(perMille(1040, 8000)).toBe(130);
    expect(perMille(-500, 4000)).toBe(-125);
  });

  it('counts days over a change of the clock, and none backwards', () => {
    expect(daysFrom('2026-03-28', '2026-03-30')).toBe(2);
    expect(daysFrom('2026-09-11', '2026-11-18')).toBe(68);
    expect(daysFrom('2026-09-11', '2026-09-10')).toBeNull();
    expect(daysFrom(null, '2026-09-10')).toBeNull();
  });
});
