import { dayAfter } from '../../platform/clock.js';

/** Months as YYYY-MM: they sort and compare as texts. */

/** The month so many months later; negative: earlier. */
export function monthAfter(month: string, months: number): string {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + months;
  return `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}`;
}

/** The month that a day is in. */
export function monthOf(day: string): string {
  return day.slice(0, 7);
}

/** The last month that is over on a day. */
export function lastMonth(today: string): string {
  return monthAfter(monthOf(today), -1);
}

/** The months from one to another, both among them, in their order. */
export function monthsBetween(from: string, to: string): string[] {
  const months: string[] = [];
  for (let month = from; month <= to; month = monthAfter(month, 1)) months.push(month);
  return months;
}

/** The first month of the twelve that end with a month. */
export function firstOfTwelve(month: string): string {
  return monthAfter(month, -11);
}

/** The last day of a month. */
export function monthEnd(month: string): string {
  return dayAfter(`${monthAfter(month, 1)}-01`, -1);
}
