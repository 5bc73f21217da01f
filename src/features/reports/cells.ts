import { decimal } from '../../http/amount.js';
import { csvText } from '../../http/csv.js';
import { count, formatMoney } from '../../http/format.js';
import type { Cell } from './report.js';

/** A cell of a text, which no spreadsheet runs. */
export function textCell(text: string, csv = csvText(text)): Cell {
  return { text, csv };
}

/** An amount of a report's currency, faint for nothing, and the rows it is the sum of. */
export function amountCell(minor: number, currency: string, href?: string): Cell {
  return {
    ...{ text: formatMoney(minor, currency), csv: decimal(minor, currency), href },
    ...(minor === 0 && { cls: 'nil' }),
  };
}

/** How an amount stands against an earlier one, in per cent; a dash where that was nothing, or less. */
export function changeCell(now: number, before: number): Cell {
  if (before <= 0) return { text: '–', csv: '', cls: 'muted' };
  const change = (((now - before) / before) * 100).toFixed(1);
  const isDown = change.startsWith('-') && Number(change) !== 0;
  const size = Math.abs(Number(change));
  return {
    text: `${isDown ? '−' : '+'}${size < 1000 ? size.toFixed(1) : count(Math.round(size))} %`,
    csv: change,
    cls: isDown ? 'neg' : 'pos',
  };
}
