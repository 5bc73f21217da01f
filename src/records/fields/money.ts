import { z } from 'zod';
import { asTyped, decimal, minorUnits, typedAmount } from '../../http/amount.js';
import { amountText } from '../../http/form.js';
import { formatMoney as shownMoney } from '../../http/format.js';
import { sql } from '../../platform/postgres/sql.js';
import { asPlain, type Common, type Field, orNull } from './field.js';
import type { Around } from './filter.js';
import { rangeFilter } from './range.js';
import { byNumber } from './sort.js';

/** An amount in the integer minor units of the currency that the field `within` holds. */
interface MoneyField<C extends string, V extends number | null> extends Field<V> {
  readonly kind: 'money';
  readonly within: C;
}

/** An amount of money; `missing`: what is said where it must be there and is not. `signed`: it may lie below nought. */
export function money<const C extends string, M extends string | undefined = undefined>(
  o: Common & { within: C; missing?: M; signed?: true },
): MoneyField<C, M extends string ? number : number | null> {
  const { within, missing, hint, signed = false, ...common } = o;
  const amount = (around: Around) => amountIn(around, signed);
  const field: MoneyField<C, number | null> = {
    ...common,
    kind: 'money',
    optional: missing === undefined,
    within,
    input: { control: 'money', hint },
    stored: { type: 'bigint' },
    parse: (around) => (missing === undefined ? amount(around) : amount(around).refine((it) => it !== null, missing)),
    schema: orNull(missing === undefined, { type: 'string', pattern: `^${signed ? '-?' : ''}\\d+(\\.\\d+)?$` }),
    sort: byNumber,
    typed: (value, { currency }) => typedAmount(value, currency),
    shown: (value, { currency }) => (Number.isInteger(value) ? shownMoney(value, currency) : String(value ?? '')),
    cell: (value, { currency }) => decimal(value, currency),
    fromCell: asTyped,
    json: (value, { currency }) => (value === null ? null : decimal(value, currency)),
    fromJson: (json) => asTyped(asPlain.fromJson(json)),
    filter: (name, column) =>
      rangeFilter(name, {
        label: o.label,
        control: 'amounts',
        bound: amount,
        indexed: column(name),
        type: 'bigint',
        // Where no currency is asked for, what is compared is in the reader's own.
        besides: ({ currency }) => sql`${column(within).at} = ${currency}`,
        address: ({ currency }) => ({ [within]: currency }),
        written: (minor, { currency }) => shownMoney(minor, currency),
        unit: ({ currency }) => ` ${currency}`,
        late: (from, { currency }) => `Type ${typedAmount(from, currency)} or more.`,
      }),
  };
  // One that must be there is never read as null.
  return field as never;
}

// A schema for each currency is made once.
const schemas = new Map<string, z.ZodType<number | null>>();

function amountIn({ currency }: Around, signed: boolean): z.ZodType<number | null> {
  const key = signed ? `-${currency}` : currency;
  const made = schemas.get(key) ?? amountSchema(currency, signed);
  schemas.set(key, made);
  return made;
}

function amountSchema(currency: string, signed: boolean): z.ZodType<number | null> {
  return amountText.transform((typed, ctx) => {
    const minor = minorUnits(typed, currency, signed);
    if (minor === null || typeof minor === 'number') return minor;
    ctx.addIssue(minor.error);
    return z.NEVER;
  });
}
