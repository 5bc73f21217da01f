import { escaped, safe } from '../view/print.js';

/** What stands in one cell of the table; nothing is a dash. `small`: what it says on a phone in the place of its text. */
export type Cell = {
  text: string;
  cls?: string;
  title?: string;
  look?: { label: string; tone: string; glyph: string };
  before?: { text: string; cls: string };
  /** Where its text leads. */
  href?: string;
  small?: string;
};

/**
 * The cells of a row, each with the classes of its column. A page has hundreds of them, and the loop of a template over so many
 * took a sixth of its time: here alone HTML is written by hand, and each text of it goes through `escaped`.
 */
export function drawCells(cells: readonly Cell[], columns: readonly { td: string }[]) {
  return safe(cells.map((cell, at) => drawCell(cell, columns[at]?.td ?? '')).join(''));
}

function drawCell(cell: Cell, td: string): string {
  const classes = cell.cls ? `${td} ${cell.cls}` : td;
  const title = cell.title ? ` title="${escaped(cell.title)}"` : '';
  const small = cell.small ? ` data-small="${escaped(cell.small)}"` : '';
  return `<td class="${escaped(classes)}"${title}${small}>${cell.look ? badge(cell.look) : words(cell)}</td>`;
}

// As components/badge.njk prints it.
function badge({ label, tone, glyph }: { label: string; tone: string; glyph: string }): string {
  return `<span class="badge ${escaped(tone)} g-${escaped(glyph)}">${escaped(label)}</span>`;
}

function words({ before, text, href }: Cell): string {
  const first = before ? `<span class="${escaped(before.cls)}">${escaped(before.text)}</span> ` : '';
  return first + (href ? `<a href="${escaped(href)}">${escaped(text)}</a>` : escaped(text));
}
