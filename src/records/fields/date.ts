import { optionalDate } from '../../http/form.js';
import { formatDate, isIsoDate } from '../../http/format.js';
import type { Sql } from '../../platform/postgres/sql.js';
import type { BulkField } from '../bulk/field.js';
import { DAY_WORDS, type DayWord, daysOf } from './day-words.js';
import { asPlain, type Common, type Field, orNull } from './field.js';
import type { Filter, Indexed } from './filter.js';
import { DAY_WAYS, type RangeWord, rangeFilter } from './range.js';
import { byDay } from './sort.js';

type Options = Common & {
  /** It can be set in many records, where `fits` lets it; where that is not stated, where a module's days would stand in order. */
  bulk?: Pick<BulkField, 'fits' | 'unfit' | 'along'>;
};

const schema = optionalDate();

/** A day as YYYY-MM-DD. */
export function date(o: Options): Field<string | null> {
  const { bulk, hint, ...common } = o;
  const { label } = o;
  return {
    ...asPlain,
    ...common,
    kind: 'date',
    optional: true,
    input: { control: 'date', hint },
    stored: { type: 'date' },
    parse: () => schema,
    schema: orNull(true, { type: 'string', format: 'date' }),
    sort: byDay,
    shown: (value) => (value === null ? '' : isIsoDate(value) ? formatDate(value) : value),
    filter: (name, column) => dayFilter(name, label, column(name)),
    ...(bulk && {
      bulk: (name: string): BulkField => ({
        name,
        label,
        type: 'date',
        control: 'date',
        none: 'no day',
        schema,
        ...bulk,
      }),
    }),
  };
}

/** The filter of a day by words and by range. `moments`: its column holds moments, of which the days are meant. */
export function dayFilter(
  name: string,
  label: string,
  indexed: Indexed,
  more: { moments?: true; always?: true } = {},
): Filter {
  return rangeFilter(name, {
    label,
    control: 'dates',
    bound: () => schema,
    indexed,
    type: 'date',
    ...more,
    ways: DAY_WAYS,
    words: wordsFor(indexed.open),
    written: (day) => formatDate(day),
    late: (from) => `Choose ${formatDate(from)} or later.`,
  });
}

// Overdue is a word only of days that ask for something, until it is done.
function wordsFor(open: Sql | undefined): Record<string, RangeWord<string>> {
  const words = (Object.keys(DAY_WORDS) as DayWord[]).filter((word) => word !== 'overdue' || open);
  return Object.fromEntries(
    words.map((word) => [
      word,
      {
        label: DAY_WORDS[word],
        span: (today: string) => daysOf(word, today),
        ...(word === 'overdue' && { besides: open }),
      },
    ]),
  );
}
