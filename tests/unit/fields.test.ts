import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse as parseCsv } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLines } from '../../src/http/csv.js';
import { CURRENCIES, minorDigits } from '../../src/http/currency.js';
import { sql } from '../../src/platform/postgres/sql.js';
import type { Value } from '../../src/records/fields/field.js';
import type { Around } from '../../src/records/fields/filter.js';
import {
  choice,
  choices,
  date,
  defineFields,
  type Field,
  id,
  lines,
  link,
  money,
  month,
  number,
  prose,
  rate,
  record,
  text,
  tick,
  timeZone,
} from '../../src/records/fields/index.js';

const schemas = addFormats.default(new Ajv2020({ allowUnionTypes: true }));

/** One field of each kind, with texts that a person might type for it. */
const typedText = fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 60 }));
const day = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((it) => it.toISOString().slice(0, 10));
const KINDS: Record<string, { field: Field; typed: fc.Arbitrary<string> }> = {
  text: { field: text({ label: 'Name', max: 60 }) as Field, typed: typedText },
  'optional text': { field: text({ label: 'Model', max: 60, optional: true }) as Field, typed: typedText },
  'squeezed text': {
    field: text({ label: 'Name', max: 60, squeezed: true, fits: [(it) => it !== 'no', 'Not that.'] }) as Field,
    typed: typedText,
  },
  lines: {
    field: lines({ label: 'Address', max: 200 }) as Field,
    typed: fc.array(typedText, { maxLength: 5 }).map((it) => it.join('\r\n')),
  },
  prose: {
    field: prose({ label: 'Text', max: 300 }) as Field,
    typed: fc.array(typedText, { maxLength: 5 }).map((it) => it.join('\r\n\r\n')),
  },
  link: {
    field: link({ label: 'Link', max: 200 }) as Field,
    typed: fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), typedText, fc.constant('')),
  },
  number: {
    field: number({ label: 'Quantity', min: 1, max: 100_000, initial: '1' }) as Field,
    typed: fc.oneof(fc.integer({ min: -5, max: 200_000 }).map(String), typedText),
  },
  'optional number': {
    field: number({ label: 'Rating', min: 0, max: 5, optional: true }) as Field,
    typed: fc.oneof(fc.integer({ min: -1, max: 6 }).map(String), fc.constant('')),
  },
  money: {
    field: money({ label: 'Price', within: 'currency' }) as Field,
    typed: fc.oneof(
      fc.tuple(fc.nat(9_999_999), fc.nat(999)).map(([whole, part]) => `${whole}.${part}`),
      fc.nat(1_000_000).map((whole) => whole.toLocaleString('en')),
      fc.constant(''),
      typedText,
    ),
  },
  date: { field: date({ label: 'Sold on' }) as Field, typed: fc.oneof(day, typedText, fc.constant('')) },
  month: {
    field: month({ label: 'Month' }) as Field,
    typed: fc.oneof(
      day.map((it) => it.slice(0, 7)),
      typedText,
      fc.constant(''),
    ),
  },
  choice: {
    field: choice({ label: 'Kind', of: { a: 'A', b: { label: 'B' }, '=c': 'C' } }) as Field,
    typed: fc.oneof(fc.constantFrom('a', 'b', '=c', 'toString'), typedText),
  },
  'optional choice': {
    field: choice({ label: 'Kind', of: { a: 'A', b: 'B' }, optional: true }) as Field,
    typed: fc.constantFrom('a', 'b', '', 'constructor', '__proto__'),
  },
  choices: {
    field: choices({ label: 'Platforms', of: { a: 'A', b: 'B', c_d: 'C' }, empty: 'All' }) as Field,
    typed: fc.oneof(
      fc.subarray(['a', 'b', 'c_d']).map((it) => it.join(', ')),
      fc.constant('b,a'),
      typedText,
    ),
  },
  rate: {
    field: rate({ label: 'Commission' }) as Field,
    typed: fc.oneof(
      fc.integer({ min: -100, max: 10_100 }).map((it) => String(it / 100)),
      fc.constantFrom('', '12.5 %', '100', '0'),
      typedText,
    ),
  },
  tick: { field: tick({ label: 'Done' }) as Field, typed: fc.constantFrom('true', 'on', 'false', '', 'yes') },
  'time zone': {
    field: timeZone({ label: 'Time zone' }) as Field,
    typed: fc.oneof(fc.constantFrom('asia/calcutta', 'America/New York', 'Etc/GMT+5', 'utc', ''), typedText),
  },
  record: {
    field: record({ label: 'Company', column: 'company_id', named: (at) => sql`name_of(${at})` }) as Field,
    typed: typedText,
  },
  id: {
    field: id({ label: 'Company', beside: 'brand', strange: 'No.' }) as Field,
    typed: fc.oneof(fc.uuid(), typedText, fc.constant('')),
  },
};
const around = fc.constantFrom(...CURRENCIES).map((currency): Around => ({ currency }));

/** The values that the kind reads of what was typed, each with the currency it was read in. */
function values(name: string): fc.Arbitrary<{ value: Value; beside: Around; field: Field }> {
  const { field, typed } = KINDS[name] as (typeof KINDS)[string];
  return fc
    .tuple(typed, around)
    .map(([sent, beside]) => ({ read: field.parse(beside).safeParse(sent), beside }))
    .filter(({ read }) => read.success)
    .map(({ read, beside }) => ({ value: read.data as Value, beside, field }));
}

describe.each(Object.keys(KINDS))('a field of the kind %s', (name) => {
  it('reads what it types into an input', () => {
    fc.assert(
      fc.property(values(name), ({ value, beside, field }) => {
        expect(field.parse(beside).parse(field.typed(value, beside))).toEqual(value);
      }),
    );
  });

  it('reads a cell that it wrote, through a file of any line ends', () => {
    fc.assert(
      fc.property(fc.array(values(name), { minLength: 1, maxLength: 4 }), (all) => {
        const file = csvLines(all.map(({ value, beside, field }) => ['id', field.cell(value, beside)]));
        const rows: string[][] = parseCsv(file, { record_delimiter: ['\r\n', '\n', '\r'] });
        expect(rows).toHaveLength(all.length);
        for (const [n, { value, beside, field }] of all.entries())
          expect(field.parse(beside).parse(field.fromCell(rows[n]?.[1] ?? ''))).toEqual(value);
      }),
    );
  });

  it('writes no cell that a spreadsheet would run', () => {
    fc.assert(
      fc.property(values(name), ({ value, beside, field }) => {
        const text = field.cell(value, beside);
        if (name.endsWith('number') || name === 'money') expect(text).toMatch(/^-?[\d.]*$/);
        else if (!name.endsWith('choice')) expect(text).not.toMatch(/(^|[\r\n])[=+\-@\t]/);
      }),
    );
  });

  it('reads the JSON that it tells programs', () => {
    fc.assert(
      fc.property(values(name), ({ value, beside, field }) => {
        const told = JSON.parse(JSON.stringify(field.json(value, beside)));
        expect(field.parse(beside).parse(field.fromJson(told))).toEqual(value);
      }),
    );
  });

  it('tells programs what its schema says', () => {
    const { field } = KINDS[name] as (typeof KINDS)[string];
    const isAsSaid = schemas.compile(field.schema);
    fc.assert(
      fc.property(values(name), ({ value, beside, field }) => {
        expect(isAsSaid(field.json(value, beside)), JSON.stringify(isAsSaid.errors)).toBe(true);
      }),
    );
    expect(isAsSaid({ a: 1 })).toBe(false);
    if (!Array.isArray(field.json(null as Value, { currency: 'USD' }))) expect(isAsSaid(null)).toBe(field.optional);
  });

  it('shows nothing for nothing, and refuses without throwing what is no text', () => {
    const { field } = KINDS[name] as (typeof KINDS)[string];
    const beside = { currency: 'USD' };
    if (field.optional) expect(field.shown(null as Value, beside)).toBe('');
    for (const sent of [['a', 'b'], { a: 1 }, 'a\0b', '\ud800'])
      expect(field.parse(beside).safeParse(sent).success).toBe(false);
  });
});

describe('the fields of a module', () => {
  const FIELDS = defineFields({
    name: text({ label: 'Name', max: 10, missing: 'Give it a name.' }),
    currency: choice({ label: 'Currency', of: { USD: 'USD', JPY: 'JPY', KWD: 'KWD' }, missing: 'Choose a currency.' }),
    price: money({ label: 'Price', within: 'currency' }),
    sold_on: date({ label: 'Sold on' }),
    company_id: id({ label: 'Company', beside: 'name', strange: 'Choose one of the list.' }),
  });
  const rules = ({ price, sold_on }: { price?: number | null; sold_on?: string | null }) =>
    price !== null && sold_on === null ? { sold_on: 'Choose the day.' } : {};

  it('are read in the currency that was sent, or in one’s own', () => {
    const read = (sent: object) => FIELDS.read({ name: 'x', ...sent }, undefined, 'USD');
    expect(read({ price: '1.5' })).toMatchObject({ ok: true, data: { currency: 'USD', price: 150 } });
    expect(read({ price: '1.5', currency: 'KWD' })).toMatchObject({ ok: true, data: { price: 1500 } });
    expect(read({ price: '1.5', currency: 'JPY' }).form.errors).toEqual({
      price: 'JPY has no digits after the point.',
    });
    for (const currency of CURRENCIES) expect(minorDigits(currency)).toBeLessThanOrEqual(3);
  });

  it('say all that is wrong at once, a rule first, and what is unseen beside what is seen', () => {
    const { form, ok } = FIELDS.read({ name: '', price: '5', company_id: 'x', extra: 'kept' }, rules, 'USD');
    expect(ok).toBe(false);
    expect(Object.entries(form.errors)).toEqual([
      ['sold_on', 'Choose the day.'],
      ['name', 'Give it a name.'],
    ]);
    expect(FIELDS.read({ name: 'x', company_id: 'x' }, rules, 'USD').form.errors).toEqual({
      name: 'Choose one of the list.',
    });
    expect(form.values).toMatchObject({ price: '5', extra: 'kept' });
  });

  it('hold rules only against what could be read', () => {
    expect(FIELDS.read({ name: 'x', price: 'much' }, rules, 'USD').form.errors).toEqual({
      price: 'Type an amount such as 329.00.',
      sold_on: 'Choose the day.',
    });
    expect(FIELDS.read({ name: 'x', price: '5', sold_on: 'once' }, rules, 'USD').form.errors).toEqual({
      sold_on: 'Type a date such as 2026-11-18.',
    });
  });

  it('know no name that every object has', () => {
    for (const name of ['toString', 'constructor', '__proto__', 'hasOwnProperty']) {
      expect([FIELDS.field(name), FIELDS.label(name), FIELDS.shown(name, 'x')]).toEqual([undefined, name, '']);
    }
    expect(FIELDS.read(JSON.parse('{"name":"x","__proto__":{"price":"5"}}'), undefined, 'USD')).toMatchObject({
      ok: true,
      data: { price: null },
    });
  });

  it('type and read a whole row', () => {
    const row = { name: 'x', currency: 'KWD', price: 1234, sold_on: '2026-02-28', company_id: null };
    expect(FIELDS.typed(row)).toEqual({
      name: 'x',
      currency: 'KWD',
      price: '1.234',
      sold_on: '2026-02-28',
      company_id: '',
    });
    expect(FIELDS.read(FIELDS.typed(row), undefined, 'USD')).toMatchObject({ ok: true, data: row });
    expect(FIELDS.of({ ...row, other: 1 })).toEqual(row);
  });
});
