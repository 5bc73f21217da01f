import { daysBetween } from '../../platform/clock.js';
import type { ItemSource } from './choices.js';
import type { ItemData } from './fields.js';
import { BEFORE_SALE } from './states.js';

/** What the figures are made of: a row's source, state and amounts in minor units. */
export type Amounts = Pick<ItemData, 'source' | 'state'> & Partial<ItemData>;

export type Figures = { net: number; cost: number; basis: number; cash_profit: number; taxable_gain: number };

/** The sources whose value counts as income. */
export const COUNTED: readonly ItemSource[] = ['review_unit', 'in_kind_payment'];

/** What was paid for the row: price, tax, inbound shipping. */
export function cashCost(item: Amounts): number {
  return amount(item.cash_price) + amount(item.cash_tax) + amount(item.inbound_shipping);
}

/** The value counted as income when the row came: review units and in-kind payment, unless it was cancelled. */
export function countedIncome(item: Amounts): number {
  return COUNTED.includes(item.source) && item.state !== 'cancelled' ? amount(item.fair_market_value) : 0;
}

/** Fees of the marketplace and of the payment. */
export function fees(item: Amounts): number {
  return amount(item.marketplace_fee) + amount(item.payment_fee);
}

/** What sending it cost: outbound shipping and packaging. */
export function postage(item: Amounts): number {
  return amount(item.outbound_shipping) + amount(item.packaging);
}

/** The figures of a sale; null where nothing was sold. The same sums stand in the table's generated columns, and a test holds them equal. */
export function saleFigures(item: Amounts): Figures | null {
  if (item.state !== 'sold' && item.state !== 'refunded') return null;
  const came = amount(item.sale_price) + amount(item.buyer_shipping);
  const went = fees(item) + postage(item) + amount(item.refund);
  const net = came - went;
  const cost = cashCost(item);
  const basis = cost + countedIncome(item);
  return { net, cost, basis, cash_profit: net - cost, taxable_gain: net - basis };
}

/** The figures as they would be, were it sold at the asking price; null without one, or when it is gone. */
export function atAskingPrice(item: Amounts): Figures | null {
  if (item.asking_price === null || item.asking_price === undefined || !BEFORE_SALE.includes(item.state)) return null;
  return saleFigures({ ...item, state: 'sold', sale_price: item.asking_price, refund: null });
}

/** Days from one day to another; null when either is missing or they stand the wrong way round. */
export function daysFrom(from: string | null, to: string | null): number | null {
  if (!from || !to || to < from) return null;
  return daysBetween(from, to);
}

/** The part of a whole row's amount that goes with n of its quantity, rounded half up; exact. */
export function share(whole: number, n: number, quantity: number): number {
  const [w, part, all] = [BigInt(whole), BigInt(n), BigInt(quantity)];
  return Number((2n * w * part + all) / (2n * all));
}

const amount = (minor: number | null | undefined) => minor ?? 0;
