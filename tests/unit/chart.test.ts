import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barsView } from '../../src/http/chart.js';

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
});
