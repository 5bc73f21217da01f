import { formatMoney } from '../../http/format.js';

/** A figure of one currency: what it comes to, in minor units, the rows that it is the sum of, and what is said beside it. */
export type Line = { currency: string; sum: number; href: string; words: string };

/** The same rows with those of one's own currency first. */
export function ownFirst<T extends { currency: string }>(rows: readonly T[], own: string): T[] {
  return [...rows].sort((a, b) => Number(b.currency === own) - Number(a.currency === own));
}

/** The currencies of rows, one's own first, then in their order. */
export function currenciesOf(rows: readonly { currency: string }[], own: string): string[] {
  return ownFirst(
    [...new Set(rows.map(({ currency }) => currency))].map((currency) => ({ currency })),
    own,
  ).map(({ currency }) => currency);
}

/** An amount with its rows, as a card prints it. */
export function amountView(sum: number, currency: string, href: string) {
  return { text: formatMoney(sum, currency), currency, href, nil: sum === 0 };
}

/** How an amount stands against an earlier one, in per cent with its sign; a dash where that was nothing, or less. */
export function changeText(now: number, before: number): string {
  if (before <= 0) return '–';
  const change = ((now - before) / before) * 100;
  return `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(1)} %`;
}

/** The share of the largest that an amount has, in per cent, for a bar. */
export function shareOfMost(amount: number, most: number): number {
  return most <= 0 ? 0 : Math.max(0, Math.round((amount * 1000) / most) / 10);
}

/** What a sum over rows comes to. */
export function totalOf<T>(rows: readonly T[], of: (row: T) => number): number {
  return rows.reduce((sum, row) => sum + of(row), 0);
}
