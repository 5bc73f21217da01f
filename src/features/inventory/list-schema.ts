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
import { dateRange, ends, isSet, type Range, searchWords, severalOf, tickedRows } from '../../http/list/filter.js';
import type { Query } from '../../http/list/view.js';
import { NO_TAGS, TAG_PARAMETERS, type TagFilter, tagFilter, tagParameters } from '../../records/tags/index.js';
import { DATE_FIELDS, type DateField, MONEY_FIELDS, type MoneyField } from './fields.js';
import { CONDITIONS, REVIEW_STATES, SOURCES, STATES } from './states.js';

/** The filters of which several values may hold at once. */
export const CHOICES = { state: STATES, source: SOURCES, condition: CONDITIONS, review_state: REVIEW_STATES } as const;
export type ChoiceName = keyof typeof CHOICES;

/** What the rows of a list must meet. Amounts are minor units of `currency`; words are lower case. */
export type Filter = {
  words: string[];
  ids: string[];
  choices: Record<ChoiceName, string[]>;
  company_id: string | null;
  /** A company as it was typed; where it is set it is what counts. */
  company: string | null;
  currency: string | null;
  tags: TagFilter;
  dates: Range<DateField, string>[];
  money: Range<MoneyField, number>[];
};

export type ReadFilter = { filter: Filter; form: Form };

/** The parameters that narrow a list; others order and page it. */
export const FILTER_NAMES: readonly string[] = [
  'q',
  'ids',
  ...Object.keys(CHOICES),
  'company',
  'company_id',
  'currency',
  ...TAG_PARAMETERS,
  ...[...DATE_FIELDS, ...MONEY_FIELDS].flatMap((field) => ends<string>(field)),
];

const bounds = (fields: readonly string[], bound: () => z.ZodType) =>
  Object.fromEntries(fields.flatMap((field) => ends(field)).map((name) => [name, bound()]));

const schema = z.object({
  q: searchWords,
  ids: tickedRows,
  state: severalOf(STATES),
  source: severalOf(SOURCES),
  condition: severalOf(CONDITIONS),
  review_state: severalOf(REVIEW_STATES),
  company: optionalText(200),
  company_id: optionalText(36).refine((it) => it === null || isId(it), 'This company is no longer there.'),
  currency: optionalChoice(CURRENCIES),
  ...tagParameters,
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
    ids: data.ids,
    choices: { state: data.state, source: data.source, condition: data.condition, review_state: data.review_state },
    company_id: data.company_id,
    company: data.company,
    currency,
    tags: tagFilter(data),
    dates: DATE_FIELDS.map((field) => dateRange(read, field, typed)).filter(isSet),
    money: money.map((field) => moneyRange(read, field, typed, currency ?? ownCurrency)),
  };
  return read;
}

const NO_FILTER: Filter = {
  words: [],
  ids: [],
  choices: { state: [], source: [], condition: [], review_state: [] },
  company_id: null,
  company: null,
  currency: null,
  tags: NO_TAGS,
  dates: [],
  money: [],
};

type Typed = Record<string, string | null>;

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
