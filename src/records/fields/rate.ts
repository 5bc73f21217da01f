import { z } from 'zod';
import { asTyped } from '../../http/amount.js';
import { readFigure } from '../../http/figure.js';
import { amountText } from '../../http/form.js';
import { currentWriting } from '../../http/writing.js';
import { asPlain, type Common, type Field, orNull } from './field.js';
import { byNumber } from './sort.js';

type Options = Common & { max?: number; placeholder?: string };

/** What 100 % is in the basis points that rates are kept in. */
export const WHOLE = 10_000;

/** A share of 100 %, kept in basis points: 12.5 % is 1250. Typed in per cent, with two digits behind the decimal sign at most. */
export function rate(o: Options): Field<number | null> {
  const { max = WHOLE, placeholder, hint, ...common } = o;
  const schema = amountText.transform((text, ctx) => {
    const read = basisPoints(text, max);
    if (read === null || typeof read === 'number') return read;
    ctx.addIssue(read.error);
    return z.NEVER;
  });
  return {
    ...asPlain,
    ...common,
    kind: 'rate',
    optional: true,
    input: { control: 'field', hint: hint ?? 'In per cent.', placeholder, inputmode: 'decimal' },
    stored: { type: 'integer' },
    parse: () => schema,
    schema: orNull(true, { type: 'string', pattern: '^\\d+(\\.\\d{1,2})?$' }),
    sort: byNumber,
    typed: (value) => (value === null ? '' : asTyped(inPerCent(value))),
    shown: (value) => (value === null ? '' : shownRate(value)),
    cell: (value) => (value === null ? '' : inPerCent(value)),
    fromCell: asTyped,
    json: (value) => (value === null ? null : inPerCent(value)),
    fromJson: (json) => asTyped(asPlain.fromJson(json)),
  };
}

/** A rate as people read it: "12.5 %", with their decimal sign. */
export function shownRate(points: number): string {
  return `${asTyped(inPerCent(points))} %`;
}

/** The share of an amount that a rate is, in whole minor units, rounded half up. */
export function shareOf(minor: number, points: number): number {
  return Number((BigInt(minor) * BigInt(points) * 2n + BigInt(WHOLE)) / BigInt(WHOLE * 2));
}

function inPerCent(points: number): string {
  return String(points / 100);
}

function basisPoints(text: string, max: number): number | null | { error: string } {
  const typed = text.trim().replace(/\s*%$/, '');
  if (typed === '') return null;
  const between = `Type a percentage from 0 to ${inPerCent(max)}.`;
  const read = readFigure(typed, 2, currentWriting());
  if ('meant' in read) return { error: between };
  if ('fault' in read) return { error: read.fault === 'digits' ? 'Type two digits after the point at most.' : between };
  return read.units > max ? { error: between } : read.units;
}
