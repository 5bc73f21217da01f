import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import type { Currency } from './generated-money.js';
import { listedAt, minorOf } from './reports.js';
import { textOf, type Visitor } from './visitor.js';

/** A page that is there. */
export async function readBy(visitor: Visitor, path: string): Promise<string> {
  const { status, text } = await visitor.get(path);
  expect({ path, status }).toEqual({ path, status: 200 });
  return text;
}

/** Where rows are listed: a link to anything else is no figure. */
const LISTS = /^\/(reports\/[a-z-]+\/rows|inventory|pipeline|affiliates|collabs\/outstanding|reports\/tax-year)\?/;

/** How old what is outstanding is: its days are no figure. */
const AGE = /\d+–\d+ days|Over 90 days/;

/** A link that is a figure, be it a count or amounts, and what it opens. */
export type Figure = { page: string; href: string; text: string; numbers: string[]; currency: Currency };

/** The figures of a page that lead to rows. */
export function figuresOf(page: string, html: string): Figure[] {
  const main = html.slice(html.indexOf('<main'));
  return [...main.matchAll(/<a [^>]*href="([^"]+)"[^>]*>(.*?)<\/a>/gs)].flatMap(([, to = '', inner = '']) => {
    const [href, text] = [to.replaceAll('&amp;', '&'), textOf(inner).trim()];
    const currency = /[?&]currency=([A-Z]{3})/.exec(href)?.[1] as Currency | undefined;
    const isRows =
      LISTS.test(href) && !/[?&]view=/.test(href) && (!href.includes('tax-year') || href.endsWith('#rows'));
    // A mean and a share are no sums.
    if (!currency || !isRows || /%| d$/.test(text) || href.includes('amount_from=')) return [];
    const numbers = text.replace(AGE, '').match(/[−+]?\d[\d,]*(\.\d+)?/g) ?? [];
    return numbers.length === 0 ? [] : [{ page, href, text, numbers, currency }];
  });
}

/** What the rows behind an address come to: how many they are, and the sum of each of their columns. */
export async function openedBy(
  visitor: Visitor,
  href: string,
  currency: Currency,
): Promise<{ rows: number; sums: number[] }> {
  const rows = href.startsWith('/reports/tax-year')
    ? await taxRows(visitor, href)
    : href.startsWith('/collabs/')
      ? await outstandingRows(visitor, href)
      : await listedAt(visitor, href);
  for (const row of rows) expect({ href, currency: row.currency ?? currency }).toEqual({ href, currency });
  const names = Object.keys(rows[0] ?? {});
  const sums = names.map((name) =>
    rows.reduce(
      (sum, row) => sum + (/^[−+-]?[\d.,]+$/.test(row[name] ?? '') ? minorOf(row[name] ?? '', currency) : 0),
      0,
    ),
  );
  return { rows: rows.length, sums };
}

/** The rows of an export. */
export const csvAt = async (visitor: Visitor, path: string): Promise<Record<string, string>[]> =>
  parse(await readBy(visitor, path), { columns: true, record_delimiter: ['\r\n', '\n'] });

const PARTS: Record<string, (row: Record<string, string>) => boolean> = {
  units: ({ row }) => row === 'unit',
  no_value: ({ row, amount }) => row === 'unit' && amount === '',
  no_evidence: ({ row, evidence }) => row === 'unit' && evidence === '',
  sold: ({ row }) => row === 'sale',
  loaners: ({ row }) => row === 'loaner',
  cash: ({ row }) => row === 'cash',
  affiliate: ({ row }) => row === 'affiliate',
};

/** The rows that an address of the tax year lists, of its export of all. */
async function taxRows(visitor: Visitor, href: string) {
  const query = new URLSearchParams(href.slice(href.indexOf('?')).replace('#rows', ''));
  const [part, payer] = [query.get('show') ?? 'units', query.get('payer')];
  const name = payer === null || payer === 'none' ? '' : await nameOf(visitor, payer);
  const all = await csvAt(visitor, `/reports/tax-year/export.csv?year=${query.get('year')}`);
  return all.filter(
    (row) => row.currency === query.get('currency') && PARTS[part]?.(row) && (payer === null || row.payer === name),
  );
}

async function nameOf(visitor: Visitor, company: string): Promise<string> {
  const html = await readBy(visitor, `/companies/${company}`);
  return textOf(/<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1] ?? '').trim();
}

async function outstandingRows(visitor: Visitor, href: string): Promise<Record<string, string>[]> {
  const html = await readBy(visitor, href);
  return [...html.matchAll(/<td class="num r">(.*?)<\/td><\/tr>/g)].map(([, amount = '']) => ({ amount }));
}

/** The amounts of a text, in minor units. */
export function amountsIn(text: string, currency: Currency): number[] {
  return (text.match(/[−+]?\d[\d,]*\.\d+/g) ?? []).map((it) => minorOf(it, currency));
}
