import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  amountText,
  blankForm,
  decimal,
  isDate,
  minorUnits,
  optionalDate,
  parseForm,
  requiredText,
  wholeNumber,
} from '../../src/http/form.js';

const schema = z.object({
  name: requiredText(10),
  due_on: optionalDate(),
  quantity: wholeNumber(1, 9),
  price: amountText,
});
const errorsOf = (body: unknown) => parseForm(schema, body).form.errors;

describe('a form', () => {
  it('reads what is right', () => {
    const parsed = parseForm(schema, { name: ' Kestrel ', due_on: '2024-02-29', quantity: '3', price: ' 12.50 ' });
    expect(parsed).toMatchObject({
      ok: true,
      data: { name: 'Kestrel', due_on: '2024-02-29', quantity: 3, price: '12.50' },
    });
  });

  it.each([
    ['nothing', undefined, 'Fill this in.'],
    ['spaces', '   ', 'Fill this in.'],
    ['too much', 'x'.repeat(11), 'Use 10 characters at most.'],
    ['what shows nothing', '\u200b\u202e', 'Fill this in.'],
    ['a NUL', 'a\0b', 'This holds a character that cannot be stored. Type it again.'],
    ['half a surrogate pair', 'a\ud800', 'This holds a character that cannot be stored. Type it again.'],
    ['several values', ['a', 'b'], 'Send one value here.'],
    ['an object', { a: 'b' }, 'Send one value here.'],
  ])('says what is wrong with %s', (_, name, message) => {
    expect(errorsOf({ name, quantity: '1' })).toEqual({ name: message });
  });

  it('takes a pasted line break for a space and drops what turns the reading direction', () => {
    expect(parseForm(schema, { name: 'a\r\nb\u202e', quantity: '1' })).toMatchObject({
      ok: true,
      data: { name: 'a b' },
    });
  });

  it('counts characters as people do, in code points', () => {
    expect(errorsOf({ name: '🎢'.repeat(10), quantity: '1' })).toEqual({});
  });

  it.each(['2024-02-30', '2023-02-29', '18.11.2026', '2026-13-01', '0001-01-01', '2026-1-1'])(
    'refuses %s as a day',
    (due_on) => {
      expect(errorsOf({ name: 'x', quantity: '1', due_on })).toEqual({ due_on: 'Type a date such as 2026-11-18.' });
    },
  );

  it('keeps what was typed, but no password and no token', () => {
    const { values } = parseForm(schema, {
      name: '<b>',
      password: 'secret',
      csrf_token: 't',
      extra: ['a', 'b'],
      odd: 'a\0\ud800',
    }).form;
    expect({ ...values }).toEqual({ name: '<b>', extra: 'a, b', odd: 'a\uFFFD\uFFFD' });
  });

  it('takes __proto__ for a name like any other', () => {
    const body = JSON.parse('{"__proto__": "x", "name": "ok", "quantity": "1"}');
    expect(parseForm(schema, body).ok).toBe(true);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('prefers what was kept over the defaults', () => {
    expect({ ...blankForm({ a: 1, b: null }, { a: 'typed' }).values }).toEqual({ a: 'typed', b: '' });
  });
});

describe('an amount', () => {
  it.each([
    ['12', 'USD', 1200],
    ['12.5', 'USD', 1250],
    ['0.01', 'USD', 1],
    ['1,234.50', 'USD', 123450],
    ['329', 'JPY', 329],
    ['1.005', 'KWD', 1005],
    ['10000000.00', 'USD', 1_000_000_000],
    ['', 'USD', null],
  ])('%s %s is %s minor units', (typed, currency, minor) => expect(minorUnits(typed, currency)).toBe(minor));

  it.each([
    ['-1', 'USD', 'Type an amount of 0 or more.'],
    ['1.005', 'USD', 'USD has 2 digits after the point.'],
    ['1.5', 'JPY', 'JPY has no digits after the point.'],
    ['1e308', 'USD', 'Type an amount such as 329.00.'],
    ['329,oo', 'USD', 'Type an amount such as 329.00.'],
    ['12,50', 'USD', 'Type an amount such as 329.00.'],
    ['Infinity', 'JPY', 'Type an amount such as 329.'],
    ['10000000.01', 'USD', 'Type at most 10,000,000.00.'],
  ])('%s %s is refused: %s', (typed, currency, error) => expect(minorUnits(typed, currency)).toEqual({ error }));

  it('comes back as it went, whatever the currency', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.constantFrom('USD', 'JPY', 'KWD'),
        (minor, currency) => {
          expect(minorUnits(decimal(minor, currency), currency)).toBe(minor);
        },
      ),
    );
  });

  it('below nought has its sign in front', () => expect(decimal(-5, 'USD')).toBe('-0.05'));
});

describe('a day', () => {
  it('is one that the calendar has', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }), (day) => {
        expect(isDate(day.toISOString().slice(0, 10))).toBe(true);
      }),
    );
  });
});
