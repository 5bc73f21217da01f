import { CURRENCIES } from '../../http/currency.js';
import { date, money } from '../../http/format.js';
import { viewUrl } from '../../http/list.js';
import { FIELDS, type FieldName } from './fields.js';
import type { ListRequest } from './list-request.js';
import { type ChoiceName, FILTER_NAMES, type Range } from './list-schema.js';
import {
  CONDITION_LABELS,
  CONDITIONS,
  REVIEW_LOOKS,
  REVIEW_STATES,
  SOURCE_LABELS,
  SOURCES,
  STATE_LOOKS,
  STATES,
} from './states.js';

type Chip = { name: string; value: string; href_remove: string; field: string };
type Option = { value: string; label: string };

const OPTIONS: Record<ChoiceName, Option[]> = {
  state: STATES.map((value) => ({ value, label: STATE_LOOKS[value].label })),
  source: SOURCES.map((value) => ({ value, label: SOURCE_LABELS[value] })),
  condition: CONDITIONS.map((value) => ({ value, label: CONDITION_LABELS[value] })),
  review_state: REVIEW_STATES.map((value) => ({ value, label: REVIEW_LOOKS[value].label })),
};
const CHOICE_NAMES = Object.keys(OPTIONS) as ChoiceName[];

/** The ranges that the form always offers; any other field's range is offered once it is in use. */
const OFFERED: FieldName[] = ['received_on', 'sold_on', 'fair_market_value', 'sale_price'];

/** The filters that are on, each with the address of the list without it. */
export function chipsOf(asked: ListRequest): Chip[] {
  const { filter } = asked;
  const chip = (name: string, value: string, parameters: string[]): Chip => ({
    name,
    value,
    href_remove: without(asked, parameters),
    field: parameters[0] ?? '',
  });
  const chosen = CHOICE_NAMES.filter((name) => filter.choices[name].length > 0);
  return [
    ...chosen.map((name) => chip(FIELDS[name].label, labels(name, filter.choices[name]), [name])),
    ...(filter.company ? [chip('Company', filter.company, ['company', 'company_id'])] : []),
    ...filter.dates.map((range) =>
      chip(
        titled(range.field),
        span(range, (day) => date(day)),
        ends(range.field),
      ),
    ),
    ...filter.money.map((range) => chip(titled(range.field), amounts(range, filter.currency ?? ''), ends(range.field))),
    ...(asked.form.values.currency ? [chip('Currency', asked.form.values.currency, ['currency'])] : []),
  ];
}

/** The filters that are on as the query has them, but for the search: what a form must carry so that they stay. */
export function filtersOn({ query }: ListRequest): Record<string, unknown> {
  return Object.fromEntries(
    FILTER_NAMES.filter((name) => name !== 'q' && query[name]).map((name) => [name, query[name]]),
  );
}

/** What the form of the filters prints: boxes, ranges and the currencies. */
export function filterFields({ query, form }: ListRequest) {
  const isChosen = (name: ChoiceName, value: string) => [query[name] ?? []].flat().includes(value);
  const inUse = (Object.keys(FIELDS) as FieldName[]).filter((field) => ends(field).some((name) => form.values[name]));
  const ranges = [...new Set([...OFFERED, ...inUse])].map((field) => {
    const [from, to] = ends(field);
    return { kind: FIELDS[field].kind, label: FIELDS[field].label, from, to };
  });
  return {
    choices: CHOICE_NAMES.map((name) => ({
      name,
      label: FIELDS[name].label,
      options: OPTIONS[name].map((option) => ({ ...option, checked: isChosen(name, option.value) })),
      error: form.errors[name],
    })),
    dates: ranges.filter(({ kind }) => kind === 'date'),
    amounts: ranges.filter(({ kind }) => kind === 'money'),
    currencies: CURRENCIES.map((currency) => ({ value: currency, label: currency })),
    labels: LABELS,
  };
}

// Before each message in the summary stands what the field is called.
function errorLabels(): Record<string, string> {
  const fields = (Object.keys(FIELDS) as FieldName[]).flatMap((field) => {
    const [from, to] = ends(field);
    return [
      [field, FIELDS[field].label],
      [from, `${FIELDS[field].label}, from`],
      [to, `${FIELDS[field].label}, to`],
    ];
  });
  return { ...Object.fromEntries(fields), q: 'Search', company: 'Company' };
}

function labels(name: ChoiceName, values: string[]): string {
  return OPTIONS[name]
    .filter(({ value }) => values.includes(value))
    .map(({ label }) => label)
    .join(', ');
}

function amounts(range: Range<string, number>, currency: string): string {
  return `${span(range, (minor) => money(minor, currency))} ${currency}`;
}

function span<T>({ from, to }: Range<string, T>, written: (value: T) => string): string {
  if (from !== null && to !== null) return from === to ? written(from) : `${written(from)} – ${written(to)}`;
  return from !== null ? `from ${written(from)}` : to !== null ? `to ${written(to)}` : '';
}

const titled = (field: FieldName) => FIELDS[field].label;
const ends = (field: FieldName): [string, string] => [`${field}_from`, `${field}_to`];

function without(asked: ListRequest, parameters: string[]): string {
  const gone = Object.fromEntries(parameters.map((name) => [name, undefined]));
  return viewUrl('/inventory', asked.query as Parameters<typeof viewUrl>[1], gone);
}

const LABELS = errorLabels();
