import { decimal } from '../../http/amount.js';
import { csvText } from '../../http/csv.js';
import { count, formatMoney, signedMoney } from '../../http/format.js';
import { shownRate } from '../fields/index.js';
import { perMille } from '../per-mille.js';
import type { Cell } from './report.js';

/** A cell of a text, which no spreadsheet runs. */
export function textCell(text: string, csv = csvText(text)): Cell {
  return { text, csv };
}

/** An amount of a report's currency, faint for nothing, and the rows it is the sum of. */
export function amountCell(minor: number, currency: string, href?: string): Cell {
  return {
    text: formatMoney(minor, currency),
    csv: decimal(minor, currency),
    href,
    ...(minor === 0 && { cls: 'nil' }),
  };
}

/** An amount that says whether it is a gain, and shows it. */
export function gainCell(minor: number, currency: string, href?: string): Cell {
  const cls = minor > 0 ? 'pos' : minor < 0 ? 'neg' : 'nil';
  return { ...amountCell(minor, currency, href), text: signedMoney(minor, currency), cls };
}

/** How an amount stands against an earlier one, in per cent; a dash where that was nothing, or less. */
export function changeCell(now: number, before: number): Cell {
  if (before <= 0) return NONE;
  const change = (((now - before) / before) * 100).toFixed(1);
  const isDown = change.startsWith('-') && Number(change) !== 0;
  const size = Math.abs(Number(change));
  return {
    text: `${isDown ? '−' : '+'}${size < 1000 ? size.toFixed(1) : count(Math.round(size))} %`,
    csv: change,
    cls: isDown ? 'neg' : 'pos',
  };
}

/** A whole number, faint for none, and the rows it counts. */
export function countCell(n: number, href?: string): Cell {
  return { text: count(n), csv: String(n), href: n === 0 ? undefined : href, ...(n === 0 && { cls: 'nil' }) };
}

/** A share of a whole, in per cent; a dash where there is nothing to have a share of. */
export function shareCell(part: number, whole: number, href?: string): Cell {
  const share = perMille(part, whole);
  if (share === null) return NONE;
  return { text: shownRate(share * 10), csv: String(share / 10), href };
}

/** The mean of days, in whole ones; a dash where there is nothing to have one. */
export function daysCell(days: number, of: number, href?: string): Cell {
  if (of === 0) return NONE;
  const mean = Math.round(days / of);
  return { text: `${count(mean)} d`, csv: String(mean), href };
}

/** The mean of amounts, rounded to the least unit of their currency; a dash where there is none. */
export function meanCell(sum: number, of: number, currency: string, href?: string): Cell {
  if (of === 0) return NONE;
  return { ...amountCell(Math.round(sum / of), currency, href) };
}

export const NONE: Cell = { text: '–', csv: '', cls: 'muted' };
