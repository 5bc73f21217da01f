import { fileSize } from '../file-name.js';
import { decodedPieces } from '../letters.js';
import { natureOf } from './nature.js';
import { shaped } from './shape.js';
import { beginningOf, piecesOf, sizeOf } from './source.js';
import { MOST_TABLE_BYTES, type ReadingOptions, type Table, TableFault, type TableSource } from './table.js';
import { layoutOf, textRows } from './text.js';
import { lettersOf } from './text-letters.js';

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
  if (nature === 'archive')
    throw new TableFault('This is a workbook or another archive. Save the table as .csv and choose that file.');
  return readText(source, beginning, size, asked);
}

async function readText(
  source: TableSource,
  beginning: Buffer,
  size: number,
  asked: Partial<ReadingOptions>,
): Promise<Table> {
  const found = asked.letters ? { letters: asked.letters, guessed: false } : await lettersOf(source, beginning);
  const layout = layoutOf(await decoded(beginning, found.letters), size === beginning.length);
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

async function decoded(bytes: Buffer, letters: string): Promise<string> {
  let text = '';
  for await (const piece of decodedPieces(piecesOf({ bytes }), letters)) text += piece;
  return text;
}
