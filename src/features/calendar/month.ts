import { currentWriting } from '../../http/writing.js';
import { dayAfter, daysBetween } from '../../platform/clock.js';

/** A month as the calendar is asked for it: YYYY-MM, of the years that days may have. */
const MONTH = /^(19|20|21)\d\d-(0[1-9]|1[0-2])$/;

/** Whether a text is a month that the calendar has. */
export function isMonth(text: string): boolean {
  return MONTH.test(text);
}

/** The weeks that a month lies in, from the day on which its reader's weeks begin; six at most. */
export function weeksOfMonth(month: string): string[][] {
  const first = `${month}-01`;
  const from = dayAfter(first, -((weekday(first) - currentWriting().weekStart + 7) % 7));
  const end = `${monthAfter(month, 1)}-01`;
  const weeks = Math.ceil(daysBetween(from, end) / 7);
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_, day) => dayAfter(from, week * 7 + day)),
  );
}

/** The month so many after another. */
export function monthAfter(month: string, by: number): string {
  const [year = 0, at = 1] = month.split('-').map(Number);
  const months = year * 12 + at - 1 + by;
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
}

// 1 for Monday to 7 for Sunday.
function weekday(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}
