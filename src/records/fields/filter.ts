import { z } from 'zod';
import { ONE_VALUE, type Option, optionalChoice, parseForm } from '../../http/form.js';
import { ends } from '../../http/list/filter.js';
import { type Query, spanText } from '../../http/list/view.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { all, type Sql, type SqlType, sql, typed } from '../../platform/postgres/sql.js';
import type { Span } from './day-words.js';

/** What a value is read and written beside: amounts are in the currency of their record. */
export type Around = { currency: string };

/** What one filter narrows a list to, and how it is told; or what is wrong with what was asked. */
export type Narrowed = {
  where?: Sql;
  /** A named query that the statement begins with: `found as (…)`. */
  begin?: Sql;
  /** Its value as the chip shows it, how it compares, and what it is called there where that is not its label. */
  chip?: string;
  is?: string;
  called?: string;
  /** What the form shows in place of what was asked, as the name of a company that was meant by its id. */
  values?: Record<string, string>;
  /** What the address of the list says in place of what was asked, with nothing left to guess. */
  address?: Query;
  errors?: Record<string, string>;
};
/** How its input is printed: `records/_filter-control.njk` prints each. */
export type FilterInput = {
  control: 'none' | 'ticks' | 'select' | 'dates' | 'amounts' | 'numbers' | 'combobox' | 'tags';
  options?: readonly Option[];
  /** The choices that stand in a table. */
  optionsFrom?(db: Pick<ReadDoor, 'row'>): Promise<readonly Option[]>;
  empty?: string;
  url?: string;
  id_name?: string;
};
/** What a filter is read beside; `today` is the day where the reader is. */
export type FilterReading = Around & { query: Query; db: Pick<ReadDoor, 'row'>; today: string };

/** One filter of a list. What its parameters are read as stays known to itself. */
export type Filter = {
  label: string;
  parameters: readonly string[];
  read(query: Query, reading: FilterReading): Narrowed | Promise<Narrowed>;
  input: FilterInput;
};

/**
 * What stands for a column in the SQL of a list: the expression of its index, word for word, and the place that this gives rows
 * without a value. `open`: where its day still asks for something, without which no row is overdue.
 */
export type Indexed = { at: Sql; below?: Sql; above?: Sql; open?: Sql };

/** The value by which a filter is asked for rows that have none. */
export const NOT_SET = { value: 'not_set', label: 'Not set' } as const;

/** Whether a row has no value in that column. */
export function isNotSet({ at, below, above }: Indexed): Sql {
  const place = below ?? above;
  return place ? sql`${at} = ${place}` : sql`${at} is null`;
}

/** A filter of the named parameters; `narrow` gets them as the schema reads them. */
export function filterOf<S extends z.ZodRawShape>(
  label: string,
  shape: S,
  input: FilterInput,
  narrow: (sent: z.infer<z.ZodObject<S>>, reading: FilterReading) => Narrowed | Promise<Narrowed>,
): Filter {
  const schema = z.object(shape);
  return {
    label,
    parameters: Object.keys(shape),
    input,
    read(query, reading) {
      const parsed = parseForm(schema, query);
      return parsed.ok ? narrow(parsed.data, reading) : { errors: parsed.form.errors };
    },
  };
}

const YES_OR_NO = { yes: 'Yes', no: 'No' } as const;
const YES_OR_NO_OPTIONS = Object.entries(YES_OR_NO).map(([value, label]) => ({ value, label }));

/** A filter that asks whether something holds. */
export function yesOrNoFilter(name: string, label: string, where: (yes: boolean) => Sql): Filter {
  const shape = { [name]: optionalChoice(['yes', 'no']) };
  const input = { control: 'select', options: YES_OR_NO_OPTIONS, empty: 'Yes or no' } as const;
  return filterOf(label, shape, input, (sent) => {
    const asked = sent[name] ?? null;
    return asked === null ? {} : { where: where(asked === 'yes'), chip: YES_OR_NO[asked] };
  });
}

/** A word that stands for a range: what it is called, the range where it is today, and what holds besides. */
export type RangeWord<T> = { label: string; span(today: string): Span<T>; besides?: Sql };
type RangeOptions<T extends string | number> = {
  label: string;
  control: 'dates' | 'amounts' | 'numbers';
  /** How one end is read. */
  bound(around: Around): z.ZodType<T | null>;
  indexed: Indexed;
  type: SqlType;
  /** Every row has a value. */
  always?: boolean;
  /** What may be asked for by a word, beside rows without a value. */
  words?: Readonly<Record<string, RangeWord<T>>>;
  /** What holds besides. */
  besides?(around: Around): Sql;
  address?(around: Around): Query;
  /** An end as a chip shows it, and as a message does. */
  written(value: T, around: Around): string;
  unit?(around: Around): string;
  late(from: T, around: Around): string;
};

/** The filter of a range: `<name>_from` and `<name>_to`, or `<name>` as a word for one, or for rows without a value. */
export function rangeFilter<T extends string | number>(name: string, o: RangeOptions<T>): Filter {
  const [from, to] = ends<string>(name);
  const shape = { [name]: z.unknown().optional(), [from]: z.unknown().optional(), [to]: z.unknown().optional() };
  const words = Object.entries(o.words ?? {}).map(([value, { label }]) => ({ value, label }));
  const input = { control: o.control, options: [...words, ...notSetOf(o)] };
  return filterOf(o.label, shape, input, (sent, reading) => {
    const schema = o.bound(reading);
    const [low, high] = [schema.safeParse(sent[from]), schema.safeParse(sent[to])];
    if (!low.success || !high.success) return { errors: { ...faultOf(from, low), ...faultOf(to, high) } };
    const range = { from: low.data, to: high.data };
    const isOpen = range.from === null && range.to === null;
    if ((sent[name] ?? '') !== '')
      return isOpen ? byWord(name, sent[name], o, reading) : { errors: { [name]: EITHER } };
    if (isOpen) return {};
    if (range.from !== null && range.to !== null && range.to < range.from)
      return { errors: { [to]: o.late(range.from, reading) } };
    const span = spanText(range, (value) => o.written(value, reading));
    return { where: between(range, o, reading), chip: span + (o.unit?.(reading) ?? ''), address: o.address?.(reading) };
  });
}

const notSetOf = ({ always }: { always?: boolean }) => (always ? [] : [NOT_SET]);
const EITHER = 'Choose either a word or a range, not both.';

function byWord<T extends string | number>(
  name: string,
  asked: unknown,
  { words = {}, ...range }: RangeOptions<T>,
  reading: FilterReading,
): Narrowed {
  if (typeof asked !== 'string') return { errors: { [name]: ONE_VALUE } };
  if (asked === NOT_SET.value && !range.always)
    return { where: isNotSet(range.indexed), is: 'is', chip: NOT_SET.label.toLowerCase() };
  const word = Object.hasOwn(words, asked) ? words[asked] : undefined;
  const [from, to] = ends<string>(name);
  if (!word) {
    const known = new Intl.ListFormat('en', { type: 'disjunction' }).format([
      ...Object.keys(words),
      ...notSetOf(range).map(({ value }) => value),
    ]);
    return { errors: { [name]: `Choose ${known}, or a range by ${from} and ${to}.` } };
  }
  const besides = word.besides ? [word.besides] : [];
  return { where: all([between(word.span(reading.today), range, reading), ...besides]), is: 'is', chip: word.label };
}

function between<T extends string | number>(
  { from, to }: Span<T>,
  { indexed: { at, below, above }, type, besides }: Omit<RangeOptions<T>, 'words'>,
  around: Around,
): Sql {
  const bound = (value: T) => typed(value, type);
  return all([
    ...(from === null ? [] : [sql`${at} >= ${bound(from)}`]),
    ...(to === null ? [] : [sql`${at} <= ${bound(to)}`]),
    // Rows without a value are left out, where no end of the range does it.
    ...(below && from === null ? [sql`${at} > ${below}`] : []),
    ...(above && to === null ? [sql`${at} < ${above}`] : []),
    ...(besides ? [besides(around)] : []),
  ]);
}

function faultOf(name: string, { error }: z.ZodSafeParseResult<unknown>): Record<string, string> {
  return error ? { [name]: error.issues[0]?.message ?? '' } : {};
}
