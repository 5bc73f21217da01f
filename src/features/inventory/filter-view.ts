import { CURRENCIES } from '../../http/currency.js';
import { date, money } from '../../http/format.js';
import { ends, type Range } from '../../http/list/filter.js';
import { type Chip, chipOf, spanText, ticksOf } from '../../http/list/view.js';
import { type TagFields, tagChips } from '../../records/tags/index.js';
import { FIELDS, type FieldName } from './fields.js';
import { INVENTORY } from './kind.js';
import type { ListRequest } from './list-request.js';
import type { ChoiceName } from './list-schema.js';
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
  const { filter, query } = asked;
  const chip = (name: string, value: string, parameters: string[]) =>
    chipOf('/inventory', query, name, value, parameters);
  const chosen = CHOICE_NAMES.filter((name) => filter.choices[name].length > 0);
  return [
    ...chosen.map((name) => chip(FIELDS[name].label, labels(name, filter.choices[name]), [name])),
    ...(filter.ids.length > 0 ? [chip('Selected', String(filter.ids.length), ['ids'])] : []),
    ...(filter.company ? [chip('Company', filter.company, ['company', 'company_id'])] : []),
    ...filter.dates.map((range) =>
      chip(
        titled(range.field),
        spanText(range, (day) => date(day)),
        ends(range.field),
      ),
    ),
    ...filter.money.map((range) => chip(titled(range.field), amounts(range, filter.currency ?? ''), ends(range.field))),
    ...(asked.form.values.currency ? [chip('Currency', asked.form.values.currency, ['currency'])] : []),
    ...tagChips(INVENTORY, query, filter.tags),
  ];
}

/** What the form of the filters prints: boxes, tags, ranges and the currencies. */
export function filterFields({ query, form }: ListRequest, tags: TagFields) {
  const inUse = (Object.keys(FIELDS) as FieldName[]).filter((field) =>
    ends<string>(field).some((name) => form.values[name]),
  );
  const ranges = [...new Set([...OFFERED, ...inUse])].map((field) => {
    const [from, to] = ends<string>(field);
    return { kind: FIELDS[field].kind, label: FIELDS[field].label, from, to };
  });
  return {
    choices: CHOICE_NAMES.map((name) => ({
      name,
      label: FIELDS[name].label,
      options: ticksOf(query, name, OPTIONS[name]),
      error: form.errors[name],
    })),
    dates: ranges.filter(({ kind }) => kind === 'date'),
    amounts: ranges.filter(({ kind }) => kind === 'money'),
    tags,
    currencies: CURRENCIES.map((currency) => ({ value: currency, label: currency })),
    labels: LABELS,
  };
}

// Before each message in the summary stands what the field is called.
function errorLabels(): Record<string, string> {
  const fields = (Object.keys(FIELDS) as FieldName[]).flatMap((field) => {
    const [from, to] = ends<string>(field);
    return [
      [field, FIELDS[field].label],
      [from, `${FIELDS[field].label}, from`],
      [to, `${FIELDS[field].label}, to`],
    ];
  });
  return { ...Object.fromEntries(fields), q: 'Search', company: 'Company', tag: 'Tags' };
}

function labels(name: ChoiceName, values: string[]): string {
  return OPTIONS[name]
    .filter(({ value }) => values.includes(value))
    .map(({ label }) => label)
    .join(', ');
}

function amounts(range: Range<string, number>, currency: string): string {
  return `${spanText(range, (minor) => money(minor, currency))} ${currency}`;
}

const titled = (field: FieldName) => FIELDS[field].label;

const LABELS = errorLabels();
