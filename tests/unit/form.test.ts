import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  amountText,
  blankForm,
  isDate,
  optionalDate,
  optionalWholeNumber,
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

describe('a whole number', () => {
  it.each(['1000', ' 1000 ', '1,000', '1 000', '1\u202f000', '1’000', '１０００', '١٠٠٠', '001000'])(
    '%j is a thousand',
    (quantity) => expect(wholeNumber(1, 5_000).parse(quantity)).toBe(1000),
  );

  it.each([
    '',
    ' ',
    '1.5',
    '1,5',
    '1.000',
    '0,500',
    '000,001',
    '10,00',
    '1e3',
    '-1',
    '−1',
    '12 34',
    '$5',
    'many',
    '9'.repeat(30),
  ])('%j is none', (quantity) => {
    const read = wholeNumber(1, 5_000).safeParse(quantity);
    expect(read.error?.issues.map(({ message }) => message)).toEqual(['Type a whole number from 1 to 5,000.']);
  });

  it('may be nothing where it need not be there', () => {
    expect(optionalWholeNumber(0, 5).parse(' ')).toBeNull();
    expect(optionalWholeNumber(0, 5).safeParse('6').success).toBe(false);
  });
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
