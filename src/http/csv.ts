import { stringify } from 'csv-stringify/sync';

// A lone CR begins a line, and a cell that begins with one is run by some spreadsheets; in CR LF it is half a line's end.
const FORMULA = String.raw`'*(?:[=+\-@\t]|\r(?!\n))`;
const BEFORE_FORMULA = new RegExp(String.raw`(?<=^|[\r\n])(?=${FORMULA})`, 'g');
const GUARD = new RegExp(String.raw`(?<=^|[\r\n])'(?=${FORMULA})`, 'g');

/** Rows as CSV (RFC 4180). */
export function csvLines(rows: string[][]): string {
  // By itself csv-stringify quotes a cell for the delimiter of its records alone, so none for a lone LF.
  return stringify(rows, { record_delimiter: 'windows', quoted_match: /[\r\n]/ });
}

/**
 * A text for a cell. A spreadsheet would run one that begins like a formula, so each line that does, behind any number of
 * apostrophes, gets one more in front: that is what `readCsvText` takes away. Numbers and dates stay as they are.
 */
export function csvText(text: string | null): string {
  return text === null ? '' : text.replace(BEFORE_FORMULA, "'");
}

/** The text that `csvText` wrote into a cell, exactly; where there was none, the empty text. */
export function readCsvText(cell: string): string {
  return cell.replace(GUARD, '');
}
