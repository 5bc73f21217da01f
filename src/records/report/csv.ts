import { csvLines } from '../../http/csv.js';
import type { Told } from './report.js';

/** The table of a report as CSV, without its foot: what sums up is left to who reads it. */
export async function* csvOfReport({ columns, rows }: Told): AsyncGenerator<string> {
  yield csvLines([columns.map(({ name }) => name)]);
  yield csvLines(rows.map((row) => row.map(({ csv }) => csv)));
}
