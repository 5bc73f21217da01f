import { optionalText } from '../../http/form.js';
import { monthYear } from '../../http/format.js';
import { sql } from '../../platform/postgres/sql.js';
import { asPlain, type Common, type Field } from './field.js';
import { MONTH_WAYS, rangeFilter } from './range.js';

const MONTH = /^(19|20|21)\d\d-(0[1-9]|1[0-2])$/;
const schema = optionalText(20).refine((it) => it === null || MONTH.test(it), 'Type a month such as 2026-11.');

/** A month as YYYY-MM. */
export function month(o: Common): Field<string | null> {
  const { hint, ...common } = o;
  const named = (value: string) => monthYear(`${value}-01`);
  return {
    ...asPlain,
    ...common,
    kind: 'month',
    optional: true,
    input: { control: 'field', hint, placeholder: 'yyyy-mm', inputmode: 'numeric' },
    stored: { type: 'text' },
    parse: () => schema,
    sort: (at) => ({ expression: sql`coalesce(${at}, '')`, type: 'text' }),
    shown: (value) => (value === null ? '' : MONTH.test(value) ? named(value) : value),
    filter: (name, column) =>
      rangeFilter(name, {
        ...{ label: o.label, control: 'numbers', bound: () => schema, indexed: column(name), type: 'text' },
        ways: MONTH_WAYS,
        written: named,
        late: (from) => `Type ${from} or later.`,
      }),
  };
}
