import { lengthText } from '../../../http/lengths.js';
import { type PackContent, type PackLine, plainLine } from './content.js';

/** Show notes as plain text. */
export function textNotes({ title, paragraphs, parts, foot }: PackContent): string {
  const lists = parts.map((part) => [part.title, ...part.lines.map(plainLine)].join('\n'));
  return `${[title, ...paragraphs, ...lists, ...foot].join('\n\n')}\n`;
}

/** Show notes in Markdown; what was typed stands in it as it was typed, never as marks. */
export function markdownNotes({ title, paragraphs, parts, foot }: PackContent): string {
  const lists = parts.flatMap((part) => [`## ${inMarkdown(part.title)}`, part.lines.map(markdownLine).join('\n')]);
  const all = [`# ${inMarkdown(title)}`, ...paragraphs.map(inMarkdown), ...lists, ...foot.map(inMarkdown)];
  return `${all.join('\n\n')}\n`;
}

/** Show notes in HTML, for a page of somebody else's. */
export function htmlNotes({ title, paragraphs, parts, foot }: PackContent): string {
  const lists = parts.flatMap((part) => [
    `<h2>${inHtml(part.title)}</h2>`,
    ['<ul>', ...part.lines.map((it) => `  <li>${htmlLine(it)}</li>`), '</ul>'].join('\n'),
  ]);
  const paragraph = (text: string) => `<p>${inHtml(text).replaceAll('\n', '<br>\n')}</p>`;
  const all = [`<h1>${inHtml(title)}</h1>`, ...paragraphs.map(paragraph), ...lists, ...foot.map(paragraph)];
  return `${all.join('\n')}\n`;
}

function markdownLine({ text, at, url }: PackLine): string {
  const words = inMarkdown(text);
  const linked = url ? `[${words}](<${addressInMarkdown(url)}>)` : words;
  return at === undefined ? `- ${linked}` : `- ${lengthText(at)} ${linked}`;
}

function htmlLine({ text, at, url }: PackLine): string {
  const words = inHtml(text);
  const linked = url ? `<a href="${inHtml(url)}">${words}</a>` : words;
  return at === undefined ? linked : `${lengthText(at)} ${linked}`;
}

// Signs that mean something anywhere; what looks like an entity, or ends a heading; signs that mean something at the start of a line.
const MARKS = /[\\`*_[\]<>~|]|&(?=#|\w+;)|#(?=#*$)/gm;
const MARKS_AT_START = /^\s*(?:(?=[#+=-])|(\d+)(?=[.)]))/;

function inMarkdown(text: string): string {
  const lines = text.replace(MARKS, '\\$&').split('\n');
  return lines.map((line) => line.trim().replace(MARKS_AT_START, '$1\\')).join('\\\n');
}

function addressInMarkdown(url: string): string {
  return url.replace(/\s/g, encodeURIComponent).replace(/[\\<>]|&(?=#|\w+;)/g, '\\$&');
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as HTML or XML holds it, also between quotes. */
export function inHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
