import { stringify } from 'csv-stringify/sync';

/** Rows as CSV (RFC 4180). */
export function csvLines(rows: string[][]): string {
  return stringify(rows, { record_delimiter: 'windows' });
}

/** A text for a cell: a spreadsheet would run one that begins like a formula; numbers and dates stay as they are. */
export function csvText(text: string | null): string {
  if (text === null) return '';
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
