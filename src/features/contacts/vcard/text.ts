import { oneLine } from '../../../http/clean-text.js';

/** A line of a vCard: `item1.EMAIL;TYPE=work:ana@x.example`. Names are upper case, the values of parameters as they came. */
export type Line = { group: string; name: string; params: Map<string, string[]>; value: string };

const FOLD_AT = 75;

/** A value's parts between `;`, or between `,` where told so, with what was escaped as it was meant. */
export function partsOf(value: string, separator: ';' | ',' = ';'): string[] {
  const parts = [''];
  for (const [it] of value.matchAll(/\\[\s\S]|[\s\S]/gu)) {
    if (it === separator) parts.push('');
    else parts[parts.length - 1] += it.startsWith('\\') && it.length > 1 ? escapedSign(it.slice(1)) : it;
  }
  return parts;
}

/** A value that has no parts. */
export function textOf(value: string): string {
  return value.replace(/\\([\s\S])/g, (_, sign: string) => escapedSign(sign));
}

/** A text on one line, without what cannot be kept. */
export function tidy(text: string): string {
  return oneLine(text.toWellFormed()).replace(/\s+/g, ' ').trim();
}

/** A line as it is written: `parts` are joined by `;`, all is escaped, long lines are folded at 75 octets. */
export function writeLine(name: string, parts: string | string[]): string {
  return folded(`${name}:${[parts].flat().map(escaped).join(';')}`);
}

// An escaped line break is one; any other sign stands for itself.
const escapedSign = (sign: string) => (sign === 'n' || sign === 'N' ? '\n' : sign);
const escaped = (text: string) => text.replace(/[\\;,]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n');

function folded(line: string): string {
  let [written, length] = ['', 0];
  for (const sign of line) {
    const size = Buffer.byteLength(sign);
    if (length + size > FOLD_AT) {
      written += '\r\n ';
      length = 1;
    }
    written += sign;
    length += size;
  }
  return `${written}\r\n`;
}
