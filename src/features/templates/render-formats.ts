import { minorDigits } from '../../http/currency.js';
import type { VariableKind } from './render-variables.js';

/** What stands in a variable's place: text, an amount in minor units, a day as YYYY-MM-DD, or a number. */
export type Value = string | { minor: bigint | number; currency: string } | { day: string } | { count: number };

type DayStyle = Intl.DateTimeFormatOptions;
type MoneyStyle = Intl.NumberFormatOptions;

const DAY_FORMATS: ReadonlyMap<string, DayStyle> = new Map<string, DayStyle>([
  ['long', { dateStyle: 'long' }],
  ['short', { dateStyle: 'medium' }],
  ['full', { dateStyle: 'full' }],
  ['month', { month: 'long', year: 'numeric' }],
  ['day', { day: 'numeric', month: 'long' }],
]);
const MONEY_FORMATS: ReadonlyMap<string, MoneyStyle> = new Map<string, MoneyStyle>([
  ['long', {}],
  // '€1,800' where there are no cents to tell of.
  ['short', { trailingZeroDisplay: 'stripIfInteger' } as MoneyStyle],
  ['code', { currencyDisplay: 'code' }],
]);

/** The formats a kind of variable can be given after a colon, such as `{{today:full}}`; the first one holds without one. */
export function formatsOf(kind: VariableKind): string[] {
  if (kind === 'day') return [...DAY_FORMATS.keys()];
  return kind === 'money' ? [...MONEY_FORMATS.keys()] : [];
}

/** A value as it reads in a template's language; an unknown language is written as English. */
export function writtenValue(value: Value, format: string | null, language: string): string {
  if (typeof value === 'string') return value;
  if ('day' in value) return writtenDay(value.day, format, language);
  if ('count' in value) return new Intl.NumberFormat(known(language)).format(value.count);
  return writtenMoney(value, format, language);
}

// A day has no time zone, and everybody's mail has the calendar that its day was typed in.
function writtenDay(day: string, format: string | null, language: string): string {
  const style = DAY_FORMATS.get(format ?? 'long');
  // English without a country puts the month first, which half of its readers take for the day.
  const locale = known(language) === 'en' ? 'en-GB' : known(language);
  return new Intl.DateTimeFormat(locale, { ...style, timeZone: 'UTC', calendar: 'gregory' }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

function writtenMoney(
  { minor, currency }: { minor: bigint | number; currency: string },
  format: string | null,
  language: string,
): string {
  const digits = minorDigits(currency);
  const style = MONEY_FORMATS.get(format ?? 'long');
  const written = new Intl.NumberFormat(known(language), {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    ...style,
  });
  // A decimal as text is exact, where a float would not be.
  return written.format(decimal(BigInt(minor), digits) as Intl.StringNumericLiteral);
}

function decimal(minor: bigint, digits: number): string {
  const all = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  const point = all.length - digits;
  return `${minor < 0n ? '-' : ''}${all.slice(0, point)}${digits > 0 ? `.${all.slice(point)}` : ''}`;
}

const locales = new Map<string, string>();

function known(language: string): string {
  let locale = locales.get(language);
  if (locale === undefined) {
    locale = supported(language);
    if (locales.size < 1000) locales.set(language, locale);
  }
  return locale;
}

function supported(language: string): string {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
