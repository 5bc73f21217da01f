import { parse } from 'csv-parse/sync';
import { minorDigits } from '../../src/http/currency.js';
import { textOf, type Visitor } from './visitor.js';

/** A figure as it is read, and the address that it leads to. */
export type ReadFigure = { text: string; href: string | undefined };

/** The figures over a report's table, by what they are called. */
export function figuresIn(html: string): Record<string, ReadFigure> {
  const all = [...html.matchAll(/<div><dt>(.*?)<\/dt><dd[^>]*>(.*?)<\/dd><\/div>/gs)];
  return Object.fromEntries(all.map(([, label = '', told = '']) => [textOf(label).trim(), figureIn(told)]));
}

/** The rows of a report's table, its foot behind them: each by its first cell. */
export function rowsIn(html: string): { label: string; cells: ReadFigure[] }[] {
  const table = /<table class="t rep".*?<\/table>/s.exec(html)?.[0] ?? '';
  return [...table.matchAll(/<tr>\s*<th scope="row">(.*?)<\/th>(.*?)<\/tr>/gs)].map(([, head = '', cells = '']) => ({
    label: textOf(head).trim(),
    cells: [...cells.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, it = '']) => figureIn(it)),
  }));
}

function figureIn(html: string): ReadFigure {
  const href = /href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
  return { text: textOf(html.replace(/<small>.*?<\/small>/s, '')).trim(), href };
}

/** An amount as it is shown, in minor units. */
export function minorOf(text: string, currency: string): number {
  const plain = text.replaceAll(',', '').replace('−', '-').replace('+', '');
  return Math.round(Number(plain) * 10 ** minorDigits(currency));
}

/** The rows that an address lists, as its export holds them. */
export async function listedAt(visitor: Visitor, href: string): Promise<Record<string, string>[]> {
  const [path = '', query = ''] = href.split('?');
  const { status, text } = await visitor.get(`${path}/export.csv?${query}`);
  if (status !== 200) throw new Error(`${href} cannot be listed: ${status} ${textOf(text).slice(0, 400)}`);
  return parse(text, { columns: true, record_delimiter: ['\r\n', '\n', '\r'] });
}
