/** A line of a vCard: `item1.EMAIL;TYPE=work:ana@x.example`. Names are upper case, the values of parameters as they came. */
export type Line = { group: string; name: string; params: Map<string, string[]>; value: string };

const FOLD_AT = 75;

/** Reads the logical lines of one card: folded ones joined, quoted-printable decoded. A line that is none is skipped. */
export function readLines(text: string): Line[] {
  return joined(text.split(/\r\n|\r|\n/)).flatMap((line) => readLine(line) ?? []);
}

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

/** A line as it is written: `parts` are joined by `;`, all is escaped, long lines are folded at 75 octets. */
export function writeLine(name: string, parts: string | string[]): string {
  return folded(`${name}:${[parts].flat().map(escaped).join(';')}`);
}

// An escaped line break is one; any other sign stands for itself.
const escapedSign = (sign: string) => (sign === 'n' || sign === 'N' ? '\n' : sign);
const escaped = (text: string) => text.replace(/[\\;,]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n');

// A space begins the rest of a folded line; a quoted-printable one goes on behind a `=` at its end.
function joined(lines: string[]): string[] {
  const all: { parts: string[]; isQuoted: boolean }[] = [];
  for (const line of lines) {
    const last = all.at(-1);
    const before = last?.parts.at(-1) ?? '';
    if (last?.isQuoted && before.endsWith('=')) {
      last.parts[last.parts.length - 1] = before.slice(0, -1);
      last.parts.push(line.replace(/^[ \t]/, ''));
    } else if (last && /^[ \t]/.test(line)) last.parts.push(line.slice(1));
    else all.push({ parts: [line], isQuoted: /QUOTED-PRINTABLE/i.test(line.slice(0, Math.max(0, line.indexOf(':')))) });
  }
  return all.map(({ parts }) => parts.join(''));
}

function readLine(line: string): Line | undefined {
  const [, group = '', name = '', rest = ''] = /^(?:([\w-]+)\.)?([\w-]+)((?:;|:)[\s\S]*)$/.exec(line) ?? [];
  const end = endOfParams(rest);
  if (name === '' || end < 0) return undefined;
  const params = paramsOf(rest.slice(0, end));
  const value = rest.slice(end + 1);
  return {
    group: group.toLowerCase(),
    name: name.toUpperCase(),
    params,
    value: isQuoted(params) ? unquoted(value, params.get('CHARSET')) : value,
  };
}

// The colon that ends the parameters is the first one outside of quotes.
function endOfParams(rest: string): number {
  let quoted = false;
  for (let at = 0; at < rest.length; at += 1) {
    if (rest[at] === '"') quoted = !quoted;
    if (rest[at] === ':' && !quoted) return at;
  }
  return -1;
}

// Version 2.1 writes a type without its name: `TEL;WORK;VOICE:…`.
function paramsOf(text: string): Line['params'] {
  const params: Line['params'] = new Map();
  for (const [, param = ''] of text.matchAll(/;((?:"[^"]*"|[^;"])*)/g)) {
    const at = param.indexOf('=');
    const name = at < 0 ? 'TYPE' : param.slice(0, at).trim().toUpperCase();
    const values = (param.slice(at + 1).match(/"[^"]*"|[^,"]+/g) ?? []).flatMap((it) =>
      it.replaceAll('"', '').split(','),
    );
    params.set(name, [...(params.get(name) ?? []), ...values.map((it) => it.trim()).filter(Boolean)]);
  }
  return params;
}

// Version 2.1 names the encoding without its parameter as well.
function isQuoted(params: Line['params']): boolean {
  const all = [...(params.get('ENCODING') ?? []), ...(params.get('TYPE') ?? [])];
  return all.some((it) => it.toUpperCase() === 'QUOTED-PRINTABLE');
}

function unquoted(value: string, [charset = 'utf-8']: string[] = []): string {
  const bytes = [...value.matchAll(/=([0-9a-f]{2})|[^=]+|=/gi)].map(([it, hex]) =>
    hex === undefined ? Buffer.from(it) : Buffer.from(hex, 'hex'),
  );
  const text = Buffer.concat(bytes).toString(/8859-1|1252/.test(charset) ? 'latin1' : 'utf8');
  // A line break inside of a value is no end of it.
  return text.replace(/\r\n|\r|\n/g, '\\n');
}

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
