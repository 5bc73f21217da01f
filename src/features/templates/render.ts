/**
 * Templates of mails: text with variables, `{{name}}`, `{{name:format}}`, `{{name|what stands in an empty place}}`, and nothing
 * else. What a value holds is text, whatever it looks like. The browser reads templates by this too.
 */
import { formatsOf, type Value, writtenValue } from './render-formats.js';
import { nearestName, type Variable, type VariableName, variableNamed } from './render-variables.js';

/** Where in a text something begins: its offset, and the line and the character in it as people count them. */
type TextPlace = { offset: number; line: number; column: number };

/** What is wrong with a template, whoever it is filled in for. `name` is as it was typed. */
export type TemplateFault = FaultFound & {
  /** What was most likely meant: a name, or this variable in a format that it has. */
  nearest: string | null;
};
type FaultFound = { reason: 'unknown' | 'format' | 'unclosed'; name: string; at: TextPlace };

/** A template's text in its parts; their `raw` texts together are the text. */
export type Part =
  | { kind: 'text'; raw: string }
  | { kind: 'variable'; raw: string; variable: Variable; format: string | null; fallback: string | null; at: TextPlace }
  | { kind: 'fault'; raw: string; fault: FaultFound };

export type Values = { [Name in VariableName]?: Value | null | undefined };

/** A part filled in: what is to be read there, and whether it may be sent so. */
export type FilledPart =
  | { kind: 'text' | 'fault'; text: string }
  | { kind: 'filled' | 'fallback' | 'empty'; text: string; name: VariableName };

const MARKS = /\{\{|\}\}|\n/g;

/** Takes a template's text apart, once; in time that grows with its length alone. */
export function parseTemplate(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  let open: TextPlace | undefined;
  let [line, lineFrom] = [1, 0];
  const take = (to: number, part?: Part) => {
    const start = to - (part?.raw.length ?? 0);
    if (start > from) parts.push({ kind: 'text', raw: text.slice(from, start) });
    if (part) parts.push(part);
    from = to;
  };
  const leaveOpen = () => {
    if (open) take(open.offset + 2, unclosed(text, open));
    open = undefined;
  };
  for (const { 0: mark, index } of text.matchAll(MARKS)) {
    if (mark !== '}}') leaveOpen();
    if (mark === '{{') open = { offset: index, line, column: index - lineFrom + 1 };
    if (mark === '\n') [line, lineFrom] = [line + 1, index + 1];
    if (mark === '}}' && open) {
      take(index + 2, readVariable(text.slice(open.offset, index + 2), open));
      open = undefined;
    }
  }
  leaveOpen();
  take(text.length);
  return parts;
}

function unclosed(text: string, at: TextPlace): Part {
  const name = /^[\w.]{0,60}/.exec(text.slice(at.offset + 2, at.offset + 62))?.[0] ?? '';
  return { kind: 'fault', raw: '{{', fault: { reason: 'unclosed', name, at } };
}

function readVariable(raw: string, at: TextPlace): Part {
  const inside = raw.slice(2, -2);
  const bar = inside.indexOf('|');
  const [wanted, fallback] = bar < 0 ? [inside, null] : [inside.slice(0, bar), inside.slice(bar + 1).trim()];
  const colon = wanted.indexOf(':');
  const name = (colon < 0 ? wanted : wanted.slice(0, colon)).trim();
  const format = colon < 0 ? null : wanted.slice(colon + 1).trim();
  const variable = variableNamed(name);
  if (!variable) return { kind: 'fault', raw, fault: { reason: 'unknown', name, at } };
  if (format === null || formatsOf(variable.kind).includes(format))
    return { kind: 'variable', raw, variable, format, fallback, at };
  return { kind: 'fault', raw, fault: { reason: 'format', name: `${name}:${format}`, at } };
}

/** What is wrong with the template itself, in the order of its text: the first of it, since a guess takes its time. */
export function faultsOf(parts: readonly Part[], most = 20): TemplateFault[] {
  const found = parts.flatMap((part) => (part.kind === 'fault' ? [part.fault] : []));
  return found.slice(0, most).map((fault) => ({ ...fault, nearest: meantBy(fault) }));
}

function meantBy({ reason, name }: FaultFound): string | null {
  if (reason === 'unclosed') return null;
  if (reason === 'unknown') return nearestName(name);
  const variable = variableNamed(name.slice(0, name.indexOf(':')));
  const [format] = variable ? formatsOf(variable.kind) : [];
  return variable ? variable.name + (format ? `:${format}` : '') : null;
}

/** The known variables a template names, each once. */
export function namesIn(parts: readonly Part[]): VariableName[] {
  return [...new Set(parts.flatMap((part) => (part.kind === 'variable' ? [part.variable.name] : [])))];
}

/** A fault as a sentence, with its place and the way out. */
export function faultText({ reason, name, nearest, at }: TemplateFault): string {
  const where = `line ${at.line}, character ${at.column}`;
  if (reason === 'unclosed') return `{{${name} is not closed (${where}). Write }} behind the name, on the same line.`;
  const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name;
  const meant = nearest === null ? 'Choose one of the list.' : `Did you mean {{${nearest}}}?`;
  return reason === 'format'
    ? `{{${shown}}} has no such format (${where}). ${meant}`
    : `There is no {{${shown}}} (${where}). ${meant}`;
}

/** The template for somebody: each part as it is to be read. An empty variable without a fallback names itself. */
export function fillTemplate(parts: readonly Part[], values: Values, language: string): FilledPart[] {
  return parts.map((part): FilledPart => {
    if (part.kind !== 'variable') return { kind: part.kind, text: part.raw };
    const { name } = part.variable;
    const value = values[name];
    const text = value === null || value === undefined ? '' : writtenValue(value, part.format, language);
    if (text.trim() !== '') return { kind: 'filled', text, name };
    if (part.fallback !== null) return { kind: 'fallback', text: part.fallback, name };
    return { kind: 'empty', text: part.raw, name };
  });
}

/** The variables that are empty and have no fallback, each once: with any of them nothing is sent. */
export function emptyNames(filled: readonly FilledPart[]): VariableName[] {
  return [...new Set(filled.flatMap((part) => (part.kind === 'empty' ? [part.name] : [])))];
}

/** The text as it is sent; null as long as something in it is unknown or empty. */
export function sendableText(filled: readonly FilledPart[]): string | null {
  if (filled.some(({ kind }) => kind === 'empty' || kind === 'fault')) return null;
  return filled.map(({ text }) => text).join('');
}
