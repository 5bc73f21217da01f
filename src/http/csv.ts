import { stringify } from 'csv-stringify/sync';

/** Rows as CSV (RFC 4180). A cell that holds a line end of any kind is quoted. */
export function csvLines(rows: string[][]): string {
  return stringify(rows, { record_delimiter: 'windows', quoted_match: /[\r\n]/ });
}

/** A text for a cell: a spreadsheet would run a line that begins like a formula. What begins like a guarded one gets one more, so that each is read back. */
export function csvText(text: string | null): string {
  return (text ?? '').replace(/(^|\r\n|[\r\n])(?='*[=+\-@\t\r])/g, "$1'");
}

/** Reads what `csvText` wrote. */
export function readCsvText(cell: string): string {
  return cell.replace(/(^|\r\n|[\r\n])'(?='*[=+\-@\t\r])/g, '$1');
}
