import { count } from '../../http/format.js';
import type { Cell, Told } from './report.js';

/** A cell of a report as one of the figures over its table. */
export function figure(label: string, cell: Cell | undefined): Told['figures'][number] {
  const { text = '–', href, cls } = cell ?? {};
  return { label, text, href, ...(cls && /pos|neg|muted/.test(cls) && { cls }) };
}

/** The sums of all rows, by the names of what is summed. */
export function sumsOver<Name extends string>(
  rows: readonly Readonly<Record<Name, number>>[],
  names: readonly Name[],
): Record<Name, number> {
  const sums = names.map((name) => [name, rows.reduce((sum, row) => sum + row[name], 0)]);
  return Object.fromEntries(sums) as Record<Name, number>;
}

/** What rows of other currencies there are, each currency by itself. */
export function otherCurrencies<T extends { currency: string | null }>(
  found: readonly T[],
  own: string,
  counted: (row: T) => number,
  one: string,
  many: string,
): Told['also'] {
  const others = new Map<string, number>();
  for (const row of found)
    if (row.currency !== null && row.currency !== own)
      others.set(row.currency, (others.get(row.currency) ?? 0) + counted(row));
  return [...others].map(([currency, n]) => ({ currency, words: `${count(n)} ${n === 1 ? one : many}` }));
}
