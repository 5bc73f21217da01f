import { unreadableBody } from './problem.js';

/** How deep what is sent may be nested: more than any body of ours. */
const MOST_DEEP = 32;
/** So many digits every number keeps. */
const SAFE_DIGITS = 15;
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|-?\d[\d.eE+-]*/g;

/**
 * Reads JSON and refuses what two readers would read differently, or nobody means: bytes that are no UTF-8, a name that stands twice,
 * `__proto__`, numbers that lose digits, and what is nested deeper than 32.
 */
export function readJson(bytes: Buffer): unknown {
  const text = decoded(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadableBody('It is no JSON (RFC 8259).');
  }
  check(text);
  return value;
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadableBody('It holds bytes that are no UTF-8.');
  }
}

// The text is valid by now: what stands before a colon is a name.
function check(text: string): void {
  const open: (Set<string> | null)[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : null);
      if (open.length > MOST_DEEP) throw unreadableBody(`It is nested deeper than ${MOST_DEEP}.`);
    } else if (token === '}' || token === ']') open.pop();
    else if (token === ':') checkName(open.at(-1), JSON.parse(last) as string);
    else if (token !== ',' && !token.startsWith('"')) checkNumber(token);
    last = token;
  }
}

function checkName(known: Set<string> | null | undefined, name: string): void {
  if (known?.has(name)) throw unreadableBody(`The name ${JSON.stringify(name)} stands twice in one object.`);
  if (name === '__proto__') throw unreadableBody('Nothing is called "__proto__".');
  known?.add(name);
}

function checkNumber(token: string): void {
  const value = Number(token);
  const digits = token.replace(/e.*$/i, '').replace(/\D/g, '').replace(/^0+/, '');
  const isExact = /^-?\d+$/.test(token) ? Number.isSafeInteger(value) : digits.length <= SAFE_DIGITS;
  if (!Number.isFinite(value) || !isExact)
    throw unreadableBody(`The number ${token.slice(0, 40)} is not read exactly by all. Amounts are sent as texts.`);
}
