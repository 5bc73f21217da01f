import { formatDate, monthYear, shortDate } from '../../http/format.js';
import { currentWriting } from '../../http/writing.js';
import { dayAfter } from '../../platform/clock.js';
import { DUE_DAYS } from '../limits.js';

/** Days from one to another, both counted; null where there is no end. */
export type Span<T = string> = { from: T | null; to: T | null };

/** Words for days, as an address keeps them, so that what is asked moves on with the reader's day. */
export const DAY_WORDS = {
  today: 'today',
  this_week: 'this week',
  this_month: 'this month',
  this_year: 'this year',
  last_year: 'last year',
  overdue: 'overdue',
  next_14_days: `next ${DUE_DAYS} days`,
} as const satisfies Record<string, string>;
export type DayWord = keyof typeof DAY_WORDS;

/** The days that a word stands for where it is `today`; a week begins where it does for the reader. Overdue is what lies before today. */
export function daysOf(word: DayWord, today: string, { weekStart } = currentWriting()): Span {
  const year = Number(today.slice(0, 4));
  switch (word) {
    case 'today':
      return { from: today, to: today };
    case 'this_week': {
      const first = dayAfter(today, -((weekday(today) - weekStart + 7) % 7));
      return { from: first, to: dayAfter(first, 6) };
    }
    case 'this_month':
      return { from: `${today.slice(0, 8)}01`, to: lastOfMonth(today) };
    case 'this_year':
      return wholeYear(year);
    case 'last_year':
      return wholeYear(year - 1);
    case 'overdue':
      return { from: null, to: dayAfter(today, -1) };
    case 'next_14_days':
      return { from: today, to: dayAfter(today, DUE_DAYS) };
  }
}

/** Which days a word means now, as its row in a menu says beside it: "16 – 22 Nov". */
export function daysNow(word: DayWord, today: string): string {
  const { from, to } = daysOf(word, today);
  if (from === null || to === null) return 'before today, not done';
  if (word === 'this_year' || word === 'last_year') return from.slice(0, 4);
  if (word === 'this_month') return monthYear(from);
  if (from === to) return shortDate(from);
  const begin = from.slice(0, 7) === to.slice(0, 7) ? String(Number(from.slice(8))) : shortDate(from);
  return from.slice(0, 4) === to.slice(0, 4)
    ? `${begin} – ${shortDate(to)}`
    : `${formatDate(from)} – ${formatDate(to)}`;
}

function wholeYear(year: number): Span {
  const named = String(year).padStart(4, '0');
  return { from: `${named}-01-01`, to: `${named}-12-31` };
}

function lastOfMonth(day: string): string {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

function weekday(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}
