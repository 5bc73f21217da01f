import { z } from 'zod';
import { ONE_VALUE } from '../../http/form.js';
import { ends } from '../../http/list/filter.js';
import { type Query, spanText } from '../../http/list/view.js';
import { all, type Sql, type SqlType, sql, typed } from '../../platform/postgres/sql.js';
import { type Comparing, type Comparison, comparedBy, readComparison } from './comparing.js';
import type { Span } from './day-words.js';
import {
  type Around,
  type Filter,
  type FilterReading,
  filterOf,
  type Indexed,
  isNotSet,
  type Narrowed,
  NOT_SET,
} from './filter.js';

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
  /** Its column holds moments, and its ends are days of the reader's clock. */
  moments?: true;
  /** How it compares; as numbers do unless it says otherwise. */
  ways?: readonly Way[];
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

/** `strict`: the end itself is not within. `one`: both ends are the first. `called`: how a chip says it. */
type Way = Comparison & { strict?: true; one?: true; called?: string };
const BETWEEN: Way = { value: 'between', label: 'between', shows: 'from to' };
const UNSET: Way = { value: NOT_SET.value, label: 'not set', shows: '' };
const NUMBER_WAYS: readonly Way[] = [
  { value: 'at_least', label: 'at least', shows: 'from' },
  { value: 'at_most', label: 'at most', shows: 'to' },
  BETWEEN,
];
/** How days compare: by a word, or by days of the calendar. */
export const DAY_WAYS: readonly Way[] = [
  { value: 'is', label: 'is', shows: 'words' },
  { value: 'on', label: 'is the day', shows: 'from', one: true, called: 'is' },
  { value: 'before', label: 'before', shows: 'to', strict: true },
  { value: 'after', label: 'after', shows: 'from', strict: true },
  BETWEEN,
];
/** How months compare. */
export const MONTH_WAYS: readonly Way[] = [
  { value: 'from', label: 'from', shows: 'from' },
  { value: 'to', label: 'to', shows: 'to' },
  BETWEEN,
];

/**
 * The filter of a range: `<name>_from` and `<name>_to`, both within it, or `<name>` as a word for one, or for rows without a value.
 * `<name>_is` says how to compare; then only what it asks for counts.
 */
export function rangeFilter<T extends string | number>(name: string, o: RangeOptions<T>): Filter {
  const comparing = comparingOf(name, o);
  const shape = Object.fromEntries(
    [name, ...ends<string>(name), comparing.name].map((it) => [it, z.unknown().optional()]),
  );
  const input = { control: o.control, comparing, options: wordsOf(o) };
  return filterOf(o.label, shape, input, (sent, reading) => {
    const { how, errors } = readComparison(comparing, sent[comparing.name]);
    if (errors) return { errors };
    if (how?.value === NOT_SET.value) return notSet(o);
    const asked = how ? only(name, how, sent) : sent;
    if (how && isEmpty(name, asked)) return isEmpty(name, sent) ? {} : { errors: { [missing(name, how)]: FILL_IN } };
    return byRange(name, asked, how, o, reading);
  });
}

const FILL_IN = 'Say what it is compared with.';
const EITHER = 'Choose either a word or a range, not both.';
const notSetOf = ({ always }: { always?: boolean }) => (always ? [] : [NOT_SET]);
const wordsOf = ({ words = {} }: { words?: Readonly<Record<string, { label: string }>> }) =>
  Object.entries(words).map(([value, { label }]) => ({ value, label }));

function comparingOf<T extends string | number>(
  name: string,
  { ways = NUMBER_WAYS, always }: RangeOptions<T>,
): Comparing<Way> {
  const [from, to] = ends<string>(name);
  return {
    name: comparedBy(name),
    of: always ? ways : [...ways, UNSET],
    meant(query) {
      if (query[name]) return query[name] === NOT_SET.value ? NOT_SET.value : undefined;
      const shown = [query[from] && 'from', query[to] && 'to'].filter(Boolean).join(' ');
      if (shown === '') return undefined;
      // Ends of an address are within the range.
      return (ways.find((way) => way.shows === shown && !way.strict && !way.one) ?? BETWEEN).value;
    },
  };
}

type Sent = Record<string, unknown>;

// What another comparison would ask for is not seen in the form, so it says nothing.
function only(name: string, { shows }: Way, sent: Sent): Sent {
  const [from, to] = ends<string>(name);
  const shown = shows.split(' ');
  return {
    ...(shown.includes('words') && { [name]: sent[name] }),
    ...(shown.includes('from') && { [from]: sent[from] }),
    ...(shown.includes('to') && { [to]: sent[to] }),
  };
}

function isEmpty(name: string, sent: Sent): boolean {
  return [name, ...ends<string>(name)].every((it) => (sent[it] ?? '') === '');
}

function missing(name: string, { shows }: Way): string {
  const [from, to] = ends<string>(name);
  return shows === 'words' ? name : shows === 'to' ? to : from;
}

function notSet({ indexed }: { indexed: Indexed }): Narrowed {
  return { where: isNotSet(indexed), is: 'is', chip: NOT_SET.label.toLowerCase() };
}

function byRange<T extends string | number>(
  name: string,
  sent: Sent,
  how: Way | undefined,
  o: RangeOptions<T>,
  reading: FilterReading,
): Narrowed {
  const [from, to] = ends<string>(name);
  const schema = o.bound(reading);
  const [low, high] = [schema.safeParse(sent[from]), schema.safeParse(sent[to])];
  if (!low.success || !high.success) return { errors: { ...faultOf(from, low), ...faultOf(to, high) } };
  const range = { from: low.data, to: how?.one ? low.data : high.data };
  const isOpen = range.from === null && range.to === null;
  if ((sent[name] ?? '') !== '') return isOpen ? byWord(name, sent[name], o, reading) : { errors: { [name]: EITHER } };
  if (isOpen) return {};
  if (range.from !== null && range.to !== null && range.to < range.from)
    return { errors: { [to]: o.late(range.from, reading) } };
  return {
    where: within(range, o, reading, how?.strict),
    ...(how && { is: how.called ?? how.label }),
    chip: said(range, how, (value) => o.written(value, reading)) + (o.unit?.(reading) ?? ''),
    address: o.address?.(reading),
  };
}

// Where the comparison says which end it is, the value alone is said.
function said<T>(range: Span<T>, how: Way | undefined, written: (value: T) => string): string {
  if (!how || how.value === BETWEEN.value) return spanText(range, written);
  return written((range.from ?? range.to) as T);
}

function byWord<T extends string | number>(
  name: string,
  asked: unknown,
  { words = {}, ...range }: RangeOptions<T>,
  reading: FilterReading,
): Narrowed {
  if (typeof asked !== 'string') return { errors: { [name]: ONE_VALUE } };
  if (asked === NOT_SET.value && !range.always) return notSet(range);
  const word = Object.hasOwn(words, asked) ? words[asked] : undefined;
  const [from, to] = ends<string>(name);
  if (!word) {
    const known = new Intl.ListFormat('en', { type: 'disjunction' }).format([
      ...Object.keys(words),
      ...notSetOf(range).map(({ value }) => value),
    ]);
    const choose = known === '' ? 'Ask for' : `Choose ${known}, or`;
    return { errors: { [name]: `${choose} a range by ${from} and ${to}.` } };
  }
  const besides = word.besides ? [word.besides] : [];
  return { where: all([within(word.span(reading.today), range, reading), ...besides]), is: 'is', chip: word.label };
}

function within<T extends string | number>(
  span: Span<T>,
  { indexed: { at, below, above }, type, besides, moments }: Omit<RangeOptions<T>, 'words'>,
  reading: FilterReading,
  strict?: boolean,
): Sql {
  const { from, to } = span;
  const bound = (value: T) => typed(value, type);
  return all([
    ...(moments
      ? [ofMoments(span, at, reading, strict)]
      : [
          ...(from === null ? [] : [strict ? sql`${at} > ${bound(from)}` : sql`${at} >= ${bound(from)}`]),
          ...(to === null ? [] : [strict ? sql`${at} < ${bound(to)}` : sql`${at} <= ${bound(to)}`]),
        ]),
    // Rows without a value are left out, where no end of the range does it.
    ...(below && from === null ? [sql`${at} > ${below}`] : []),
    ...(above && to === null ? [sql`${at} < ${above}`] : []),
    ...(besides ? [besides(reading)] : []),
  ]);
}

// A day is all moments from its midnight to the next one.
function ofMoments<T>({ from, to }: Span<T>, at: Sql, { timeZone }: FilterReading, strict?: boolean): Sql {
  const midnight = (day: T, plus: number) =>
    sql`(${typed(day, 'date')} + ${plus}::integer)::timestamp at time zone ${timeZone}`;
  return all([
    ...(from === null ? [] : [sql`${at} >= ${midnight(from, strict ? 1 : 0)}`]),
    ...(to === null ? [] : [sql`${at} < ${midnight(to, strict ? 0 : 1)}`]),
  ]);
}

function faultOf(name: string, { error }: z.ZodSafeParseResult<unknown>): Record<string, string> {
  return error ? { [name]: error.issues[0]?.message ?? '' } : {};
}
