import { z } from 'zod';
import { asTyped, decimal, minorUnits, typedAmount } from '../../http/amount.js';
import { amountText } from '../../http/form.js';
import { formatMoney as shownMoney } from '../../http/format.js';
import { sql } from '../../platform/postgres/sql.js';
import { asPlain, type Common, type Field } from './field.js';
import type { Around } from './filter.js';
import { rangeFilter } from './range.js';
import { byNumber } from './sort.js';

/** An amount in the integer minor units of the currency that the field `within` holds. */
interface MoneyField<C extends string> extends Field<number | null> {
  readonly kind: 'money';
  readonly within: C;
}

/** An amount of money. */
export function money<const C extends string>(o: Common & { within: C }): MoneyField<C> {
  const { within, hint, ...common } = o;
  return {
    ...common,
    kind: 'money',
    optional: true,
    within,
    input: { control: 'money', hint },
    stored: { type: 'bigint' },
    parse: amountIn,
    sort: byNumber,
    typed: (value, { currency }) => typedAmount(value, currency),
    shown: (value, { currency }) => (Number.isInteger(value) ? shownMoney(value, currency) : String(value ?? '')),
    cell: (value, { currency }) => decimal(value, currency),
    fromCell: asTyped,
    json: (value, { currency }) => (value === null ? null : decimal(value, currency)),
    fromJson: (json) => asTyped(asPlain.fromJson(json)),
    filter: (name, column) =>
      rangeFilter(name, {
        ...{ label: o.label, control: 'amounts', bound: amountIn, indexed: column(name), type: 'bigint' },
        // Where no currency is asked for, what is compared is in the reader's own.
        besides: ({ currency }) => sql`${column(within).at} = ${currency}`,
        address: ({ currency }) => ({ [within]: currency }),
        written: (minor, { currency }) => shownMoney(minor, currency),
        unit: ({ currency }) => ` ${currency}`,
        late: (from, { currency }) => `Type ${typedAmount(from, currency)} or more.`,
      }),
  };
}

// A schema for each currency is made once.
const schemas = new Map<string, z.ZodType<number | null>>();

function amountIn({ currency }: Around): z.ZodType<number | null> {
  const made = schemas.get(currency) ?? amountSchema(currency);
  schemas.set(currency, made);
  return made;
}

function amountSchema(currency: string): z.ZodType<number | null> {
  return amountText.transform((typed, ctx) => {
    const minor = minorUnits(typed, currency);
    if (minor === null || typeof minor === 'number') return minor;
    ctx.addIssue(minor.error);
    return z.NEVER;
  });
}
