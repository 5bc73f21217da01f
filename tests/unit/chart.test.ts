import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barsView, ranksView } from '../../src/http/chart.js';

const amount = fc.option(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), { nil: null });
const slots = fc.array(fc.record({ label: fc.constant('Jan'), value: amount, before: amount }), {
  minLength: 1,
  maxLength: 12,
});

describe('bars of a chart', () => {
  it('stand inside the plot, on the line of zero, as high as their share of it', () => {
    fc.assert(
      fc.property(slots, fc.constantFrom('USD', 'JPY', 'KWD'), (drawn, currency) => {
        const { bars, marks, ticks, zero } = barsView(drawn, currency);
        for (const { y, height } of bars) {
          expect(y).toBeGreaterThanOrEqual(7.9);
          expect(y + height).toBeLessThanOrEqual(240.2);
          expect(Math.min(Math.abs(y - zero), Math.abs(y + height - zero))).toBeLessThanOrEqual(0.11);
        }
        for (const { y } of marks) expect(y).toBeGreaterThanOrEqual(7.9);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(8);
        expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
      }),
    );
  });

  it('have even ticks from below nothing to above the highest', () => {
    const view = barsView([{ label: 'Jan', value: 559_400, before: -50_000 }], 'USD');
    expect(view.ticks.map(({ label }) => label)).toEqual(['−2,000', '0', '2,000', '4,000', '6,000']);
    expect(view.bars[0]).toMatchObject({ cls: 's1', x: '20%', width: '60%' });
  });

  it.each([
    ['nothing', null, 'USD', ['0.00', '0.01']],
    ['a few cents', -20, 'USD', ['−0.20', '−0.15', '−0.10', '−0.05', '0.00']],
    ['steps of two and a half', 900, 'USD', ['0.00', '2.50', '5.00', '7.50', '10.00']],
  ])('name their ticks exactly: %s', (_what, value, currency, labels) => {
    expect(barsView([{ label: 'Jan', value, before: null }], currency).ticks.map(({ label }) => label)).toEqual(labels);
  });

  it('are stacked by their parts, whose heights are that of the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900_000 }), { minLength: 1, maxLength: 3 }), (parts) => {
        const value = parts.reduce((a, b) => a + b, 0);
        const { bars, zero } = barsView([{ label: 'Jan', value, before: null, parts }], 'USD');
        const [alone] = barsView([{ label: 'Jan', value, before: null }], 'USD').bars;
        expect(bars.map(({ cls }) => cls)).toEqual(parts.flatMap((part, at) => (part === 0 ? [] : [`s${at + 1}`])));
        if (alone) expect(Math.min(...bars.map(({ y }) => y))).toBeCloseTo(zero - alone.height, 0);
      }),
    );
  });

  it.each([1, 13, 240, 241, 10_000])(
    'of %i months are few enough to be told apart, and lose nothing of the sum',
    (months) => {
      const slots = Array.from({ length: months }, (_, at) => ({
        label: `M${at}`,
        value: 100,
        before: 50,
        parts: [60, 40],
      }));
      const view = barsView(slots, 'USD');
      expect(view.bars.length).toBeLessThanOrEqual(480);
      expect(view.labels.length).toBeLessThanOrEqual(12);
      expect(view.labels[0]?.text).toBe('M0');
      const each = Math.ceil(months / 240);
      expect(
        new Set(view.bars.filter(({ cls }) => cls === 's1').map(({ height }) => Math.round(height))).size,
      ).toBeLessThanOrEqual(2);
      expect(view.marks.length).toBe(Math.ceil(months / each));
      for (const { x, width } of view.bars)
        expect(Number.parseFloat(x) + Number.parseFloat(width)).toBeLessThanOrEqual(100.1);
    },
  );

  it('of counts have whole numbers beside them', () => {
    const { ticks } = barsView([{ label: 'Jan', value: 3, before: null }]);
    expect(ticks.map(({ label }) => label)).toEqual(['0', '1', '2', '3']);
  });
});

describe('a ranking', () => {
  it('begins at the line of zero, losses to the left of it, and draws twelve at most', () => {
    const all = [80, -20, ...Array(30).fill(0)].map((value) => ({
      label: 'Kestrel Optics',
      value,
      text: String(value),
    }));
    const { ranks, left_out } = ranksView(all);
    expect(ranks[0]).toMatchObject({ zero: '20%', bars: [{ x: '20%', width: '80%', cls: 's1' }] });
    expect(ranks[1]).toMatchObject({ zero: '20%', bars: [{ x: '0%', width: '20%', cls: 's-loss' }] });
    expect([ranks.length, left_out]).toEqual([12, 20]);
  });

  it('of nothing but nothing has no bar', () => {
    expect(ranksView([{ label: 'A', value: 0, text: '0' }]).ranks[0]).toMatchObject({ zero: '0%', bars: [] });
  });
});
