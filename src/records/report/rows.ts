import { count } from '../../http/format.js';
import { type Page, pageOf, readPage, type Sort, viewUrl } from '../../http/list/page.js';
import type { AskedReport, Told } from './report.js';

const ROWS_A_PAGE = 100;

/** Which page of its rows a report is asked for, by one order, from the last on. */
export function pageOfReport({ query, whole }: AskedReport, name: string, sort: Sort): Page {
  const defaults = { list: 'report', sort: `-${name}`, limit: ROWS_A_PAGE };
  return readPage(whole ? {} : { cursor: query.cursor }, { [name]: sort }, defaults);
}

/** The rows that are shown of those that a keyset statement found, and the way to the others; all of them for an export. */
export function pagedRows<T extends { id: string; sort_value: string }>(
  { query, whole }: AskedReport,
  path: string,
  found: T[],
  page: Page,
  all: number,
): { shown: T[]; pager: Told['pager'] } {
  if (whole) return { shown: found, pager: { text: count(all) } };
  const { rows, start, previous, next } = pageOf(found, page);
  const turn = (cursor: string | undefined) => cursor && viewUrl(path, query, { cursor });
  const text = rows.length === 0 ? '0' : `${count(start)}–${count(start + rows.length - 1)} of ${count(all)}`;
  return { shown: rows, pager: { text, previous: turn(previous), next: turn(next) } };
}
