import { z } from 'zod';
import { NotFound } from '../platform/errors.js';
import { wholeOf } from './amount.js';
import { oneLine, runningText, showsSomething } from './clean-text.js';
import { count, isIsoDate } from './format.js';

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

/** What is said of more characters than these. */
export const tooLong = (max: number) => ({ error: () => `Use ${count(max)} characters at most.` });

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

/** Text of several lines that may be absent, with its breaks: null then. */
export function optionalLongText(max: number) {
  return optionalTyped
    .transform(runningText)
    .refine((it) => [...it].length <= max, tooLong(max))
    .transform((it) => (showsSomething(it) ? it : null));
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

/** A whole number within bounds, typed as people write it. */
export function wholeNumber(min: number, max: number) {
  return typed.transform((it, ctx) => within(it, min, max, ctx));
}

/** A whole number within bounds, or nothing: null then. */
export function optionalWholeNumber(min: number, max: number) {
  return optionalTyped.transform((it, ctx) => (it.trim() === '' ? null : within(it, min, max, ctx)));
}

function within(typedNumber: string, min: number, max: number, ctx: z.RefinementCtx): number {
  const n = wholeOf(typedNumber);
  if (typeof n === 'number' && n >= min && n <= max) return n;
  ctx.addIssue(typeof n === 'object' ? n.error : `Type a whole number from ${count(min)} to ${count(max)}.`);
  return z.NEVER;
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

/** The amount as typed, still text: `minorUnits` reads it once the currency is known. */
export const amountText = optionalTyped.transform((it) => it.trim());
