import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeOf, earningsOf, ratiosOf } from '../../src/features/affiliates/figures.js';
import { monthAfter, monthEnd, monthsBetween } from '../../src/features/affiliates/months.js';

const count = fc.option(fc.integer({ min: 0, max: 1_000_000_000 }), { nil: null });
const signed = fc.option(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), { nil: null });
const month = fc.integer({ min: 1900 * 12, max: 2199 * 12 + 11 }).map((n) => monthAfter('0000-01', n));

describe('the figures of a month', () => {
  it('are exact shares, rounded half up, and nothing where they would be divided by nothing', () => {
    fc.assert(
      fc.property(signed, count, (earnings, clicks) => {
        const none = { orders: null, items_shipped: null, items_returned: null, sales_amount: null, views: null };
        const { per_click } = ratiosOf({ ...none, earnings, clicks });
        expect(per_click === null).toBe(earnings === null || !clicks);
        if (earnings === null || !clicks) return;
        const [part, whole] = [BigInt(earnings) * 100n, BigInt(clicks)];
        const off = 2n * (BigInt(per_click ?? 0) * whole - part);
        expect(off > -whole && off <= whole).toBe(true);
      }),
    );
  });

  it('earn what their parts come to, and no change is told of nothing or of less', () => {
    fc.assert(
      fc.property(count, count, signed, (commission, bounties, adjustments) => {
        const parts = [commission, bounties, adjustments].filter((it) => it !== null);
        const earned = earningsOf({ commission, bounties, adjustments });
        expect(earned).toBe(parts.length === 0 ? null : parts.reduce((sum, it) => sum + it, 0));
        expect(changeOf(earned, 0)).toBeNull();
        if (earned !== null && earned > 0) expect(changeOf(earned, earned)).toBe(0);
      }),
    );
  });
});

describe('months', () => {
  it('follow each other in the order of their texts, and end a day before the next begins', () => {
    fc.assert(
      fc.property(month, fc.integer({ min: 0, max: 60 }), (from, more) => {
        const to = monthAfter(from, more);
        expect(monthAfter(to, -more)).toBe(from);
        expect(monthsBetween(from, to)).toHaveLength(more + 1);
        expect(to >= from).toBe(true);
        expect(monthEnd(from).slice(0, 7)).toBe(from);
      }),
    );
  });
});
