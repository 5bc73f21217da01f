import { z } from 'zod';
import { isCurrency } from '../../http/currency.js';
import { type Form, isDate, isId, optionalChoice, optionalText, parseForm, withError } from '../../http/form.js';
import { formatDate, isIsoDate } from '../../http/format.js';
import type { Query } from '../../http/list/view.js';
import type { DaySpan } from '../income.js';
import type { Reader } from '../list/define.js';
import type { AskedReport, Choice, Report } from './report.js';
import { MOST_MONTHS, monthsIn } from './spans.js';

const day = optionalText(40)
  .refine((it) => it === null || isIsoDate(it), 'Type a date such as 2026-11-18.')
  .refine((it) => it === null || isDate(it), 'Choose a day from 1900 to 2199.');
const ASKED = z.object({
  from: day,
  to: day,
  currency: optionalText(40).refine((it) => it === null || isCurrency(it), {
    error: ({ input }) => `“${input}” is no currency of the list. Choose one.`,
  }),
});

/** What an address asks of a report; what of it cannot be read has its message in `form`. */
export function readAsked(
  query: Query,
  reader: Reader,
  { usual, choices = [] }: Pick<Report, 'usual' | 'choices'>,
): { ok: true; asked: AskedReport } | { ok: false; form: Form } {
  const read = parseForm(ASKED.extend(Object.fromEntries(choices.map((it) => [it.name, oneOf(it)]))), query);
  const standard = usual(reader.today);
  const { currency } = reader.person;
  const form = { ...read.form, values: filled(read.form.values, { ...standard, currency }) };
  const { from = '', to = '' } = form.values;
  const fault = form.errors.from || form.errors.to ? undefined : faultOf({ from, to });
  if (fault) return { ok: false, form: withError(form, 'to', fault) };
  if (!read.ok) return { ok: false, form };
  const { from: _from, to: _to, currency: named, ...chosen } = read.data;
  return { ok: true, asked: { ...reader, query, form, span: { from, to }, currency: named ?? currency, chosen } };
}

function oneOf(choice: Choice) {
  if ('ids' in choice)
    return optionalText(36).refine((it) => it === null || it === 'none' || isId(it), 'This is no longer there.');
  const values = choice.options.map(({ value }) => value);
  const first = choice.all === undefined ? (values[0] ?? null) : null;
  return optionalChoice(values as [string, ...string[]]).transform((it) => it ?? first);
}

function filled(typed: Form['values'], standard: Record<string, string>): Form['values'] {
  const missing = Object.entries(standard).filter(([name]) => !typed[name]);
  return { ...typed, ...Object.fromEntries(missing) };
}

function faultOf(span: DaySpan): string | undefined {
  if (span.to < span.from) return `Choose ${formatDate(span.from)} or later.`;
  if (monthsIn(span) > MOST_MONTHS)
    return `A report covers ${MOST_MONTHS} months at most. Choose an earlier day here, or begin later.`;
  return undefined;
}
