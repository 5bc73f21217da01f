import { fileSize } from '../file-name.js';
import { decodedAs } from '../letters.js';
import { natureOf } from './nature.js';
import { shaped } from './shape.js';
import { beginningOf, sizeOf, wholeOf } from './source.js';
import {
  EmptyTable,
  MOST_TABLE_BYTES,
  type ReadingOptions,
  type Table,
  TableFault,
  type TableSource,
} from './table.js';
import { layoutOf, textRows } from './text.js';
import { lettersOf } from './text-letters.js';
import { openWorkbook, type Workbook } from './workbook/workbook.js';

const BEGINNING = 64 * 1024;

/**
 * Finds how a file or a pasted text is a table, where `asked` does not say it. Throws `TableFault` where it is none. Its beginning
 * is read here, and of a text all bytes once for its letters; its rows when they are asked for.
 */
export async function readTable(source: TableSource, asked: Partial<ReadingOptions> = {}): Promise<Table> {
  const size = await sizeOf(source);
  if (size > MOST_TABLE_BYTES)
    throw new TableFault(`A table may have ${fileSize(MOST_TABLE_BYTES)} at most. Split it.`);
  const beginning = await beginningOf(source, BEGINNING);
  const nature = await natureOf(beginning);
  if (nature === 'archive') return readWorkbook(source, asked);
  return readText(source, beginning, size, asked);
}

async function readText(
  source: TableSource,
  beginning: Buffer,
  size: number,
  asked: Partial<ReadingOptions>,
): Promise<Table> {
  const found = asked.letters ? { letters: asked.letters, guessed: false } : await lettersOf(source, beginning);
  const layout = layoutOf(decodedAs(found.letters, beginning), size === beginning.length);
  const { delimiter = layout.delimiter, quote = '"' } = asked;
  const writing = { letters: found.letters, delimiter, quote };
  const { hasHeader, ...shape } = await shaped(() => textRows(source, writing), {
    header: asked.header,
    isSheet: false,
  });
  return {
    kind: 'text',
    options: { ...writing, header: hasHeader, sheet: '' },
    lettersGuessed: found.guessed,
    sheets: [],
    ...shape,
  };
}

async function readWorkbook(source: TableSource, asked: Partial<ReadingOptions>): Promise<Table> {
  const { sheets } = await openWorkbook(await wholeOf(source));
  const chosen = sheets.filter(({ name }) => name === asked.sheet);
  const { sheet, hasHeader, ...shape } = await firstWithRows(chosen.length > 0 ? chosen : sheets, asked.header);
  return {
    kind: 'workbook',
    options: { letters: 'utf-8', delimiter: ',', quote: '"', header: hasHeader, sheet },
    lettersGuessed: false,
    sheets: sheets.map(({ name }) => name),
    ...shape,
  };
}

// A cover or a sheet that was left empty often stands before the table.
async function firstWithRows(sheets: Workbook['sheets'], header: boolean | undefined) {
  for (const { name, rows } of sheets) {
    try {
      return { sheet: name, ...(await shaped(rows, { header, isSheet: true })) };
    } catch (error) {
      if (!(error instanceof EmptyTable)) throw error;
    }
  }
  throw new EmptyTable();
}
