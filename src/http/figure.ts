import type { Writing } from './writing.js';

/**
 * What a typed figure says: its value in units of the last digit (`'cents'`), or what it may mean where that is no single one; or
 * why it says nothing: it is below nought, has more digits behind its decimal sign than there may be, or is no figure at all.
 */
type Figure = { units: number } | { meant: [number, number] } | { fault: 'negative' | 'digits' | 'none' };

const NONE: Figure = { fault: 'none' };

/**
 * Reads a figure as people write it, with `digits` digits at most behind its decimal sign: 1,234.50, 1.234,50, 1 234,50, 1'234.50,
 * 1,23,456.00, in Latin, Arabic, Persian, Indian or full-width digits. A sign with three digits behind it, which may group them
 * or may be the decimal sign, is read only where `writing` and `digits` leave one reading.
 */
export function readFigure(text: string, digits: number, writing: Writing): Figure {
  const plain = inAscii(text);
  if (plain.startsWith('-') || plain.endsWith('-')) return { fault: 'negative' };
  if (plain.length > 60 || !/^\d[\d.,٫' ]*$/.test(plain) || !/\d$/.test(plain)) return NONE;
  const [first, second] = [...new Set(plain.replace(/\d/g, ''))];
  if (first === undefined) return units(plain, '', digits);
  const last = plain.search(/[.,٫' ]\d*$/);
  const [whole, fraction] = [plain.slice(0, last), plain.slice(last + 1)];
  if (second !== undefined)
    return grouped(whole) && isDecimal(plain[last]) && once(plain, last) ? units(bare(whole), fraction, digits) : NONE;
  if (plain.indexOf(first) !== last) return grouped(plain) ? units(bare(plain), '', digits) : NONE;
  if (!isDecimal(first)) return grouped(plain) ? units(bare(plain), '', digits) : NONE;
  return oneSign(first, whole, fraction, digits, writing);
}

// 1.5 and 12,50 can be one thing alone, and so can what stands behind the reader's own decimal sign.
function oneSign(sign: string, whole: string, fraction: string, digits: number, writing: Writing): Figure {
  if (fraction.length !== 3 || whole.length > 3 || sign === writing.decimal || sign === '٫')
    return units(whole, fraction, digits);
  const isExact = digits >= 3 || /^0*$/.test(fraction.slice(digits));
  const thousands = Number(whole + fraction) * 10 ** digits;
  // No doubt is left where the value could have no such digits, or where the reader groups by this sign and it has fewer.
  const isGroup = grouped(whole + sign + fraction) && digits < 3;
  if (isGroup && (!isExact || sign === writing.group)) return { units: thousands };
  return isExact ? { meant: [Number(whole + fraction.slice(0, digits)), thousands] } : NONE;
}

function units(whole: string, fraction: string, digits: number): Figure {
  if (whole.length > 12) return NONE;
  if (fraction.length > digits) return { fault: 'digits' };
  return { units: Number(whole + fraction.padEnd(digits, '0')) };
}

/** Whether the digits stand in groups of three, or of two before the last three, all parted by one sign. */
function grouped(text: string): boolean {
  return (
    /^\d+$/.test(text) || /^[1-9]\d{0,2}([.,' ])\d{3}(\1\d{3})*$/.test(text) || /^[1-9]\d?(,\d{2})+,\d{3}$/.test(text)
  );
}

// The last is the Arabic decimal sign, which is never anything else.
const isDecimal = (sign: string | undefined) => sign === '.' || sign === ',' || sign === '٫';
const once = (text: string, at: number) => text.indexOf(text[at] ?? '') === at;
const bare = (text: string) => text.replace(/\D/g, '');

// Full-width and other forms become the plain ones with NFKC; the rest of the digits lie in rows of ten.
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50];
const SIGNS: Record<string, string> = {
  '٬': "'",
  '’': "'",
  '‘': "'",
  ʼ: "'",
  '`': "'",
  '´': "'",
  '−': '-',
  '‐': '-',
  '‑': '-',
  '–': '-',
};

/** The text with plain digits, signs and blanks, and without what shows nothing. */
export function inAscii(text: string): string {
  return text
    .replace(/[´`]/g, "'")
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, (digit) => {
      const code = digit.codePointAt(0) ?? 0;
      const zero = ZEROS.find((it) => code >= it && code < it + 10);
      return zero === undefined ? digit : String(code - zero);
    })

    .replace(/[٬’‘ʼ−‐‑–]/g, (sign) => SIGNS[sign] ?? sign)
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
}
