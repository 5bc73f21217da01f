import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asTyped, decimal, minorUnits, typedAmount } from '../../src/http/amount.js';
import { CURRENCIES } from '../../src/http/currency.js';
import { formatMoney } from '../../src/http/format.js';
import { writeAs } from '../../src/http/write-as.js';
import { LOCALES } from '../../src/http/writing.js';

describe('an amount', () => {
  it.each([
    [
      'en',
      'USD',
      1200,
      ['12', '12.00', '12,00', '$12', '12 $', 'USD 12', '12 usd', 'US$ 12.00', '１２', '٠١٢', '12\u200e'],
    ],
    ['en', 'USD', 1250, ['12.5', '12.50', '12,50', '12,5', '12٫5', '١٢٫٥٠', '۱۲٫۵۰', '１２．５０']],
    [
      'en',
      'USD',
      123450,
      ['1,234.50', '1.234,50', '1 234,50', '1\u00a0234.50', '1\u202f234,50', "1'234.50", '1’234.50', '1234,5'],
    ],
    ['en', 'USD', 123400, ['1234', '1,234', '1 234', '1’234', '١٬٢٣٤', '1，234', 'US$1,234']],
    ['en', 'USD', 150000, ['1,500', '1 500']],
    ['en', 'USD', 12345600, ['123,456', '1,23,456.00', '1,23,456', '123.456,00', '१,२३,४५६']],
    ['en', 'USD', 123456700, ['1,234,567', '1.234.567', '1 234 567', '12,34,567.00', '1’234’567.00']],
    ['en', 'JPY', 1234, ['1234', '1,234', '¥1,234', '￥1234', '1234円', '１，２３４']],
    ['en', 'KWD', 1234, ['1.234', 'KWD 1.234', '1٫234']],
    ['en', 'KWD', 1234000, ['1234', '1,234.000', '1.234,000', '1 234', '1’234']],
    ['en', 'KWD', 1250, ['1.25', '1.250', '1,25']],
    [
      'de',
      'EUR',
      123456,
      ['1.234,56', '1234,56', '1.234,56 €', '€ 1.234,56', 'EUR 1.234,56', '1,234.56', '1234.56', '1 234,56'],
    ],
    ['de', 'EUR', 123400, ['1.234', '1234', '1.234,00', '1.234 €']],
    ['de', 'EUR', 1250, ['12,5', '12,50', '12.50']],
    ['de', 'KWD', 1234, ['1,234']],
    ['de', 'JPY', 1234, ['1.234', '1234']],
    ['fr', 'EUR', 123456, ['1\u202f234,56', '1 234,56', '1\u00a0234,56 €', '1234,56', '1.234,56']],
    ['fr', 'EUR', 123400, ['1 234', '1.234']],
    ['de-CH', 'CHF', 123456, ['1’234.56', "1'234.56", 'CHF 1’234.56', 'Fr. 1234.56', '1 234,56']],
    ['en-IN', 'INR', 12345600, ['1,23,456.00', '₹1,23,456', '123,456', 'Rs. 1,23,456']],
    ['pl', 'PLN', 123450, ['1234,50 zł', '1 234,50']],
    ['sv', 'SEK', 123400, ['1 234 kr', '1234 kr.']],
    ['en', 'USD', 1, ['0.01', '0,01', '٠٫٠١']],
    ['en', 'USD', 1_000_000_000, ['10000000.00', '10,000,000']],
    ['en', 'USD', null, ['', ' ', '\u00a0']],
  ] as const)('as %s writes it, in %s, is %s: %j', (locale, currency, minor, typed) => {
    writeAs(locale, () => {
      expect(typed.map((it) => [it, minorUnits(it, currency)])).toEqual(typed.map((it) => [it, minor]));
    });
  });

  it.each([
    ['en', 'KWD', '0,500', 'Did you mean 0.500 or 500?'],
    ['en', 'KWD', '1,234', 'Did you mean 1.234 or 1234?'],
    ['en', 'KWD', '12,000 KWD', 'Did you mean 12.000 or 12000?'],
    ['en', 'KWD', '000,001', 'Did you mean 0.001 or 1?'],
    ['en', 'USD', '0,500', 'Did you mean 0.50 or 500?'],
    ['en', 'USD', '٠,٥٠٠', 'Did you mean 0.50 or 500?'],
    ['en', 'USD', '$0,500', 'Did you mean 0.50 or 500?'],
    ['de', 'EUR', '0.500', 'Did you mean 0,50 or 500?'],
    ['de', 'KWD', '1.234', 'Did you mean 1,234 or 1234?'],
    ['fr', 'EUR', '1.500', 'Did you mean 1,50 or 1500?'],
    ['fr', 'KWD', '1.234', 'Did you mean 1,234 or 1234?'],
    ['de-CH', 'CHF', '1,500', 'Did you mean 1.50 or 1500?'],
  ])('of two readings is asked about, and both are answers: %s %s %s', (locale, currency, typed, question) => {
    writeAs(locale, () => {
      expect(minorUnits(typed, currency)).toEqual({ error: question });
      for (const answer of /mean (.*) or (.*)\?/.exec(question)?.slice(1) ?? [])
        expect(minorUnits(answer, currency)).toEqual(expect.any(Number));
    });
  });

  it.each([
    ['-1', 'USD', 'Type an amount of 0 or more.'],
    ['−5.00', 'USD', 'Type an amount of 0 or more.'],
    ['$-5', 'USD', 'Type an amount of 0 or more.'],
    ['-5 $', 'USD', 'Type an amount of 0 or more.'],
    ['1.005', 'USD', 'USD has 2 digits after the point.'],
    ['0.500', 'USD', 'USD has 2 digits after the point.'],
    ['1234,567', 'USD', 'USD has 2 digits after the point.'],
    ['1,234.567', 'USD', 'USD has 2 digits after the point.'],
    ['1.5', 'JPY', 'JPY has no digits after the point.'],
    ['1.2345', 'KWD', 'KWD has 3 digits after the point.'],
    ['000,001', 'USD', 'Type an amount such as 329.00.'],
    ['0,500', 'JPY', 'Type an amount such as 329.'],
    ['0,123,456', 'USD', 'Type an amount such as 329.00.'],
    ['0 500', 'USD', 'Type an amount such as 329.00.'],
    ['12 34', 'USD', 'Type an amount such as 329.00.'],
    ['1,2345.00', 'USD', 'Type an amount such as 329.00.'],
    ['1.23.456', 'USD', 'Type an amount such as 329.00.'],
    ['1,234.567.890', 'USD', 'Type an amount such as 329.00.'],
    ['1,234.50.', 'USD', 'Type an amount such as 329.00.'],
    ['1e308', 'USD', 'Type an amount such as 329.00.'],
    ['329,oo', 'USD', 'Type an amount such as 329.00.'],
    ['5-10', 'USD', 'Type an amount such as 329.00.'],
    ['5 bottles', 'USD', 'Type an amount such as 329.00.'],
    ['Infinity', 'JPY', 'Type an amount such as 329.'],
    ['9'.repeat(200), 'USD', 'Type an amount such as 329.00.'],
    ['10000000.01', 'USD', 'Type at most 10,000,000.00.'],
    ['€5', 'USD', 'This amount is in USD. Type it without €, or choose the other currency.'],
    ['5 eur', 'USD', 'This amount is in USD. Type it without EUR, or choose the other currency.'],
  ])('%s %s is refused: %s', (typed, currency, error) => expect(minorUnits(typed, currency)).toEqual({ error }));

  it('is refused in the words of the one who typed it', () => {
    writeAs('de', () => {
      expect(minorUnits('much', 'EUR')).toEqual({ error: 'Type an amount such as 329,00.' });
      expect(minorUnits('1,234', 'EUR')).toEqual({ error: 'EUR has 2 digits after the comma.' });
      expect(minorUnits('10.000.000,01', 'EUR')).toEqual({ error: 'Type at most 10.000.000,00.' });
    });
  });
});

const amounts = fc.record({
  minor: fc.integer({ min: 0, max: 1_000_000_000 }),
  currency: fc.constantFrom(...CURRENCIES),
  locale: fc.constantFrom(...LOCALES),
});

describe('an amount in any locale and currency', () => {
  it('reads the same when its input is sent again, when its plain decimal comes in, and when it is typed as it is shown', () => {
    fc.assert(
      fc.property(amounts, ({ minor, currency, locale }) => {
        writeAs(locale, () => {
          expect(minorUnits(typedAmount(minor, currency), currency)).toBe(minor);
          expect(minorUnits(asTyped(decimal(minor, currency)), currency)).toBe(minor);
          const shown = formatMoney(minor, currency);
          const read = minorUnits(shown, currency);
          if (typeof read === 'number') expect(read).toBe(minor);
          else expect([shown, read]).toEqual([shown, { error: expect.stringMatching(/^Did you mean/) }]);
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('is never read as a thousand times as much as another may have meant', () => {
    fc.assert(
      fc.property(amounts, fc.constantFrom(...LOCALES), ({ minor, currency, locale }, other) => {
        const typed = writeAs(other, () => typedAmount(minor, currency));
        const read = writeAs(locale, () => minorUnits(typed, currency));
        if (typeof read === 'number') expect([typed, read]).toEqual([typed, minor]);
      }),
      { numRuns: 1000 },
    );
  });

  it('is answered in a sentence, whatever was typed', () => {
    const odd = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.string({ unit: fc.constantFrom(..."0123456789.,' ٫٬-−$€٣\u202f"), maxLength: 12 }),
    );
    fc.assert(
      fc.property(odd, amounts, (typed, { currency, locale }) => {
        const read = writeAs(locale, () => minorUnits(typed, currency));
        if (typeof read === 'number')
          expect(Number.isSafeInteger(read) && read >= 0 && read <= 1_000_000_000).toBe(true);
        else if (read !== null) expect(read.error).toMatch(/[.?]$/);
      }),
      { numRuns: 2000 },
    );
  });
});

it('a plain decimal below nought has its sign in front', () => expect(decimal(-5, 'USD')).toBe('-0.05'));
