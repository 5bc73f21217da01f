import { z } from 'zod';
import { NotFound } from '../platform/errors.js';
import { oneLine, runningText, showsSomething } from './clean-text.js';
import { minorDigits } from './currency.js';
import { formatMoney, isIsoDate } from './format.js';

/** What a form's macros print: the values as typed and a message per field; the message under '' stands over the form. */
export type Form = { values: Record<string, string>; errors: Record<string, string> };

/** One choice of a select. */
export type Option = { value: string; label: string };

type Parsed<T> = { ok: true; data: T; form: Form } | { ok: false; form: Form };

/**
 * Holds what was sent against a schema. Whatever the outcome, `form` carries every value as it was typed, so that a page
 * shown again loses nothing.
 */
export function parseForm<T>(schema: z.ZodType<T>, body: unknown): Parsed<T> {
  const values = typedValues(body);
  const result = schema.safeParse(body ?? {});
  if (result.success) return { ok: true, data: result.data, form: { values, errors: {} } };
  const errors: Record<string, string> = {};
  for (const issue of result.error.issues) {
    const name = String(issue.path[0] ?? '');
    errors[name] ??= issue.message;
  }
  return { ok: false, form: { values, errors } };
}

/** A form that was not sent yet, filled with `values`; what was kept from an ended session goes before them. */
export function blankForm(values: Record<string, unknown> = {}, kept?: Record<string, unknown>): Form {
  // A box that was unticked is not sent: what was kept says so by its absence.
  const unticked = Object.entries(values).filter(
    ([name, value]) => kept && String(value) === 'true' && !(name in kept),
  );
  return {
    values: typedValues({ ...values, ...Object.fromEntries(unticked.map(([name]) => [name, ''])), ...kept }),
    errors: {},
  };
}

/** The form with one more message. */
export function withError(form: Form, name: string, message: string): Form {
  return { values: form.values, errors: { ...form.errors, [name]: message } };
}

// What cannot stand in a page is shown as the replacement character; passwords are never sent back.
function typedValues(body: unknown): Record<string, string> {
  const values: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(body ?? {})) {
    if (/password|^csrf_token$|^form_page$/.test(name)) continue;
    const text = Array.isArray(value) ? value.join(', ') : value === null || value === undefined ? '' : String(value);
    values[name] = text.toWellFormed().replaceAll('\0', '\uFFFD');
  }
  return values;
}

/** What is said where several values came for one. */
export const ONE_VALUE = 'Send one value here.';
const UNSTORABLE = 'This holds a character that cannot be stored. Type it again.';
const storable = (text: string) => !text.includes('\0') && text.isWellFormed();
const typed = z
  .string({ error: (issue) => (issue.input === undefined ? 'Fill this in.' : ONE_VALUE) })
  .refine(storable, UNSTORABLE);
const optionalTyped = z.string({ error: ONE_VALUE }).refine(storable, UNSTORABLE).default('');
const blankAsNull = (text: string) => oneLine(text) || null;

const tooLong = (max: number) => `Use ${max.toLocaleString('en')} characters at most.`;

/** Text that must be there, trimmed; lengths are counted in code points. */
export function requiredText(max: number, missing = 'Fill this in.') {
  return typed
    .transform(oneLine)
    .refine((it) => it !== '', missing)
    .refine((it) => [...it].length <= max, tooLong(max));
}

/** Text of several lines that must be there: line breaks stay, other control characters and what turns the reading direction go. */
export function longText(max: number, missing = 'Fill this in.') {
  return typed
    .transform(runningText)
    .refine(showsSomething, missing)
    .refine((it) => [...it].length <= max, tooLong(max));
}

/** Text that may be absent: null then. */
export function optionalText(max: number) {
  return optionalTyped
    .transform(oneLine)
    .refine((it) => [...it].length <= max, tooLong(max))
    .transform((it) => it || null);
}

/** Text of several lines that may be absent: null then. Each line is trimmed; empty ones go. */
export function optionalLines(max: number) {
  return optionalTyped
    .transform((it) =>
      it
        .split(/\r\n|[\n\r\p{Zl}\p{Zp}]/u)
        .map(oneLine)
        .filter(Boolean)
        .join('\n'),
    )
    .refine((it) => [...it].length <= max, tooLong(max))
    .transform((it) => it || null);
}

/** One of the named values. */
export function requiredChoice<const T extends readonly [string, ...string[]]>(values: T, missing = 'Choose one.') {
  return z.enum(values, { error: missing });
}

/** One of the named values or nothing: null then. */
export function optionalChoice<const T extends readonly [string, ...string[]]>(values: T) {
  return optionalTyped
    .refine((it) => it === '' || values.includes(it), 'Choose one of the list.')
    .transform((it) => (it === '' ? null : (it as T[number])));
}

/** A day as YYYY-MM-DD or nothing. Years 1900 to 2200: others are slips of the finger. */
export function optionalDate() {
  return optionalTyped
    .transform(blankAsNull)
    .refine((it) => it === null || isDate(it), 'Type a date such as 2026-11-18.');
}

/** Whether the text is a day between 1900 and 2199, written YYYY-MM-DD. */
export function isDate(text: string): boolean {
  return isIsoDate(text) && /^(19|20|21)/.test(text);
}

/** A whole number within bounds. */
export function wholeNumber(min: number, max: number) {
  const message = `Type a whole number from ${min.toLocaleString('en')} to ${max.toLocaleString('en')}.`;
  return typed
    .transform((it) => it.trim())
    .refine((it) => /^\d{1,9}$/.test(it) && Number(it) >= min && Number(it) <= max, message)
    .transform(Number);
}

/** A whole number within bounds, or nothing: null then. */
export function optionalWholeNumber(min: number, max: number) {
  const message = `Type a whole number from ${min.toLocaleString('en')} to ${max.toLocaleString('en')}.`;
  return optionalTyped
    .transform((it) => it.trim())
    .refine((it) => it === '' || (/^\d{1,9}$/.test(it) && Number(it) >= min && Number(it) <= max), message)
    .transform((it) => (it === '' ? null : Number(it)));
}

/** A tick: true when sent as `true` or `on`. */
export function checkbox() {
  return optionalTyped
    .refine((it) => ['', 'true', 'on', 'false'].includes(it), 'Tick it or leave it.')
    .transform((it) => it === 'true' || it === 'on');
}

/** A UUID or nothing. */
export function optionalId(message = 'This is no longer there.') {
  return optionalTyped.transform(blankAsNull).refine((it) => it === null || isId(it), message);
}

/** Whether the text has the form of a UUID. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** The version a form was made from; 0, which no row has, when it cannot be read. */
export function versionOf(body: { version?: unknown } | undefined): number {
  const sent = body?.version;
  return typeof sent === 'string' && /^[1-9]\d{0,8}$/.test(sent) ? Number(sent) : 0;
}

/** The id of a request's address; one that has not the form of an id belongs to nothing: throws `NotFound`. */
export function idOf({ params }: { params: Record<string, unknown> }): string {
  if (!isId(params.id)) throw new NotFound();
  return params.id;
}

export const MAX_MINOR_UNITS = 1_000_000_000;

/** The amount as typed, still text: `minorUnits` reads it once the currency is known. */
export const amountText = optionalTyped.transform((it) => it.trim());

/**
 * The integer minor units of a typed decimal in `currency`, null for nothing typed, or the sentence that says what is wrong.
 * Digits after the point follow ISO 4217: 2 for USD, 0 for JPY, 3 for KWD. Exact: no float is made on the way.
 */
export function minorUnits(typedAmount: string, currency: string): number | null | { error: string } {
  if (typedAmount === '') return null;
  const digits = minorDigits(currency);
  const example = digits === 0 ? '329' : `329.${'0'.repeat(digits)}`;
  const match = /^(\d{1,12}|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/.exec(typedAmount);
  if (typedAmount.startsWith('-') || typedAmount.startsWith('\u2212')) return { error: 'Type an amount of 0 or more.' };
  if (!match?.[1]) return { error: `Type an amount such as ${example}.` };
  const fraction = match[2] ?? '';
  if (fraction.length > digits)
    return { error: `${currency} has ${digits === 0 ? 'no' : digits} digits after the point.` };
  const minor = Number(match[1].replaceAll(',', '') + fraction.padEnd(digits, '0'));
  return minor <= MAX_MINOR_UNITS ? minor : { error: `Type at most ${formatMoney(MAX_MINOR_UNITS, currency)}.` };
}

/** Minor units as the plain decimal that forms and CSV use: 12000 USD is 120.00. */
export function decimal(minor: number | null, currency: string): string {
  if (minor === null) return '';
  const digits = minorDigits(currency);
  const sign = minor < 0 ? '-' : '';
  const all = String(Math.abs(minor)).padStart(digits + 1, '0');
  return digits === 0 ? sign + all : `${sign}${all.slice(0, -digits)}.${all.slice(-digits)}`;
}
