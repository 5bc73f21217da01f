import { serialDay } from '../dates.js';

/** What a number in a cell is shown as. */
export type Shown = 'plain' | 'percent' | 'day' | 'length' | 'time' | { digits: number };

const DAY_MS = 86_400_000;
// As it is, most numbers are written plainly; made numbers of, they would come out as the same.
const SHORT = /^-?(?:0|[1-9]\d{0,8})(?:\.\d{0,4}[1-9])?$/;
const MOST_DAYS = 20_000;
const days = new Map<number, string | undefined>();
const day = (ids: number[]) => ids.map((id) => [id, 'day'] as const);
// Those that no workbook writes down; from 27 on the ones of eastern Asia.
const BUILT_IN = new Map<number, Shown>([
  [9, 'percent'],
  [10, 'percent'],
  ...day([14, 15, 16, 17, 22]),
  ...day([27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]),
  ...[18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56].map((id) => [id, 'time'] as const),
  [46, 'length'],
]);

/** What a format of numbers shows, by its number and its code, where the workbook has that. */
export function shownBy(id: number, code: string | undefined): Shown {
  if (code === undefined) return BUILT_IN.get(id) ?? 'plain';
  const bare = code.replace(/"[^"]*"|\\.|_.|\*./g, '').split(';')[0] ?? '';
  if (/\[(?:h+|m+|s+)\]/i.test(bare)) return 'length';
  const signs = bare.replace(/\[[^\]]*\]/g, '');
  if (/^general$/i.test(signs)) return 'plain';
  if (/[yd]/i.test(signs) || (/m/i.test(signs) && !/[hs]/i.test(signs))) return 'day';
  if (/[hs]/i.test(signs)) return 'time';
  if (signs.includes('%')) return 'percent';
  return /^0{2,}$/.test(signs) ? { digits: signs.length } : 'plain';
}

/** A number of a workbook as a person reads it in its cell: 2026-11-18, 12.5%, 1234.5, without what binary fractions add. */
export function numberText(written: string, shown: Shown, base: 1900 | 1904): string {
  if (shown === 'plain' && SHORT.test(written)) return written;
  const number = Number(written);
  if (written.trim() === '' || !Number.isFinite(number)) return written;
  if (typeof shown === 'object') return plainNumber(number).padStart(shown.digits, '0');
  if (shown === 'percent') return `${plainNumber(number * 100)}%`;
  if (shown === 'day') return moment(number, base) ?? plainNumber(number);
  return shown === 'plain' || number < 0 ? plainNumber(number) : clockTime(Math.round(number * 86_400), shown);
}

// As many digits as Excel keeps.
function plainNumber(number: number): string {
  const text = String(Number(number.toPrecision(15)));
  return text.includes('e') ? number.toLocaleString('en', { useGrouping: false, maximumSignificantDigits: 15 }) : text;
}

function moment(number: number, base: 1900 | 1904): string | undefined {
  const seconds = Math.round(number * 86_400);
  const found = knownDay(Math.floor(seconds / 86_400), base);
  const rest = seconds % 86_400;
  return found && rest !== 0 ? `${found} ${new Date(rest * 1000).toISOString().slice(11, 19)}` : found;
}

// The same days come again in thousands of rows.
function knownDay(serial: number, base: 1900 | 1904): string | undefined {
  const key = base === 1900 ? serial : -serial - 1;
  if (days.has(key)) return days.get(key);
  const found = serialDay(serial, base);
  if (days.size < MOST_DAYS) days.set(key, found);
  return found;
}

function clockTime(seconds: number, shown: 'time' | 'length'): string {
  const ms = shown === 'time' ? (seconds * 1000) % DAY_MS : seconds * 1000;
  return `${Math.floor(ms / 3_600_000)}${new Date(ms % 3_600_000).toISOString().slice(13, 19)}`;
}
