import { CURRENCIES, minorDigits } from './currency.js';
import { inAscii, readFigure } from './figure.js';
import { formatMoney } from './format.js';
import { currentWriting } from './writing.js';

const MAX_MINOR_UNITS = 1_000_000_000;

type Refusal = { error: string };

/**
 * The integer minor units of an amount typed in `currency`, null for nothing typed, or the sentence that says what is wrong, or
 * asks which of two was meant. Digits after the decimal sign follow ISO 4217: 2 for USD, 0 for JPY, 3 for KWD. Exact: no float is
 * made on the way. `signed`: it may lie below nought.
 */
export function minorUnits(typed: string, currency: string, signed = false): number | null | Refusal {
  if (typed.trim() === '') return null;
  const digits = minorDigits(currency);
  const { figure, sign, isBelow } = inParts(typed);
  if (sign !== '' && !signsOf(currency).includes(sign)) return { error: ofAnother(sign, currency) };
  if (isBelow && !signed) return { error: 'Type an amount of 0 or more.' };
  const read = readFigure(figure, digits, currentWriting());
  if ('meant' in read) return { error: whichOf(read.meant, digits) };
  if ('fault' in read) return { error: read.fault === 'digits' ? tooFine(currency) : example(currency) };
  if (read.units > MAX_MINOR_UNITS) return { error: `Type at most ${formatMoney(MAX_MINOR_UNITS, currency)}.` };
  return isBelow && read.units > 0 ? -read.units : read.units;
}

/** A typed whole number; the question where it may be another; undefined where it is none. */
export function wholeOf(typed: string): number | undefined | Refusal {
  const read = readFigure(typed, 0, currentWriting());
  if ('meant' in read) return { error: whichOf(read.meant, 0) };
  return 'units' in read ? read.units : undefined;
}

/** Minor units as the plain decimal of CSV and JSON, the same for everyone: 12000 USD is 120.00. */
export function decimal(minor: number | null, currency: string): string {
  return minor === null ? '' : inDecimals(minor, minorDigits(currency), '.');
}

/** Minor units as an input holds them, with the reader's decimal sign: 120,00. `minorUnits` reads it back. */
export function typedAmount(minor: number | null, currency: string): string {
  return minor === null ? '' : inDecimals(minor, minorDigits(currency), currentWriting().decimal);
}

/** A plain decimal as the reader's inputs hold it. */
export function asTyped(plain: string): string {
  return plain.replace('.', currentWriting().decimal);
}

function inDecimals(units: number, digits: number, sign: string): string {
  const all = String(Math.abs(units)).padStart(digits + 1, '0');
  return (units < 0 ? '-' : '') + (digits === 0 ? all : `${all.slice(0, -digits)}${sign}${all.slice(-digits)}`);
}

// Both ways of saying it have one reading alone, so that typing one of them is an answer.
function whichOf([low, high]: readonly [number, number], digits: number): string {
  return `Did you mean ${inDecimals(low, digits, currentWriting().decimal)} or ${high / 10 ** digits}?`;
}

function tooFine(currency: string): string {
  const sign = currentWriting().decimal === ',' ? 'comma' : 'point';
  return `${currency} has ${minorDigits(currency) || 'no'} digits after the ${sign}.`;
}

function example(currency: string): string {
  return `Type an amount such as ${typedAmount(329 * 10 ** minorDigits(currency), currency)}.`;
}

function ofAnother(sign: string, currency: string): string {
  if (!CURRENCIES.some((it) => signsOf(it).includes(sign))) return example(currency);
  return `This amount is in ${currency}. Type it without ${sign.toUpperCase()}, or choose the other currency.`;
}

/** What stands before or behind a figure, without its minus. */
function inParts(typed: string): { figure: string; sign: string; isBelow: boolean } {
  const [, before = '', figure = '', behind = ''] = /^(\D*)(.*?)(\D*)$/s.exec(inAscii(typed)) ?? [];
  const around = [before, behind].map((it) => it.replace('-', '').trim().toLowerCase());
  return { figure, sign: around.filter(Boolean).join(' '), isBelow: /-/.test(before + behind) };
}

// Signs that people write and Intl does not, in lower case.
const OTHER_SIGNS: Record<string, string> = {
  USD: 'us$',
  CAD: 'c$',
  AUD: 'au$',
  NZD: 'nz$',
  SGD: 's$',
  HKD: 'hk$',
  CHF: 'fr. fr sfr. sfr',
  DKK: 'kr.',
  SEK: 'kr.',
  NOK: 'kr.',
  ISK: 'kr.',
  JPY: '円',
  CNY: '元',
  KRW: '원',
  TRY: 'tl',
  INR: 'rs. rs',
  PLN: 'zl',
  EUR: 'euro',
  RON: 'lei',
};
const signs = new Map<string, string[]>();

/** What people write beside an amount in a currency: its code and its signs. */
function signsOf(currency: string): string[] {
  const known = signs.get(currency);
  if (known) return known;
  const shown = ['en', 'ar'].flatMap((locale) =>
    (['symbol', 'narrowSymbol'] as const).map((currencyDisplay) => {
      const parts = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay }).formatToParts(0);
      return parts.find(({ type }) => type === 'currency')?.value ?? currency;
    }),
  );
  const own = [currency, ...shown].map((it) => inAscii(it).toLowerCase());
  const all = [...new Set([...own, ...(OTHER_SIGNS[currency] ?? '').split(' ').filter(Boolean)])];
  signs.set(currency, all);
  return all;
}
