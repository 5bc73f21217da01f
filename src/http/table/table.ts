/** What separates the cells of a line, and what stands around a cell that holds such a sign; no quote where none means anything. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;
export const QUOTES = ['"', "'", ''] as const;
export type Delimiter = (typeof DELIMITERS)[number];
type Quote = (typeof QUOTES)[number];

/** Where the bytes of a table are of which any may be asked for: in memory, or in a file on this machine. */
export type WholeSource = { bytes: Buffer } | { path: string };
/** Where the bytes of a table are: there, or fetched piece by piece, from the first on each time. */
export type TableSource = WholeSource | { size: number; pieces(): AsyncIterable<Buffer> };

/**
 * How a table is read: in which letters (the Encoding standard's names), parted and quoted by what, whether its first row names
 * the columns, and of a workbook which sheet. Each is found, and a person may say otherwise.
 */
export type ReadingOptions = {
  letters: string;
  delimiter: Delimiter;
  quote: Quote;
  header: boolean;
  sheet: string;
};

/**
 * A row of a table: the line or the row of the sheet that it begins in, as many cells as the table has columns, and where it cannot
 * be taken as it stands, why; then its cells are as many as there were.
 */
export type TableRow = { line: number; cells: string[]; fault?: string };

/** A table, read as `options` says: of a workbook its letters, delimiter and quote mean nothing, of a text its sheet. */
export type Table = {
  kind: 'text' | 'workbook';
  options: ReadingOptions;
  /** Its letters are likely and nothing more: a person should look at them. */
  lettersGuessed: boolean;
  /** The sheets of a workbook that can be seen. */
  sheets: readonly string[];
  /** The columns' names, one for each column; '' where it has none. */
  header: readonly string[];
  /** What is odd about the names, in sentences: two columns of one name, a column without. */
  remarks: readonly string[];
  /** Its rows below the header, from the beginning each time; empty ones are passed over. Throws `TableFault` where it cannot go on. */
  rows(): AsyncGenerator<TableRow, void, undefined>;
};

/** Why a file, or what of it comes from a line on, cannot be read as a table: a sentence for the person who sent it. */
export class TableFault extends Error {
  override name = 'TableFault';
}

/** The same of what holds no row at all. */
export class EmptyTable extends TableFault {
  constructor() {
    super('This holds no row with anything in it.');
  }
}

/** How large a table may be. A row with a longer cell is told as one that cannot be taken. */
export const MOST_TABLE_BYTES = 50 * 1024 * 1024;
export const MOST_ROWS = 1_000_000;
export const MOST_COLUMNS = 500;
export const LONGEST_CELL = 100_000;
