import nunjucks from 'nunjucks';

const { SafeString } = nunjucks.runtime;
// The engine's own, which its types leave out.
const { inOperator } = nunjucks.lib as unknown as { inOperator(key: unknown, list: unknown): boolean };

/** What a page is made with: each name stands for a value. */
export type Context = Record<string, unknown>;
export type Block = (c: Context, blocks: Blocks, depth: number) => string;
/** The code of each block by its name, that of the innermost file first. */
export type Blocks = Record<string, Block[]>;
export type Macro = ((...given: unknown[]) => unknown) & { parameters: string[] };

const UNSAFE = /[&"'<>\\]/;
const ESCAPED: Record<string, string> = {
  '&': '&amp;',
  '"': '&quot;',
  "'": '&#39;',
  '<': '&lt;',
  '>': '&gt;',
  '\\': '&#92;',
};

/** A text as HTML, as Nunjucks escapes it. */
function escaped(text: string): string {
  return UNSAFE.test(text) ? text.replace(/[&"'<>\\]/g, (sign) => ESCAPED[sign] as string) : text;
}

/** HTML that is printed as it stands. */
export function safe(html: string): nunjucks.runtime.SafeString {
  return new SafeString(html);
}

/** A value as a template prints it: nothing for none, a text escaped unless it is HTML of ours. */
export function printed(value: unknown): string {
  if (typeof value === 'string') return escaped(value);
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value instanceof SafeString ? value.toString() : escaped(String(value));
}

/** What a loop goes through. */
export function listOf(value: unknown): ArrayLike<unknown> {
  if (Array.isArray(value) || typeof value === 'string') return value;
  return typeof value === 'object' && value && Symbol.iterator in value ? [...(value as Iterable<unknown>)] : [];
}

/** What a loop of two names goes through: pairs, or the properties of an object. */
export function pairsOf(value: unknown): ArrayLike<unknown> {
  if (typeof value !== 'object' || !value) return [];
  return Symbol.iterator in value ? listOf(value) : Object.entries(value);
}

/** What another file sees: what is seen from here, and sets what is its own. A copy, since V8 has no shape ready for what has a prototype of its own. */
export function seeing(c: Context, variables?: Context): Context {
  return Object.assign({ ...c }, variables);
}

/** Calls a macro with some of its parameters by their names. */
export function callNamed(macro: Macro, given: unknown[], named: Context): unknown {
  const args = [...given];
  for (const [name, value] of Object.entries(named)) args[macro.parameters.indexOf(name)] = value;
  return macro(...args);
}

/** The blocks of a file behind those of the files that extend it. */
export function chained(inner: Blocks | undefined, own: Record<string, Block>): Blocks {
  const blocks: Blocks = { ...inner };
  for (const name of Object.keys(own)) blocks[name] = [...(blocks[name] ?? []), own[name] as Block];
  return blocks;
}

export const isIn = inOperator;
