/** What may stand in a column, where that can be written in more than one way; choices and ticks are words, see `words.ts`. */
export type ColumnKind = 'date' | 'month' | 'amount' | 'number' | 'rate';

/** One way to write what stands in a column: its name as an address and a form carry it, and how people see it. */
export type CellFormat = { name: string; label: string };

/**
 * What a cell says in a format, as our own CSV has it, so that a field's `fromCell` takes it: 2026-11-18, 2026-11, 1234.5, `12.5 eur`;
 * '' for an empty one. Or why it says nothing, in a sentence.
 */
export type CellReading = { text: string } | { fault: string };

/** How many of a column's cells one format reads, with the first that it does not, and some as they then read. */
export type FormatFit = {
  format: CellFormat;
  read: number;
  unread: number;
  misfit?: { line: number; cell: string; fault: string };
  examples: { line: number; cell: string; text: string }[];
};

/**
 * How a column seems to be written. `certain`: the one format that reads all its cells, or the first of several that read each cell
 * alike; none where a person must say it, and then `doubt` says why, with cells of the column.
 */
export type ColumnFormats = {
  cells: number;
  certain: CellFormat | undefined;
  doubt: string | undefined;
  fits: FormatFit[];
};
