import { formatMoney } from '../http/format.js';
import type { Picked } from './picked-rows.js';
import './writing.js';

/** '175.75 USD + 20.00 EUR', exactly; currencies are never added up. '' where no row has an amount. */
export function sumText(picked: Iterable<Picked>): string {
  const sums = new Map<string, bigint>();
  for (const { minor, currency } of picked)
    if (minor && currency) sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(minor));
  return [...sums].map(([currency, minor]) => `${formatMoney(minor, currency)} ${currency}`).join(' + ');
}

/** The sums that the page of a list's totals has: a small table of them, one row a currency, and what each row sums up to. */
export async function sumsAt(address: string, count: string): Promise<{ table: HTMLTableElement; text: string }> {
  const answer = await fetch(address, { headers: { Accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const heads = wideCells(page.querySelector('#totals thead tr'));
  // Behind the currency's name stand the columns; those that are summed have a head.
  const summed = heads.flatMap((head, at) => (at > 1 && head.tagName === 'TH' ? [at] : []));
  const table = document.createElement('table');
  const lines = [...page.querySelectorAll('#totals tfoot tr')];
  addRow(table.createTHead(), [count, ...summed.map((at) => textAt(heads, at))], 'col');
  const body = table.createTBody();
  for (const line of lines) {
    const cells = wideCells(line);
    addRow(body, [textAt(cells, 1), ...summed.map((at) => textAt(cells, at))], 'row');
  }
  const texts = lines.map((line) => (line as HTMLElement).dataset.sum ?? '');
  return { table, text: texts.join(' + ') };
}

// Some stand there for phones alone.
const wideCells = (row: Element | null) =>
  [...(row?.children ?? [])].filter((cell) => !cell.classList.contains('only-s-cell'));
const textAt = (cells: Element[], at: number) => cells[at]?.textContent?.trim() ?? '';

function addRow(section: HTMLTableSectionElement, texts: string[], scope: 'col' | 'row'): void {
  const row = section.insertRow();
  for (const [at, text] of texts.entries()) {
    const cell = document.createElement(scope === 'col' || at === 0 ? 'th' : 'td');
    if (cell.tagName === 'TH') cell.setAttribute('scope', scope);
    if (at > 0) cell.className = 'r num';
    cell.textContent = text;
    row.append(cell);
  }
}
