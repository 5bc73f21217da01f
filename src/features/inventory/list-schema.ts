import { z } from 'zod';
import { CURRENCIES } from '../../http/currency.js';
import {
  amountText,
  decimal,
  type Form,
  isId,
  minorUnits,
  optionalChoice,
  optionalDate,
  optionalText,
  parseForm,
  withError,
} from '../../http/form.js';
import { DATE_FIELDS, type DateField, MONEY_FIELDS, type MoneyField } from './fields.js';
import { CONDITIONS, REVIEW_STATES, SOURCES, STATES } from './states.js';

/** A query string as the `simple` parser reads it: a parameter stands once or several times. */
export type Query = Record<string, unknown>;
export type Range<Field, Value> = { field: Field; from: Value | null; to: Value | null };

/** The filters of which several values may hold at once. */
export const CHOICES = { state: STATES, source: SOURCES, condition: CONDITIONS, review_state: REVIEW_STATES } as const;
export type ChoiceName = keyof typeof CHOICES;

/** What the rows of a list must meet. Amounts are minor units of `currency`; words are lower case. */
export type Filter = {
  words: string[];
  choices: Record<ChoiceName, string[]>;
  company_id: string | null;
  /** A company as it was typed; where it is set it is what counts. */
  company: string | null;
  currency: string | null;
  dates: Range<DateField, string>[];
  money: Range<MoneyField, number>[];
};

export type ReadFilter = { filter: Filter; form: Form };

/** The parameters that narrow a list; others order and page it. */
export const FILTER_NAMES: readonly string[] = [
  'q',
  ...Object.keys(CHOICES),
  'company',
  'company_id',
  'currency',
  ...[...DATE_FIELDS, ...MONEY_FIELDS].flatMap((field) => [`${field}_from`, `${field}_to`]),
];

const MAX_WORDS = 5;
const MAX_WORD = 50;

const search = optionalText(500)
  .transform((text) => (text ?? '').toLowerCase().split(/\s+/).filter(Boolean))
  .refine((words) => words.length <= MAX_WORDS, `Search for ${MAX_WORDS} words at most.`)
  .refine(
    (words) => words.every((word) => [...word].length <= MAX_WORD),
    `Use words of ${MAX_WORD} characters at most.`,
  );

// A box that was left empty is no choice; what is chosen twice counts once.
const sentChoices = (value: unknown) => [...new Set([value ?? []].flat())].filter((it) => it !== '');
const several = (values: readonly string[]) =>
  z.preprocess(sentChoices, z.array(z.enum(values as [string, ...string[]], { error: 'Choose from the list.' })));

const bounds = (fields: readonly string[], bound: () => z.ZodType) =>
  Object.fromEntries(fields.flatMap((field) => [`${field}_from`, `${field}_to`]).map((name) => [name, bound()]));

const schema = z.object({
  q: search,
  state: several(STATES),
  source: several(SOURCES),
  condition: several(CONDITIONS),
  review_state: several(REVIEW_STATES),
  company: optionalText(200),
  company_id: optionalText(36).refine((it) => it === null || isId(it), 'This company is no longer there.'),
  currency: optionalChoice(CURRENCIES),
  ...bounds(DATE_FIELDS, optionalDate),
  ...bounds(MONEY_FIELDS, () => amountText),
});

/**
 * Reads the filters of a list from its query. Every mistake has its message in `form.errors`, under the parameter's name, and
 * the filter without it must not be used then. Amounts without a currency are in the person's own.
 */
export function readFilter(query: Query, ownCurrency: string): ReadFilter {
  const parsed = parseForm(schema, query);
  const read = { filter: NO_FILTER, form: parsed.form };
  if (!parsed.ok) return read;
  const { data } = parsed;
  const typed = data as unknown as Record<string, string | null>;
  const money = MONEY_FIELDS.filter((field) => typed[`${field}_from`] || typed[`${field}_to`]);
  const currency = data.currency ?? (money.length > 0 ? ownCurrency : null);
  read.filter = {
    words: data.q,
    choices: { state: data.state, source: data.source, condition: data.condition, review_state: data.review_state },
    company_id: data.company_id,
    company: data.company,
    currency,
    dates: DATE_FIELDS.map((field) => dateRange(read, field, typed)).filter(isSet),
    money: money.map((field) => moneyRange(read, field, typed, currency ?? ownCurrency)),
  };
  return read;
}

const NO_FILTER: Filter = {
  words: [],
  choices: { state: [], source: [], condition: [], review_state: [] },
  company_id: null,
  company: null,
  currency: null,
  dates: [],
  money: [],
};

type Typed = Record<string, string | null>;

function dateRange(read: ReadFilter, field: DateField, typed: Typed): Range<DateField, string> {
  const from = typed[`${field}_from`] ?? null;
  const to = typed[`${field}_to`] ?? null;
  if (from !== null && to !== null && to < from)
    read.form = withError(read.form, `${field}_to`, `Choose ${from} or later.`);
  return { field, from, to };
}

function moneyRange(read: ReadFilter, field: MoneyField, typed: Typed, currency: string): Range<MoneyField, number> {
  const from = amount(read, `${field}_from`, typed, currency);
  const to = amount(read, `${field}_to`, typed, currency);
  if (from !== null && to !== null && to < from) {
    read.form = withError(read.form, `${field}_to`, `Type ${decimal(from, currency)} or more.`);
  }
  return { field, from, to };
}

function amount(read: ReadFilter, name: string, typed: Typed, currency: string): number | null {
  const minor = minorUnits(typed[name] ?? '', currency);
  if (minor === null || typeof minor === 'number') return minor;
  read.form = withError(read.form, name, minor.error);
  return null;
}

const isSet = (range: Range<string, unknown>) => range.from !== null || range.to !== null;

/** Whether any filter was sent, so that an empty list is known for what it is. */
export function isFiltered(query: Query): boolean {
  return FILTER_NAMES.some((name) => [query[name] ?? ''].flat().some((value) => value !== ''));
}

/** Whether the filters could be read. */
export function isReadable(read: ReadFilter): boolean {
  return Object.keys(read.form.errors).length === 0;
}
