import { CsvError, type Options, parse } from 'csv-parse';
import { parse as parseWhole } from 'csv-parse/sync';
import { decodedPieces } from '../letters.js';
import { piecesOf } from './source.js';

import {
  DELIMITERS,
  type Delimiter,
  type ReadingOptions,
  TableFault,
  type TableRow,
  type TableSource,
} from './table.js';
import { isUtf8 } from './text-letters.js';

type Writing = Pick<ReadingOptions, 'letters' | 'delimiter' | 'quote'>;
/** How a text is laid out: what parts its cells, and whether a line before the table says so, as Excel has it. */
type Layout = { delimiter: Delimiter; stated: boolean };

const LONGEST_ROW = 4_000_000;
const SAMPLE_ROWS = 50;
const STATED = /^"?sep=([,;\t|])"?(?:\r\n|\n|\r|$)/i;
const BREAKS = /\r\n|\n|\r/g;
const UNREADABLE = /[\0\ufffd]/;

/** What parts the cells of a text that begins so: what it states, else what parts most rows alike. */
export function layoutOf(beginning: string, isWhole: boolean): Layout {
  const [statement, stated] = STATED.exec(beginning) ?? [];
  if (statement !== undefined) return { delimiter: stated as Delimiter, stated: true };
  const lines = isWhole
    ? beginning
    : beginning.slice(0, Math.max(...['\n', '\r'].map((it) => beginning.lastIndexOf(it))) + 1);
  const sample = lines || beginning;
  const scored = DELIMITERS.map((delimiter) => ({ delimiter, score: alikeness(sample, delimiter) }));
  const best = scored.reduce((one, other) => (other.score > one.score ? other : one));
  return { delimiter: best.delimiter, stated: false };
}

/** All rows of a text, its first among them, with the line each begins in. Throws `TableFault` from where it cannot be read. */
export async function* textRows(source: TableSource, { letters, delimiter, quote }: Writing): AsyncGenerator<TableRow> {
  const seen = { unreadable: false, lines: 0 };
  const texts = watched(withoutStatement(decodedPieces(piecesOf(source), letters), seen), seen);
  let line = 0;
  let sound: Promise<boolean> | undefined;
  // A text may hold the sign for what could not be read: it came so.
  const isSound = () => (sound ??= isUtf8(source));
  try {
    for await (const cells of records(texts, { ...parsing(delimiter, quote), max_record_size: LONGEST_ROW })) {
      line = Math.max(line, seen.lines) + 1;
      const fault = seen.unreadable ? await faultOf(cells, letters, isSound) : undefined;
      yield fault === undefined ? { line, cells } : { line, cells, fault };
      line += breaksIn(cells);
    }
  } catch (error) {
    throw inWords(error, Math.max(line, seen.lines) + 1, quote);
  }
}

// Read from the parser as from a stream, the rows before a fault would be lost with it.
async function* records(texts: AsyncIterable<string>, options: Options): AsyncGenerator<string[]> {
  let read: string[][] = [];
  const keep = (record: string[]) => {
    read.push(record);
    return null;
  };
  let fault: Error | null | undefined;
  const parser = parse({ ...options, on_record: keep }).on('error', (error) => (fault = error));
  const step = (act: (done: () => void) => unknown) => new Promise<void>((done) => act(done));
  for await (const text of texts) {
    await step((done) => parser.write(text, done));
    yield* read;
    if (fault) throw fault;
    read = [];
  }
  await step((done) => parser.end(done));
  yield* read;
  if (fault) throw fault;
}

function parsing(delimiter: Delimiter, quote: string): Options {
  return {
    delimiter,
    quote: quote || null,
    escape: quote || null,
    record_delimiter: ['\r\n', '\n', '\r'],
    // A quote within a cell, 5" say, is one; rows of other lengths are told of with their line.
    relax_quotes: true,
    relax_column_count: true,
  };
}

// How many rows have as many cells as the first that has several; more cells decide between equals.
function alikeness(sample: string, delimiter: Delimiter): number {
  const widths: number[] = [];
  const on_record = (record: string[]) => {
    if (record.some(Boolean)) widths.push(record.length);
    return null;
  };
  try {
    parseWhole(sample, { ...parsing(delimiter, '"'), to: SAMPLE_ROWS, on_record });
  } catch {
    // A quote that is open at the sample's end: what came before it counts.
  }
  const width = widths[0] === 1 ? widths.find((it) => it > 1) : widths[0];
  if (width === undefined || width === 1) return 0;
  return widths.filter((it) => it === width).length / widths.length + width / 100_000;
}

async function* withoutStatement(texts: AsyncIterable<string>, seen: { lines: number }): AsyncGenerator<string> {
  let beginning: string | undefined = '';
  for await (const text of texts) {
    if (beginning === undefined) {
      yield text;
      continue;
    }
    beginning += text;
    // As long as a statement and the end of its line.
    if (beginning.length < 10) continue;
    yield withoutFirst(beginning, seen);
    beginning = undefined;
  }
  if (beginning) yield withoutFirst(beginning, seen);
}

function withoutFirst(beginning: string, seen: { lines: number }): string {
  const [statement] = STATED.exec(beginning) ?? [];
  if (statement === undefined) return beginning;
  seen.lines = 1;
  return beginning.slice(statement.length);
}

async function* watched(texts: AsyncIterable<string>, seen: { unreadable: boolean }): AsyncGenerator<string> {
  for await (const text of texts) {
    seen.unreadable ||= UNREADABLE.test(text);
    yield text;
  }
}

async function faultOf(cells: string[], letters: string, isSound: () => Promise<boolean>): Promise<string | undefined> {
  if (cells.some((it) => it.includes('\0'))) return 'This row holds a zero byte, which no text has.';
  if (!cells.some((it) => it.includes('\ufffd')) || (letters === 'utf-8' && (await isSound()))) return undefined;
  return `This row holds signs that cannot be read as ${letters}. Choose other letters, or mend the row.`;
}

function breaksIn(cells: string[]): number {
  let breaks = 0;
  for (const cell of cells) {
    if (cell.includes('\n') || cell.includes('\r')) breaks += cell.match(BREAKS)?.length ?? 0;
  }
  return breaks;
}

function inWords(error: unknown, line: number, quote: string): unknown {
  if (!(error instanceof CsvError)) return error;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return new TableFault(`A quote (${quote}) in the row that begins in line ${line} is never closed.`);
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return new TableFault(`The row that begins in line ${line} is too long. Is a quote (${quote}) in it never closed?`);
  return error;
}
