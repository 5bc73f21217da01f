import { minorDigits } from '../../http/currency.js';
import { count, formatMoney } from '../../http/format.js';
import { currentWriting } from '../../http/writing.js';
import { shownRate, WHOLE } from '../../records/fields/index.js';

/** What a month counted, or several together: amounts in minor units of one currency, null for what nobody typed. */
export type Counted = {
  clicks: number | null;
  orders: number | null;
  items_shipped: number | null;
  items_returned: number | null;
  sales_amount: number | null;
  earnings: number | null;
  views: number | null;
};

/** What comes of that; null where it would be divided by nothing. */
export type Ratios = {
  /** In hundredths of a minor unit. */
  per_click: number | null;
  /** In basis points. */
  conversion: number | null;
  effective_rate: number | null;
  reversal: number | null;
  /** In minor units. */
  average_order: number | null;
  rpm: number | null;
};

/** The figures of what was counted. */
export function ratiosOf(it: Counted): Ratios {
  return {
    per_click: over(it.earnings, it.clicks, 100),
    conversion: over(it.orders, it.clicks, WHOLE),
    effective_rate: over(it.earnings, it.sales_amount, WHOLE),
    reversal: over(it.items_returned, it.items_shipped, WHOLE),
    average_order: over(it.sales_amount, it.orders, 1),
    rpm: over(it.earnings, it.views, 1000),
  };
}

/** Commission, bounties and adjustments together; null where none was typed. */
export function earningsOf(it: {
  commission: number | null;
  bounties: number | null;
  adjustments: number | null;
}): number | null {
  const parts = [it.commission, it.bounties, it.adjustments];
  return parts.every((part) => part === null) ? null : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
}

/** How much more it is than before, in basis points of that; null where there was nothing, or less. */
export function changeOf(now: number | null, before: number | null): number | null {
  return now === null || before === null || before <= 0 ? null : over(now - before, before, WHOLE);
}

// Rounded half up, as everywhere.
function over(part: number | null, whole: number | null, scale: number): number | null {
  if (part === null || whole === null || whole === 0) return null;
  return Math.floor((2 * part * scale + whole) / (2 * whole));
}

/** Each ratio as people read it: a dash for none. */
export function ratioTexts(it: Ratios, currency: string): Record<keyof Ratios, string> {
  const rate = (points: number | null) => (points === null ? '–' : shownRate(points));
  return {
    per_click: it.per_click === null ? '–' : fineMoney(it.per_click, currency),
    conversion: rate(it.conversion),
    effective_rate: rate(it.effective_rate),
    reversal: rate(it.reversal),
    average_order: formatMoney(it.average_order, currency),
    rpm: formatMoney(it.rpm, currency),
  };
}

/** A change as people read it: '+34.2 %', '−3 %'; '' for none. */
export function changeText(points: number | null): string {
  if (points === null) return '';
  const shown = shownRate(Math.abs(Math.round(points / 10) * 10));
  return `${points > 0 ? '+' : points < 0 ? '−' : ''}${shown}`;
}

// Two digits more than the currency has.
function fineMoney(hundredths: number, currency: string): string {
  const digits = minorDigits(currency) + 2;
  const all = String(Math.abs(hundredths)).padStart(digits + 1, '0');
  return `${hundredths < 0 ? '−' : ''}${count(all.slice(0, -digits))}${currentWriting().decimal}${all.slice(-digits)}`;
}
