import { type Bytes, readLetters } from '../../../http/letters.js';
import { POINT_FIELDS, type PointField } from '../points.js';
import type { Line } from './text.js';
import { COMPANY } from './write.js';

/** A line before its letters are known, its transfer encoding undone. */
export type RawLine = { at: number; group: string; name: string; params: Record<string, string[]>; value: Bytes };
/** A line as text; `guessed` where its letters had to be. */
export type TextLine = Line & { guessed: boolean };

/** The properties that hold the ways to reach somebody. */
export const PROPERTIES: Record<PointField, string[]> = {
  emails: ['EMAIL'],
  phones: ['TEL'],
  handles: ['X-SOCIALPROFILE', 'SOCIALPROFILE', 'IMPP'],
};
const READ = new Set([
  ...'VERSION KIND N FN NICKNAME ORG TITLE ROLE PRONOUNS LANG TZ UID X-PRONOUNS X-PHONETIC-FIRST-NAME'.split(' '),
  ...['X-PHONETIC-LAST-NAME', 'X-ABLABEL', 'X-ABSHOWAS', 'X-ADDRESSBOOKSERVER-KIND', COMPANY],
  ...POINT_FIELDS.flatMap((field) => PROPERTIES[field]),
]);
/** Longer values are refused by every field; what is behind is no use. */
const LONGEST = 20_000;
/** No program writes longer parameters. */
export const LONGEST_HEAD = 2_000;
const QUOTED = ['QUOTED-PRINTABLE', 'Q'];
const BASE64 = ['BASE64', 'B'];
const BASE64_TEXT = /^[A-Za-z0-9+/=\s]*$/;

/** Reads a logical line; undefined where it is none. The values of what is not brought in are left empty. */
export function readLine(text: string, at: number): RawLine | undefined {
  const [, group = '', name = '', rest = ''] = /^(?:([\w.-]+)\.)?([\w-]+)[ \t]*((?:;|:)[\s\S]*)$/.exec(text) ?? [];
  const end = endOfParams(rest);
  if (name === '' || end < 0 || end > LONGEST_HEAD) return undefined;
  const params = paramsOf(rest.slice(0, end));
  const known = name.toUpperCase();
  const value = READ.has(known) || known === 'AGENT' ? undone(rest.slice(end + 1), params) : '';
  return {
    at,
    group: group.toLowerCase(),
    name: known,
    params,
    value: known === 'AGENT' ? value : value.slice(0, LONGEST),
  };
}

/** Whether a line's head, what stands before its value, says that the value is quoted-printable. */
export function isQuoted(head: string): boolean {
  const end = endOfParams(head.slice(head.search(/[;:]/)));
  return end >= 0 && /[;=](?:QUOTED-PRINTABLE|Q)(?:[;:,]|$)/i.test(head.slice(0, head.search(/[;:]/) + end));
}

/** Whether the lines behind it may be its own: bytes of pictures were written without the blank that folds them. */
export function opaque({ name, params }: RawLine): boolean {
  return ['PHOTO', 'LOGO', 'SOUND', 'KEY'].includes(name) || isEncoded(params, BASE64);
}

/** A line as text: its value in the letters it names, else in UTF-8, else in those that are chosen. */
export function textLine({ group, name, params, value }: RawLine, letters: string): TextLine {
  const read = readLetters(value, charsetOf(params), letters);
  const text = (it: string) => readLetters(it, undefined, letters).text;
  const named = Object.entries(params).map(([key, values]) => [key, values.map(text)] as const);
  return { group, name, params: new Map(named), value: read.text, guessed: read.guessed };
}

/** The letters that a line names. */
export function charsetOf({ CHARSET }: RawLine['params']): string | undefined {
  return CHARSET?.[0];
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
function paramsOf(text: string): RawLine['params'] {
  const params: RawLine['params'] = {};
  for (const [, param = ''] of text.matchAll(/;((?:"[^"]*"|[^;"])*)/g)) {
    const at = param.indexOf('=');
    const name = at < 0 ? 'TYPE' : param.slice(0, at).trim().toUpperCase();
    const values = (param.slice(at + 1).match(/"[^"]*"|[^,"]+/g) ?? []).flatMap((it) =>
      it.replaceAll('"', '').split(','),
    );
    const own = values.map((it) => it.trim()).filter(Boolean);
    if (params[name]) params[name].push(...own);
    else params[name] = own;
  }
  return params;
}

function undone(value: Bytes, params: RawLine['params']): Bytes {
  if (isEncoded(params, QUOTED))
    return value.replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  if (isEncoded(params, BASE64) && BASE64_TEXT.test(value)) return Buffer.from(value, 'base64').toString('latin1');
  return value;
}

// Version 2.1 names the encoding without its parameter as well.
function isEncoded({ ENCODING = [], TYPE = [] }: RawLine['params'], names: string[]): boolean {
  return (
    ENCODING.some((it) => names.includes(it.toUpperCase())) ||
    TYPE.some((it) => it.length > 1 && names.includes(it.toUpperCase()))
  );
}
