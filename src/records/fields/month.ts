import { optionalText } from '../../http/form.js';
import { monthYear } from '../../http/format.js';
import { sql } from '../../platform/postgres/sql.js';
import { asPlain, type Common, type Field, orNull } from './field.js';
import { MONTH_WAYS, rangeFilter } from './range.js';

const MONTH = /^(19|20|21)\d\d-(0[1-9]|1[0-2])$/;
const schema = optionalText(20).refine((it) => it === null || MONTH.test(it), 'Type a month such as 2026-11.');

/** A month as YYYY-MM; `missing`: what is said where it must be there and is not. */
export function month<M extends string | undefined = undefined>(
  o: Common & { missing?: M },
): Field<M extends string ? string : string | null> {
  const { hint, missing, ...common } = o;
  const named = (value: string) => monthYear(`${value}-01`);
  const field: Field<string | null> = {
    ...asPlain,
    ...common,
    kind: 'month',
    optional: missing === undefined,
    input: { control: 'field', hint, placeholder: 'yyyy-mm', inputmode: 'numeric' },
    stored: { type: 'text' },
    parse: () => (missing === undefined ? schema : schema.refine((it) => it !== null, missing)),
    schema: orNull(missing === undefined, { type: 'string', pattern: MONTH.source }),
    sort: (at) => ({ expression: sql`coalesce(${at}, '')`, type: 'text' }),
    shown: (value) => (value === null ? '' : MONTH.test(value) ? named(value) : value),
    filter: (name, column) =>
      rangeFilter(name, {
        label: o.label,
        control: 'numbers',
        bound: () => schema,
        indexed: column(name),
        type: 'text',
        ...(missing !== undefined && { always: true }),
        ways: MONTH_WAYS,
        written: named,
        late: (from) => `Type ${from} or later.`,
      }),
  };
  // One that must be there is never read as null.
  return field as never;
}
