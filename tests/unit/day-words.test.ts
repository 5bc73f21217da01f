import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIsoDate } from '../../src/http/format.js';
import { writingOf, writtenAs } from '../../src/http/writing.js';

import { DAY_WORDS, type DayWord, daysNow, daysOf } from '../../src/records/fields/day-words.js';

const WORDS = Object.keys(DAY_WORDS) as DayWord[];
const day = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2199-12-31T00:00:00Z'), noInvalidDate: true })
  .map((it) => it.toISOString().slice(0, 10));

describe('words for days', () => {
  it.each([
    ['today', '2026-11-21', '2026-11-21', '2026-11-21', '21 Nov'],
    ['this_week', '2026-11-21', '2026-11-16', '2026-11-22', '16 – 22 Nov'],
    ['this_week', '2026-11-16', '2026-11-16', '2026-11-22', '16 – 22 Nov'],
    ['this_week', '2026-11-22', '2026-11-16', '2026-11-22', '16 – 22 Nov'],
    ['this_week', '2027-01-01', '2026-12-28', '2027-01-03', '28 Dec 2026 – 3 Jan 2027'],
    ['this_month', '2028-02-10', '2028-02-01', '2028-02-29', 'February 2028'],
    ['this_month', '2026-12-31', '2026-12-01', '2026-12-31', 'December 2026'],
    ['this_year', '2026-01-01', '2026-01-01', '2026-12-31', '2026'],
    ['last_year', '2026-12-31', '2025-01-01', '2025-12-31', '2025'],
    ['next_14_days', '2026-11-21', '2026-11-21', '2026-12-05', '21 Nov – 5 Dec'],
    ['next_14_days', '2028-02-20', '2028-02-20', '2028-03-05', '20 Feb – 5 Mar'],
  ] as const)('%s on %s is from %s to %s', (word, today, from, to, shown) => {
    expect(daysOf(word, today)).toEqual({ from, to });
    expect(daysNow(word, today)).toBe(shown);
  });

  it.each([
    ['en', '2026-11-16', '2026-11-22'],
    ['en-US', '2026-11-15', '2026-11-21'],
    ['pt-BR', '2026-11-15', '2026-11-21'],
    ['de', '2026-11-16', '2026-11-22'],
  ])('a week of %s holds 21 November 2026 from %s on', (locale, from, to) => {
    expect(daysOf('this_week', '2026-11-21', writingOf(locale))).toEqual({ from, to });
    expect(writtenAs(locale, () => daysOf('this_week', '2026-11-21'))).toEqual({ from, to });
  });

  it('overdue ends yesterday', () => {
    expect(daysOf('overdue', '2026-03-01')).toEqual({ from: null, to: '2026-02-28' });
  });

  it('stand for days of the calendar in their order; those of now hold today', () => {
    fc.assert(
      fc.property(day, fc.constantFrom(...WORDS), (today, word) => {
        const { from, to } = daysOf(word, today);
        expect([from, to].filter((it) => it !== null && !isIsoDate(it))).toEqual([]);
        if (from !== null && to !== null) expect(from <= to).toBe(true);
        const ofNow = !['last_year', 'overdue'].includes(word);
        expect((from === null || from <= today) && to !== null && to >= today).toBe(ofNow);
      }),
    );
  });
});

describe('a day as a machine writes it', () => {
  const two = fc.integer({ min: 0, max: 40 }).map((it) => String(it).padStart(2, '0'));
  const year = fc.oneof(fc.integer({ min: 0, max: 9999 }), fc.constantFrom(0, 1900, 2000, 2024, 2100));

  it('is one of the calendar, as Date has it', () => {
    fc.assert(
      fc.property(year, two, two, (y, month, of) => {
        const text = `${String(y).padStart(4, '0')}-${month}-${of}`;
        const time = new Date(`${text}T00:00:00Z`);
        expect(isIsoDate(text)).toBe(!Number.isNaN(time.getTime()) && time.toISOString().startsWith(text));
      }),
      {
        numRuns: 2_000,
        examples: [
          [0, '02', '29'],
          [1900, '02', '29'],
          [2000, '02', '29'],
          [2026, '02', '29'],
          [2026, '04', '31'],
          [2026, '00', '01'],
        ],
      },
    );
  });

  it.each([null, undefined, 20261127, '', '2026-11-27T00:00', ' 2026-11-27', '2026-1-27', '２０２６-11-27'])(
    '%s is none',
    (text) => {
      expect(isIsoDate(text)).toBe(false);
    },
  );
});
