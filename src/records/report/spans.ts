import { formatDate } from '../../http/format.js';
import { dayAfter } from '../../platform/clock.js';
import type { DaySpan } from '../income.js';

/** How many months a report covers at most. */
export const MOST_MONTHS = 120;

/** This year until today. */
export const yearToDate = (today: string): DaySpan => ({ from: `${today.slice(0, 4)}-01-01`, to: today });

/** The year that ends today. */
export const lastTwelveMonths = (today: string): DaySpan => ({ from: dayAfter(yearBefore(today), 1), to: today });

/** What lies behind, by name. */
export function pastSpans(today: string) {
  const year = Number(today.slice(0, 4));
  return [
    { label: 'This year to today', span: yearToDate(today) },
    { label: 'This month', span: { from: `${today.slice(0, 8)}01`, to: today } },
    { label: 'Last 12 months', span: lastTwelveMonths(today) },
    { label: String(year - 1), span: { from: `${year - 1}-01-01`, to: `${year - 1}-12-31` } },
    { label: String(year - 2), span: { from: `${year - 2}-01-01`, to: `${year - 2}-12-31` } },
  ];
}

/** The same day a year before; of a leap day the one before it. */
function yearBefore(day: string): string {
  return `${String(Number(day.slice(0, 4)) - 1).padStart(4, '0')}${day.slice(4).replace('-02-29', '-02-28')}`;
}

/** This month and the eleven after it. */
export function nextTwelveMonths(today: string): DaySpan {
  return monthsFrom(today, 12);
}

/** What lies ahead, by name. */
export function comingSpans(today: string) {
  const year = Number(today.slice(0, 4));
  return [
    { label: 'Next 12 months', span: nextTwelveMonths(today) },
    { label: 'Next 3 months', span: monthsFrom(today, 3) },
    { label: String(year), span: { from: `${year}-01-01`, to: `${year}-12-31` } },
    { label: String(year + 1), span: { from: `${year + 1}-01-01`, to: `${year + 1}-12-31` } },
  ];
}

// From the first of this month to the end of the last of so many.
function monthsFrom(today: string, months: number): DaySpan {
  const from = `${today.slice(0, 8)}01`;
  let after = from;
  for (let n = 0; n < months; n += 1) after = nextMonth(after);
  return { from, to: dayAfter(after, -1) };
}

/** The same days a year before. */
export function spanBefore({ from, to }: DaySpan): DaySpan {
  return { from: yearBefore(from), to: yearBefore(to) };
}

/** The months of a span, each with its days in it. */
export function monthsOf({ from, to }: DaySpan): { month: string; span: DaySpan }[] {
  const months: { month: string; span: DaySpan }[] = [];
  for (let start = `${from.slice(0, 7)}-01`; start <= to; start = nextMonth(start)) {
    const end = dayAfter(nextMonth(start), -1);
    months.push({
      month: start.slice(0, 7),
      span: { from: start < from ? from : start, to: end > to ? to : end },
    });
  }
  return months;
}

/** '1 Jan 2026 to 27 Nov 2026'. */
export function spanText({ from, to }: DaySpan): string {
  return `${formatDate(from)} to ${formatDate(to)}`;
}

/** How many months a span touches. */
export function monthsIn({ from, to }: DaySpan): number {
  return monthNumber(to) - monthNumber(from) + 1;
}

const monthNumber = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));

function nextMonth(start: string): string {
  return `${dayAfter(start, 31).slice(0, 8)}01`;
}
