import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spread } from '../../src/features/templates/sending/spread.js';

const HOUR = 3_600_000;

it('mails to several leave in order, from now or behind the last, and no hour has more than its limit', () => {
  const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      moment,
      fc.option(moment),
      fc.integer({ min: 1, max: 3600 }),
      (count, now, last, perHour) => {
        const times = spread(count, { now, last, perHour }).map((it) => it.getTime());
        expect(times).toHaveLength(count);
        const before = last === null ? [] : [last.getTime()];
        expect(Math.min(...times)).toBeGreaterThanOrEqual(now.getTime());
        const all = [...before, ...times].sort((a, b) => a - b);
        for (const [at, time] of all.entries()) {
          if (at > 0 && times.includes(time)) expect(time).toBeGreaterThan(all[at - 1] ?? 0);
          expect(all.filter((it) => it >= time && it < time + HOUR).length).toBeLessThanOrEqual(perHour);
        }
      },
    ),
  );
});
