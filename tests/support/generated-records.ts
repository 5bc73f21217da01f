import fc from 'fast-check';
import { CURRENCIES, minorDigits } from '../../src/http/currency.js';
import type { Field } from '../../src/records/fields/field.js';
import type { FieldSet } from '../../src/records/fields/set.js';
import type { Module } from '../../src/records/module.js';
import { awkwardText } from './csv.js';

/** Draws a value of an arbitrary; later ones may hang on earlier ones. */
export type Draw = <T>(arbitrary: fc.Arbitrary<T>) => T;
/** What things are called that records may name, by where a form asks for their names, else by the name of the field. */
export type Called = Readonly<Record<string, readonly string[]>>;
export type Json = Record<string, unknown>;

const odd = fc
  .oneof(
    awkwardText,
    fc.string({ maxLength: 30 }),
    fc.string({ unit: 'grapheme', maxLength: 15 }),
    fc.string({ unit: 'binary', maxLength: 15 }),
  )
  .filter((it) => it.isWellFormed() && !it.includes('\0'));
/** Texts of forms that some fields want, and others take as any. */
const FORMED = [
  ...['ana@park.example', 'o’hara+x@büro.example', '+1 407 555 0134', '0049 (0)30 1234-5', '@ana', '=sum', "'@ana"],
  ...[
    '06:00',
    '23:59',
    '?tag=mara-20',
    'https://x.example/a?b={{link}}',
    'https://park.example/=?a=“b”,c',
    '-5',
    '1,5',
  ],
  ...[
    'true',
    '2026-01-02',
    '  two  blanks  ',
    '[{"a":1}]',
    '{"a":1}',
    'a; as b; from 2020-01-01',
    'work: a (primary)',
    'lost \ufffd sign',
    '03/04/2026',
  ],
];
const day = fc
  .integer({ min: -4000, max: -1 })
  .map((days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10));
const currency = fc.constantFrom(...CURRENCIES);

/** The JSON of a new record of a module, by its own fields, whatever its rules say. */
export function drawRecord({ fields, kind }: Pick<Module, 'fields' | 'kind'>, called: Called, draw: Draw): Json {
  const tags = fc.array(fc.constantFrom('autumn', 'Öl', '=tag', "'quoted'", 'two words', '名札'), { maxLength: 3 });
  return { ...drawFields(fields, called, draw, draw(currency)), ...(kind.untagged ? {} : { tags: draw(tags) }) };
}

/** One value for a field, as a program sends it. */
export function drawValue(
  name: string,
  field: Field,
  { called, draw, code }: { called: Called; draw: Draw; code: string },
): unknown {
  if (field.optional && field.kind !== 'rows' && draw(fc.nat(2)) === 0) return field.kind === 'choices' ? [] : null;
  if (name === 'currency') return code;
  const names = called[field.input.url ?? name];
  if (names && (names.length === 0 || draw(fc.nat(9)) > 0))
    return names.length === 0 ? null : draw(fc.constantFrom(...names));
  const rows = field.rows?.fields;
  if (rows)
    return draw(fc.array(fc.constant(null), { maxLength: 3 })).map(() =>
      drawFields(rows as FieldSet, called, draw, code),
    );
  return draw(valuesOf(field, code));
}

function drawFields(fields: Pick<FieldSet, 'names' | 'field'>, called: Called, draw: Draw, code: string): Json {
  return Object.fromEntries(
    fields.names.flatMap((name) => {
      const field = fields.field(name);
      // What an id stands for is said by name; what no form asks for is not sent.
      if (!field || field.kind === 'id' || field.kind === 'outer' || name.endsWith('_id')) return [];
      return [[name, drawValue(name, field, { called, draw, code })]];
    }),
  );
}

function valuesOf(field: Field, code: string): fc.Arbitrary<unknown> {
  const { schema, kind, input } = field;
  const { minimum = 0, maximum = 100 } = schema as { minimum?: number; maximum?: number };
  const digits = minorDigits(code);
  switch (kind) {
    case 'number':
    case 'duration':
      return fc.oneof(
        fc.integer({ min: minimum, max: maximum }),
        fc.integer({ min: minimum, max: Math.min(maximum, minimum + 50) }),
      );
    case 'money':
      return fc.oneof(fc.nat(1_000_000_000), fc.nat(5_000)).map((minor) => (minor / 10 ** digits).toFixed(digits));
    case 'rate':
      return fc.nat(10_000).map((points) => String(points / 100));
    case 'date':
      return day;
    case 'month':
      return day.map((it) => it.slice(0, 7));
    case 'tick':
      return fc.boolean();
    case 'choices':
      return fc.subarray((input.options ?? []).map(({ value }) => value));
    case 'choice':
    case 'language':
    case 'time zone':
      return fc.constantFrom(...(input.options ?? []).map(({ value }) => value));
    default:
      return textsOf(field);
  }
}

const known = new Map<Field, fc.Arbitrary<string | null>>();

// Of a field that takes hardly any text, those of a form alone that it takes.
function textsOf(field: Field): fc.Arbitrary<string | null> {
  const before = known.get(field);
  if (before) return before;
  const schema = field.parse({ currency: 'USD' });
  const fits = (text: string) => {
    const read = schema.safeParse(text);
    return read.success && read.data !== null && read.data !== '';
  };
  const formed = [...FORMED, 'A word'].filter(fits);
  // One that takes no text at all tells of none.
  const texts =
    fc.sample(odd, 100).filter(fits).length >= 20
      ? fc.oneof({ weight: 3, arbitrary: odd.filter(fits) }, { weight: 1, arbitrary: fc.constantFrom(...formed) })
      : fc.constantFrom(...(formed.length > 0 ? formed : [null]));
  known.set(field, texts);
  return texts;
}
