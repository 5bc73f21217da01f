import { inAscii } from '../figure.js';
import type { ReadingFormat } from './cell-format.js';

type Sign = '.' | ',';
/** What stands in a cell: its figure, whether it lies below nought, and what stands beside it, in lower case. */
type Parts = { figure: string; isBelow: boolean; beside: string };

const POINT = { name: 'point', label: '1,234.50' };
const COMMA = { name: 'comma', label: '1.234,50' };
const SHARE_POINT = { name: 'share-point', label: '0.125 for 12.5 %' };
const SHARE_COMMA = { name: 'share-comma', label: '0,125 for 12,5 %' };

/** The ways amounts are written: with a currency's sign or code, in brackets below nought. What stands beside stays. */
export const AMOUNT_FORMATS = both((cell, sign) => {
  const parts = partsOf(cell);
  if (!parts || !/^(?:[\p{L}\p{Sc}]{1,5}\.?(?: [\p{L}\p{Sc}]{1,5}\.?)?)?$/u.test(parts.beside)) return undefined;
  const plain = plainOf(parts, sign);
  // A point in a sign such as kr. would be taken for the figure's own.
  return plain && (parts.beside ? `${plain} ${parts.beside.replaceAll('.', '')}` : plain);
});

/** The ways whole numbers are written. */
export const NUMBER_FORMATS = both((cell, sign) => {
  const parts = partsOf(cell);
  const plain = parts?.beside === '' ? plainOf(parts, sign) : undefined;
  return plain && /^-?\d+(?:\.0+)?$/.test(plain) ? plain.replace(/\..*/, '') : undefined;
});

/** The ways percentages are written: in per cent, or as shares of 1. */
export const RATE_FORMATS: readonly ReadingFormat[] = [
  ...both((cell, sign) => {
    const parts = partsOf(cell);
    return parts && /^%?$/.test(parts.beside) ? plainOf(parts, sign) : undefined;
  }),
  { ...SHARE_POINT, read: (cell) => shareIn(cell, '.') },
  { ...SHARE_COMMA, read: (cell) => shareIn(cell, ',') },
];

function both(read: (cell: string, sign: Sign) => string | undefined): readonly ReadingFormat[] {
  return [
    { ...POINT, read: (cell) => read(cell, '.') },
    { ...COMMA, read: (cell) => read(cell, ',') },
  ];
}

function shareIn(cell: string, sign: Sign): string | undefined {
  const parts = partsOf(cell);
  const plain = parts?.beside === '' && !parts.isBelow ? plainOf(parts, sign) : undefined;
  if (plain === undefined || Number(plain) > 1) return undefined;
  const [whole = '', fraction = ''] = plain.split('.');
  const digits = fraction.padEnd(2, '0');
  return trimmed(`${whole}${digits.slice(0, 2)}`, digits.slice(2));
}

/** What a cell holds around its figure; undefined where it has none. */
function partsOf(cell: string): Parts | undefined {
  const text = /^[!-~]+$/.test(cell) ? cell : inAscii(cell);
  if (text.length > 60) return undefined;
  const [, before = '', figure = '', behind = ''] =
    /^(\D*?)([.,]?\d(?:.*\d)?)(\D*)$/s.exec(text.replaceAll('٫', '.')) ?? [];
  if (figure === '') return undefined;
  // 5.- and 5,-- are round amounts; 5- is one below nought.
  const around = `${before} ${behind.replace(/^[.,]-*/, '')}`;
  const bracketed = /\(/.test(before) && /\)/.test(behind);
  const beside = around
    .replace(bracketed ? /[()+-]/g : /[+-]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
  return { figure, isBelow: bracketed || around.includes('-'), beside };
}

/** A figure as a plain decimal, read with this decimal sign; its digits stand in no groups, or in groups of one sign. */
function plainOf({ figure, isBelow }: Parts, sign: Sign): string | undefined {
  const [whole = '', fraction = '', ...others] = figure.split(sign);
  if (others.length > 0 || /\D/.test(fraction) || !isWhole(whole, sign === '.' ? ',' : '.')) return undefined;
  const plain = trimmed(whole.replace(/\D/g, ''), fraction);
  return isBelow && Number(plain) !== 0 ? `-${plain}` : plain;
}

const PLAIN = /^\d*$/;
const IN_THREES: Record<Sign, RegExp> = {
  '.': /^[1-9]\d{0,2}([.' ])\d{3}(?:\1\d{3})*$/,
  ',': /^[1-9]\d{0,2}([,' ])\d{3}(?:\1\d{3})*$|^[1-9]\d?(?:,\d{2})+,\d{3}$/,
};

function isWhole(text: string, group: Sign): boolean {
  return PLAIN.test(text) || IN_THREES[group].test(text);
}

// Two digits stay behind the point as they were written; noughts behind them say nothing.
function trimmed(whole: string, fraction: string): string {
  const digits = fraction.length > 2 ? `${fraction.slice(0, 2)}${fraction.slice(2).replace(/0+$/, '')}` : fraction;
  return (whole.replace(/^0+(?=\d)/, '') || '0') + (digits === '' ? '' : `.${digits}`);
}
