import { inAscii } from '../figure.js';
import { isDate } from '../form.js';
import type { ReadingFormat } from './cell-format.js';
import { monthNamed } from './month-names.js';

type Order = 'ymd' | 'dmy' | 'mdy';

const TIME =
  /(?:t|,?\s+(?:at\s+)?)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2})?$/i;
const NUMBERS = /^(\d{1,4})(?:\s*([-/.])\s*|\s+)(\d{1,2})(?:\s*\2\s*|\s+)(\d{1,4})\.?$/;
const DAY_FIRST =
  /^(\d{1,2})(?:st|nd|rd|th|\.|º)?[\s/-]*(?:(?:de|of)\s+)?(\p{L}[\p{L}\p{M}]*)\.?,?[\s/-]*(?:del?\s+)?'?(\d{4}|\d{2})\.?$/iu;
const MONTH_FIRST = /^(\p{L}[\p{L}\p{M}]*)\.?[\s/-]*(\d{1,2})(?:st|nd|rd|th)?(?:,\s*|[\s/-]+)'?(\d{4}|\d{2})$/iu;
const YEAR_FIRST = /^(\d{4})[\s./-]*(\p{L}[\p{L}\p{M}]*)\.?[\s./-]*(\d{1,2})\.?$/u;
const WEEKDAY = /^\p{L}[\p{L}\p{M}]*\.?,?\s+(?=.*\d.*\d)/u;
const MONTH_AND_YEAR = /^(\p{L}[\p{L}\p{M}]*)\.?,?[\s/-]*(?:del?\s+)?'?(\d{4}|\d{2})$/u;
const YEAR_AND_MONTH = /^(\d{4})[\s./-]*(\p{L}[\p{L}\p{M}]*)\.?$/u;
const DAY_MS = 86_400_000;

/** The ways days are written, each with or without a time behind, which goes. */
export const DATE_FORMATS: readonly ReadingFormat[] = [
  { name: 'ymd', label: 'year-month-day', read: (cell) => inNumbers(dayPart(cell), 'ymd') },
  { name: 'dmy', label: 'day/month/year', read: (cell) => inNumbers(dayPart(cell), 'dmy') },
  { name: 'mdy', label: 'month/day/year', read: (cell) => inNumbers(dayPart(cell), 'mdy') },
  { name: 'named', label: '31 Dec 2026', read: (cell) => withName(dayPart(cell)) },
  { name: 'serial', label: 'a number of Excel (days from 1900)', read: (cell) => fromSerial(cell, 1900) },
  { name: 'serial-1904', label: 'a number of Excel (days from 1904)', read: (cell) => fromSerial(cell, 1904) },
];

/** The ways months are written; a day stands for its month. */
export const MONTH_FORMATS: readonly ReadingFormat[] = [
  {
    name: 'ym',
    label: 'year-month',
    read: (cell) => monthIn(cell, /^(\d{4}|\d{2})\s*[-/.]\s*(\d{1,2})$|^(\d{4})(\d{2})$/, 'ym'),
  },
  { name: 'my', label: 'month/year', read: (cell) => monthIn(cell, /^(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})$/, 'my') },
  { name: 'month-named', label: 'Dec 2026', read: namedMonth },
  ...DATE_FORMATS.map(({ read, ...format }) => ({ ...format, read: (cell: string) => read(cell)?.slice(0, 7) })),
];

// The signs of Chinese, Japanese and Korean behind year, month and day.
function dayPart(cell: string): string {
  const text = /^[ -~]*$/.test(cell)
    ? cell
    : inAscii(cell)
        .replace(/[年月년월]\s*/g, '-')
        .replace(/[日일]/g, '');
  return text.replace(TIME, '').trim();
}

function inNumbers(text: string, order: Order): string | undefined {
  const compact = order === 'ymd' && /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  const [, one = '', , two = '', three = ''] = compact
    ? [compact[0], compact[1], '', compact[2], compact[3]]
    : (NUMBERS.exec(text) ?? []);
  if (order === 'ymd') return dayOf(one, two, three);
  return order === 'dmy' ? dayOf(three, two, one) : dayOf(three, one, two);
}

function withName(text: string): string | undefined {
  const read = namedDay(text);
  return read ?? (WEEKDAY.test(text) ? namedDay(text.replace(WEEKDAY, '')) : undefined);
}

function namedDay(text: string): string | undefined {
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst) return dayOf(dayFirst[3], monthNamed(dayFirst[2] ?? ''), dayFirst[1]);
  const monthFirst = MONTH_FIRST.exec(text);
  if (monthFirst) return dayOf(monthFirst[3], monthNamed(monthFirst[1] ?? ''), monthFirst[2]);
  const yearFirst = YEAR_FIRST.exec(text);
  return yearFirst ? dayOf(yearFirst[1], monthNamed(yearFirst[2] ?? ''), yearFirst[3]) : undefined;
}

function namedMonth(cell: string): string | undefined {
  const text = inAscii(cell);
  const [, name, year] = MONTH_AND_YEAR.exec(text) ?? [];
  if (name !== undefined) return monthOf(year, monthNamed(name));
  const [, before, word] = YEAR_AND_MONTH.exec(text) ?? [];
  return word === undefined ? undefined : monthOf(before, monthNamed(word));
}

function monthIn(cell: string, pattern: RegExp, order: 'ym' | 'my'): string | undefined {
  const [one, two] = pattern.exec(inAscii(cell))?.slice(1).filter(Boolean) ?? [];
  return order === 'ym' ? monthOf(one, two) : monthOf(two, one);
}

function monthOf(year: string | undefined, month: string | number | undefined): string | undefined {
  return dayOf(year, month, 1)?.slice(0, 7);
}

// Two digits are years from 1950 to 2049.
function dayOf(year = '', month: string | number = '', day: string | number = ''): string | undefined {
  if (!/^(?:\d{2}|\d{4})$/.test(year)) return undefined;
  const full = year.length === 4 ? year : `${Number(year) < 50 ? '20' : '19'}${year}`;
  const text = `${full}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return isDate(text) ? text : undefined;
}

function fromSerial(cell: string, base: 1900 | 1904): string | undefined {
  return /^\d{1,6}(?:\.\d+)?$/.test(cell) ? serialDay(Math.floor(Number(cell)), base) : undefined;
}

/** The day that Excel counts as this one; its count from 1900 has a 29 February 1900, which never was. */
export function serialDay(days: number, base: 1900 | 1904): string | undefined {
  if (base === 1900 && (days === 60 || days < 1)) return undefined;
  const from = base === 1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30);
  const text = new Date(from + days * DAY_MS).toISOString().slice(0, 10);
  return isDate(text) ? text : undefined;
}
