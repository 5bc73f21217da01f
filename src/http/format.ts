/** What people read: amounts, dates, counts, in the reader's way of writing. The browser uses it too. */

import { minorDigits } from './currency.js';
import { currentWriting, type Writing } from './writing.js';

type Amount = number | bigint | string;

const EMPTY = '–';
const MINUS = '\u2212';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const LONG_MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** Minor units (cents) to '1,234.50'. Here and below the examples are written in the standard way. */
export function formatMoney(minor: Amount | null | undefined, currency: string): string {
  if (isEmpty(minor)) return EMPTY;
  const units = toBigInt(minor);
  return (units < 0n ? MINUS : '') + unsigned(units, currency);
}

/** As money, but a gain says so: '+62.00'. */
export function signedMoney(minor: Amount | null | undefined, currency: string): string {
  if (isEmpty(minor)) return EMPTY;
  return (toBigInt(minor) > 0n ? '+' : '') + formatMoney(minor, currency);
}

/** '2026-11-18' to '18 Nov 2026'. A day has no time zone, so no Date is made of it. */
export function formatDate(day: string | null | undefined): string {
  const parts = dayParts(day);
  if (!parts) return day || EMPTY;
  const { order } = currentWriting();
  const monthDay = inOrder(parts.day, MONTHS[parts.month - 1] ?? '', order);
  return order === 'ymd' ? `${parts.year} ${monthDay}` : `${monthDay}${order === 'mdy' ? ',' : ''} ${parts.year}`;
}

/** '2026-11-18' to '18 Nov', for lists within one year. */
export function shortDate(day: string | null | undefined): string {
  const parts = dayParts(day);
  return parts ? inOrder(parts.day, MONTHS[parts.month - 1] ?? '', currentWriting().order) : day || EMPTY;
}

/** A day without its year where that is the other day's. */
export function nearDate(day: string, other: string): string {
  return day.slice(0, 4) === other.slice(0, 4) ? shortDate(day) : formatDate(day);
}

/** '2026-11-18' to 'November 2026'. */
export function monthYear(day: string | null | undefined): string {
  const parts = dayParts(day);
  if (!parts) return day || EMPTY;
  const month = LONG_MONTHS[parts.month - 1];
  return currentWriting().order === 'ymd' ? `${parts.year} ${month}` : `${month} ${parts.year}`;
}

/** '2026-11-18' or '2026-11' to 'Nov 2026', or without its year to 'Nov'. */
export function shortMonth(day: string, withYear = true): string {
  const [year, name] = [day.slice(0, 4), MONTHS[Number(day.slice(5, 7)) - 1] ?? ''];
  if (!withYear) return name;
  return currentWriting().order === 'ymd' ? `${year} ${name}` : `${name} ${year}`;
}

/** A moment to '18 Nov 2026, 14:02' on the clock of that time zone. */
export function instant(moment: Date | string | null | undefined, timeZone = 'UTC'): string {
  if (!moment) return EMPTY;
  const local = localParts(moment, timeZone);
  return `${formatDate(local.day)}, ${clock(local.time)}`;
}

/** A moment to '18 Nov, 14:02'. */
export function shortInstant(moment: Date | string | null | undefined, timeZone = 'UTC'): string {
  if (!moment) return EMPTY;
  const local = localParts(moment, timeZone);
  return `${shortDate(local.day)}, ${clock(local.time)}`;
}

/** The day of a moment in that time zone, as 'YYYY-MM-DD'. */
export function dayOf(moment: Date | string, timeZone = 'UTC'): string {
  return localParts(moment, timeZone).day;
}

/** The time of a moment on the clock of that time zone, as '14:02'. */
export function timeOf(moment: Date | string, timeZone = 'UTC'): string {
  return localParts(moment, timeZone).time;
}

/** '14:02' as the reader's clock shows it: '2:02 PM' where that is the custom. */
export function clock(time: string): string {
  if (!currentWriting().hour12) return time;
  const hours = Number(time.slice(0, 2));
  return `${hours % 12 || 12}${time.slice(2)} ${hours < 12 ? 'AM' : 'PM'}`;
}

/** The present day in that time zone, as 'YYYY-MM-DD'. */
export function today(timeZone = 'UTC'): string {
  return dayOf(new Date(), timeZone);
}

/** '2026-11-21' to 'Saturday, 21 November'. */
export function longDay(day: string): string {
  const parts = dayParts(day);
  if (!parts) return day;
  return `${weekdayOf(day)}, ${inOrder(parts.day, LONG_MONTHS[parts.month - 1] ?? '', currentWriting().order)}`;
}

/** '2026-11-21' to 'Saturday'. */
export function weekdayOf(day: string): string {
  return WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? '';
}

/** 1234 to '1,234'. */
export function count(n: Amount | null | undefined): string {
  if (isEmpty(n)) return EMPTY;
  const whole = toBigInt(n);
  return (whole < 0n ? MINUS : '') + grouped(digitsOf(whole), currentWriting());
}

/** 3 to '3 items'. */
export function plural(n: Amount, one: string, many: string): string {
  return `${count(n)} ${toBigInt(n) === 1n ? one : many}`;
}

/** Whether the text is a day of the calendar, written YYYY-MM-DD. */
export function isIsoDate(text: unknown): boolean {
  const parts = typeof text === 'string' ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.slice(1).map(Number) : undefined;
  if (!parts) return false;
  const [year = 0, month = 0, day = 0] = parts;
  return day >= 1 && day <= daysIn(year, month);
}

// By arithmetic: a page asks it of each of its dates. A month that is none has no days.
function daysIn(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && isLeap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function unsigned(units: bigint, currency: string): string {
  const exponent = minorDigits(currency);
  const digits = digitsOf(units).padStart(exponent + 1, '0');
  const point = digits.length - exponent;
  const writing = currentWriting();
  return grouped(digits.slice(0, point), writing) + (exponent > 0 ? writing.decimal + digits.slice(point) : '');
}

/** How long ago something was, in words. */
export function ago(then: Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - then.getTime()) / 60_000));
  if (minutes === 0) return 'just now';
  if (minutes < 60) return `${plural(minutes, 'minute', 'minutes')} ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${plural(hours, 'hour', 'hours')} ago` : `${plural(Math.floor(hours / 24), 'day', 'days')} ago`;
}

// Swedish is written as ISO 8601 is; one text is a third of the work of its parts. Lists show the same minutes again and again.
function localParts(moment: Date | string, timeZone: string): LocalParts {
  const minute = Math.floor(new Date(moment).getTime() / 60_000);
  const clock = clocks.get(timeZone) ?? clockOf(timeZone);
  const known = clock.minutes.get(minute);
  if (known) return known;
  const [day = '', time = ''] = clock.format.format(new Date(moment)).split(' ');
  const parts = { day: day.padStart(10, '0'), time };
  if (clock.minutes.size >= MINUTES_KEPT) clock.minutes.clear();
  clock.minutes.set(minute, parts);
  return parts;
}

function clockOf(timeZone: string): Clock {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const clock = { format, minutes: new Map() };
  clocks.set(timeZone, clock);
  return clock;
}

type LocalParts = { day: string; time: string };
type Clock = { format: Intl.DateTimeFormat; minutes: Map<number, LocalParts> };
/** Of each time zone. */
const MINUTES_KEPT = 5_000;
const clocks = new Map<string, Clock>();

function dayParts(day: string | null | undefined): { year: number; month: number; day: number } | null {
  if (!isIsoDate(day) || !day) return null;
  return { year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)), day: Number(day.slice(8, 10)) };
}

const isEmpty = (value: Amount | null | undefined): value is null | undefined | '' =>
  value === null || value === undefined || value === '';

const toBigInt = (value: Amount): bigint => BigInt(value);

const digitsOf = (n: bigint): string => (n < 0n ? -n : n).toString();

const THREES = /\B(?=(\d{3})+$)/g;
const PAIRS = /\B(?=(\d{2})*\d{3}$)/g;

function grouped(digits: string, { group, groupedFrom, inPairs }: Writing): string {
  return digits.length < groupedFrom ? digits : digits.replace(inPairs ? PAIRS : THREES, group);
}

function inOrder(day: number, month: string, order: Writing['order']): string {
  return order === 'dmy' ? `${day} ${month}` : `${month} ${day}`;
}
