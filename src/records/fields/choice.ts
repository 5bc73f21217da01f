import { z } from 'zod';
import { type Option, optionalChoice, requiredChoice as required } from '../../http/form.js';
import { severalOf } from '../../http/list/filter.js';
import { toldOf } from '../../http/list/view.js';
import { sql } from '../../platform/postgres/sql.js';
import type { BulkField } from '../bulk/field.js';
import { comparedBy, readComparison } from './comparing.js';
import { asPlain, type Common, type Field, type Input, orNull } from './field.js';
import { type Filter, filterOf, type Indexed, isNotSet, NOT_SET } from './filter.js';
import { byCodes } from './sort.js';

/** What each value is called, or how it looks. */
type Labels = Readonly<Record<string, string | { label: string }>>;
type Code<L> = Extract<keyof L, string>;
type Options<L extends Labels, O extends boolean> = Omit<Common, 'initial'> & {
  /** Each value with what it is called, in the order in which they are offered. */
  of: L;
  optional?: O;
  /** What a new form holds; `absent`: what counts where none was sent, the first value unless it is said. */
  initial?: NoInfer<Code<L>>;
  absent?: NoInfer<Code<L>> | null;
  /** What is said where none was chosen. */
  missing?: string;
  /** What no value is called in the form. */
  empty?: string;
  control?: Input['control'];
  /** Of several values at once, or of one, with what no choice is called there. */
  filter?: 'several' | { one: string };
  /** It can be set in many records; `none`: what setting it to nothing is called. */
  bulk?: Partial<BulkField>;
};
/** How a list of values compares. */
const ANY_OR_NONE = [
  { value: 'any_of', label: 'is any of', shows: '' },
  { value: 'none_of', label: 'is none of', shows: '' },
];
type ValueOf<L, O extends boolean> = O extends true ? Code<L> | null : Code<L>;

/** One of the named values. */
export function choice<const L extends Labels, O extends boolean = false>(o: Options<L, O>): Field<ValueOf<L, O>> {
  const { of, absent = o.initial, missing, empty = 'None', control = 'select', filter, bulk, hint, ...common } = o;
  const optional = o.optional === true;
  const codes = Object.keys(of) as [string, ...string[]];
  const options = optionsOf(of);
  const offered = optional ? [...options, NOT_SET] : options;
  const one = typeof absent === 'string' ? required(codes, missing).default(absent) : required(codes, missing);
  const schema = (optional ? optionalChoice(codes) : one) as unknown as z.ZodType<ValueOf<L, O>>;
  return {
    ...asPlain,
    ...common,
    kind: 'choice',
    optional,
    input: { control, hint, options, ...(optional && { empty }) },
    stored: { type: 'text' },
    parse: () => schema,
    schema: orNull(optional, { type: 'string', enum: codes }),
    sort: (at) => byCodes(codes, at),
    shown: (value) => (value === null ? '' : calledIn(of, value)),
    ...(filter && {
      filter: (name: string, column: (name: string) => Indexed) =>
        filter === 'several'
          ? severalFilter(name, o.label, offered, column)
          : oneFilter(name, o.label, offered, filter.one, column),
    }),
    ...(bulk && {
      bulk: (name: string): BulkField => ({
        name,
        label: o.label,
        type: 'text',
        control: 'select',
        options,
        schema: bulk.none === undefined ? required(codes) : optionalChoice(codes),
        ...bulk,
      }),
    }),
  };
}

/** The named values as a form offers them. */
function optionsOf(labels: Labels): Option[] {
  return Object.entries(labels).map(([value, it]) => ({ value, label: typeof it === 'string' ? it : it.label }));
}

/** What a value is called; an unknown one is shown as it is. */
function calledIn(labels: Labels, value: string): string {
  const found = Object.hasOwn(labels, value) ? labels[value] : undefined;
  return found === undefined ? value : typeof found === 'string' ? found : found.label;
}

function severalFilter(name: string, label: string, options: Option[], column: (name: string) => Indexed): Filter {
  const comparing = { name: comparedBy(name), of: ANY_OR_NONE };
  const shape = { [name]: severalOf(options.map(({ value }) => value)), [comparing.name]: z.unknown().optional() };
  return filterOf(label, shape, { control: 'ticks', options, comparing }, (sent) => {
    const { how, errors } = readComparison(comparing, sent[comparing.name]);
    if (errors) return { errors };
    const asked = sent[name] as string[];
    if (asked.length === 0) return {};
    const chip = options.filter(({ value }) => asked.includes(value)).map((it) => it.label);
    const at = column(name);
    const named = sql`${at.at} = any(${asked}::text[])`;
    const any = asked.includes(NOT_SET.value) ? sql`(${named} or ${isNotSet(at)})` : named;
    const isNone = how?.value === 'none_of';
    // Rows without a value hold none of them.
    return { where: isNone ? sql`(${any}) is not true` : any, ...toldOf(chip, isNone) };
  });
}

function oneFilter(
  name: string,
  label: string,
  options: Option[],
  empty: string,
  column: (name: string) => Indexed,
): Filter {
  const shape = { [name]: optionalChoice(options.map(({ value }) => value) as [string, ...string[]]) };
  return filterOf(label, shape, { control: 'select', options, empty }, (sent) => {
    const asked = sent[name] ?? null;
    if (asked === null) return {};
    const at = column(name);
    return {
      where: asked === NOT_SET.value ? isNotSet(at) : sql`${at.at} = ${asked}`,
      ...toldOf(options.filter(({ value }) => value === asked).map(({ label }) => label)),
    };
  });
}
