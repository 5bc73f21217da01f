import type { z } from 'zod';
import { optionalWholeNumber, wholeNumber } from '../../http/form.js';
import { count } from '../../http/format.js';
import type { BulkField } from '../bulk/field.js';
import { asPlain, type Common, type Field, orNull } from './field.js';
import type { Indexed } from './filter.js';
import { rangeFilter } from './range.js';
import { byNumber } from './sort.js';

type Options<O extends boolean> = Common & {
  min: number;
  max: number;
  optional?: O;
  placeholder?: string;
  filter?: true;
  /** What setting it to nothing is called in an act on many; without it, it cannot be set there. */
  bulk?: { none: string };
};
type ValueOf<O extends boolean> = O extends true ? number | null : number;

/** A whole number. What is not sent of one that must be there is its first value. */
export function number<O extends boolean = false>(o: Options<O>): Field<ValueOf<O>> {
  const { min, max, placeholder, filter, bulk, hint, ...common } = o;
  const { label, initial } = o;
  const optional = o.optional === true;
  const required = initial === undefined ? wholeNumber(min, max) : wholeNumber(min, max).default(Number(initial));
  const schema = (optional ? optionalWholeNumber(min, max) : required) as z.ZodType<ValueOf<O>>;
  const orNone = optionalWholeNumber(min, max);
  return {
    ...asPlain,
    ...common,
    kind: 'number',
    optional,
    input: { control: 'field', hint, placeholder, inputmode: 'numeric' },
    stored: { type: 'integer' },
    parse: () => schema,
    schema: orNull(optional, { type: 'integer', minimum: min, maximum: max }),
    sort: byNumber,
    ...(filter && {
      filter: (name: string, column: (name: string) => Indexed) =>
        rangeFilter(name, {
          ...(!optional && { always: true }),
          label,
          control: 'numbers',
          bound: () => orNone,
          indexed: column(name),
          type: 'integer',
          written: count,
          late: (from) => `Type ${count(from)} or more.`,
        }),
    }),
    ...(bulk && {
      bulk: (name: string): BulkField => ({
        name,
        label,
        type: 'integer',
        control: 'text',
        schema: orNone,
        ...bulk,
      }),
    }),
  };
}
