import { oneLine, runningText } from '../../../http/clean-text.js';
import { one } from '../../../http/list/page.js';
import type { FilledPart, Part } from '../render.js';

/** What was typed in the place of a template's text, for one mail. Variables in it are read as a template's are. */
export type ChangedText = { subject: string; body: string };

/** The text that was typed for a mail; undefined where its template's stands. `of`: the end of its fields' names. */
export function changedIn(sent: Record<string, unknown>, of = ''): ChangedText | undefined {
  const [subject, body] = [one(sent[`subject${of}`]), one(sent[`body${of}`])];
  return subject === undefined || body === undefined
    ? undefined
    : { subject: oneLine(subject), body: runningText(body) };
}

/** A text as a change of it begins: as it reads, but for what is missing, and for a value that looks like a variable. */
export function textToChange(parts: readonly Part[], filled: readonly FilledPart[]): string {
  return filled
    .map(({ kind, text }, at) => (kind === 'filled' && text.includes('{{') ? parts[at]?.raw : text))
    .join('');
}
