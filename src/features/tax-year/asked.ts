import { isCurrency } from '../../http/currency.js';
import { type Form, isId } from '../../http/form.js';
import { one, viewUrl } from '../../http/list/page.js';
import type { Days } from '../inventory/index.js';
import { PARTS, type PartName } from './parts.js';

export const TAX_YEAR = '/reports/tax-year';
export const CLOSURE = `${TAX_YEAR}/closure`;
export const REOPENING = `${TAX_YEAR}/reopening`;
export const EVIDENCE = `${TAX_YEAR}/evidence.zip`;
export const PAYER_FORM = `${TAX_YEAR}/payer-form`;
export const EXPLANATION_PATH = `${PAYER_FORM}/explanation`;
/** The report as it stands among the others. */
export const TAX_YEAR_REPORT = {
  path: TAX_YEAR,
  title: 'Tax year',
  text: 'Review units, in-kind pay, fees and affiliate income of a year by payer, with evidence, for your own records.',
};
/** What `payer` says of rows that name none. */
export const NOBODY = 'none';
const FIRST = 1900;
/** Until then one looks for the year before: forms arrive, and returns are due. */
const LAST_MONTH_OF_BEFORE = 4;

type Query = Record<string, unknown>;
/** What an address asks of the report: a year, one of its currencies, and of which payer's which rows are listed. */
export type YearAsked = { year: number; currency: string | undefined; part: PartName; payer: string | undefined };

/** Reads what an address asks; where that cannot be, the messages beside the fields. */
export function readYearAsked(query: Query, today: string): YearAsked | Form {
  const [year, currency] = [yearOf(query, today), one(query.currency) || undefined];
  const part = one(query.show) || 'units';
  const payer = one(query.payer) || undefined;
  const errors = {
    ...(typeof year === 'string' && { year }),
    ...(currency !== undefined && !isCurrency(currency) && { currency: 'Choose a currency of the list.' }),
    ...(!isPart(part) && { '': `The report has no part “${part}”.` }),
    ...(payer !== undefined && payer !== NOBODY && !isId(payer) && { '': 'This payer is none of yours.' }),
  };
  if (typeof year === 'string' || !isPart(part) || Object.keys(errors).length > 0)
    return { values: { year: one(query.year) ?? '', currency: currency ?? '' }, errors };
  return { year, currency, part, payer: payer?.toLowerCase() };
}

/** The year that is asked for, or what is wrong with it; without one that which one is likely to be at. */
function yearOf(query: Query, today: string): number | string {
  const present = Number(today.slice(0, 4));
  if (query.year === undefined || query.year === '')
    return Number(today.slice(5, 7)) <= LAST_MONTH_OF_BEFORE ? present - 1 : present;
  const typed = one(query.year)?.trim() ?? '';
  if (!/^\d{4}$/.test(typed) || Number(typed) < FIRST) return `Type a year from ${FIRST} to ${present}.`;
  return Number(typed) > present ? `${typed} has not begun. Type a year from ${FIRST} to ${present}.` : Number(typed);
}

/** Whether the year that stands beside it is one that can be asked for. */
export function isAskable(year: number, today: string): boolean {
  return typeof yearOf({ year: String(year) }, today) === 'number';
}

/** The first and the last day of a year, as the person's own calendar has them. */
export function daysOfYear(year: number): Days {
  return { from: `${year}-01-01`, to: `${year}-12-31` };
}

/** Where the rows of a figure are listed: in the report itself, below its payers. */
export function rowsHref(asked: Pick<YearAsked, 'year' | 'currency'>, part: PartName, payer?: string): string {
  return `${reportHref(asked, part, payer)}#rows`;
}

/** The address of the report. */
export function reportHref(
  { year, currency }: { year: number; currency?: string | undefined },
  part?: PartName,
  payer?: string,
) {
  return viewUrl(TAX_YEAR, {}, { year: String(year), currency, show: part, payer });
}

const isPart = (name: string): name is PartName => Object.hasOwn(PARTS, name);
