import type { Chance } from './chance.js';
import type { Fields, Story } from './types.js';

/** A unit's amounts in minor units, for the whole row. */
export type Prices = {
  value: number | null;
  cash: Fields;
  asking: number;
  sale: Fields;
  refund: number;
};

// Fees of 13 % together: the marketplace's and the payment's.
const MARKETPLACE = 10;
const PAYMENT = 3;
const SALES_TAX = 7;

/** What a unit was worth, cost, and brought. What fans collect gains in value; all else loses. */
export function pricesOf(story: Story, chance: Chance): Prices {
  const retail = inCurrency(story) * story.quantity;
  const collected = story.source === 'purchase' && story.product[2] === 'toys_and_collectibles';
  const sale = wholes((retail * (collected ? chance.between(115, 165) : chance.between(48, 78))) / 100);
  const delivered = chance.percent(35) ? 599 : null;
  return {
    value: story.source === 'purchase' && chance.percent(40) ? null : retail,
    cash: cashOf(story, Math.round((retail * chance.between(55, 95)) / 100), chance),
    asking: wholes((sale * chance.between(104, 118)) / 100),
    sale: {
      sale_price: sale,
      buyer_shipping: delivered,
      marketplace_fee: percentOf(sale, MARKETPLACE),
      payment_fee: percentOf(sale, PAYMENT),
      outbound_shipping: chance.between(38, 98) * 10,
      packaging: chance.percent(50) ? chance.between(6, 18) * 10 : null,
    },
    refund: sale + (delivered ?? 0),
  };
}

function inCurrency({ maker, product, currency }: Story): number {
  const price = product[3];
  if ((maker.currency ?? 'USD') === currency) return price;
  return Math.round((price * (currency === 'EUR' ? 0.92 : 1.09)) / 50) * 50;
}

function cashOf({ source, currency }: Story, price: number, chance: Chance): Fields {
  if (source !== 'purchase') return {};
  return {
    cash_price: price,
    // Prices in euros hold their tax already.
    cash_tax: currency === 'USD' ? percentOf(price, SALES_TAX) : null,
    inbound_shipping: chance.percent(45) ? chance.between(30, 90) * 10 : null,
  };
}

function wholes(amount: number): number {
  return Math.max(300, Math.round(amount / 100) * 100);
}

function percentOf(amount: number, percent: number): number {
  return Math.round((amount * percent) / 100);
}
