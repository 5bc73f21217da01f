import { count, plural } from '../format.js';
import { EmptyTable, LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, type Table, TableFault, type TableRow } from './table.js';

type Rows = () => AsyncGenerator<TableRow>;
/** `isSheet`: its rows end with their last cell that holds something, so that a short one lacks nothing. */
type Asked = { header: boolean | undefined; isSheet: boolean };
type Shape = Pick<Table, 'header' | 'remarks' | 'rows'> & { hasHeader: boolean };

const LOOKED_AT = 100;
const MOST_TITLES = 5;
// What no column is called: an address, a day, an amount, a long number.
const DATA =
  /^[^\s@]+@[^\s@]+\.\p{L}+$|^\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?!\d)|^[-+]?\d[\d '’]*[.,][\d.,]*$|^[-+]?\d{5,}$/u;

/** The shape of a table, by its first rows: whether they begin with a header, where that is not asked, and its columns. */
export async function shaped(all: Rows, { header: asked, isSheet }: Asked): Promise<Shape> {
  const { sample: read, fault } = await firstRows(all);
  const above = asked === false ? 0 : titlesOf(read);
  const titles = read.slice(0, above).flatMap(({ cells }) => cells.find((it) => /\S/.test(it)) ?? []);
  const sample = read.slice(above);
  const [first] = sample;
  if (!first) throw fault ?? new EmptyTable();
  const hasHeader = asked ?? !first.cells.some((it) => DATA.test(it.trim()));
  const named = hasHeader ? first.cells.map((it) => it.trim().replace(/\s+/g, ' ')) : [];
  const room = isSheet ? Number.POSITIVE_INFINITY : first.cells.length;
  const below = (hasHeader ? sample.slice(1) : sample).map(({ cells }) => usedWidth(cells));
  const width = Math.max(usedWidth(named), ...below.filter((it) => it <= room && it <= MOST_COLUMNS));
  if (width > MOST_COLUMNS)
    throw new TableFault(`This table has more than ${MOST_COLUMNS} columns, the most that can be read.`);
  const header = Array.from({ length: width }, (_, at) => named[at] ?? '');
  return {
    hasHeader,
    header,
    remarks: [
      ...titles.map((it) => `Stands above the table and is left out: ${shortened(it)}.`),
      ...(hasHeader ? remarksOn(header, below.length === 0 && !fault) : []),
    ],
    rows: () => rowsBelow(all(), { header, hasHeader, isSheet, above }),
  };
}

// How many rows stand above the table as its title does: one cell alone, where the row that follows has several.
function titlesOf(rows: readonly TableRow[]): number {
  const isTitle = ({ cells }: TableRow) => cells.filter((it) => /\S/.test(it)).length === 1;
  const first = rows.findIndex((row) => !isTitle(row));
  return first > 0 && first <= MOST_TITLES ? first : 0;
}

function shortened(text: string): string {
  const said = text.trim().replace(/\s+/g, ' ');
  return said.length > 60 ? `${said.slice(0, 60)}…` : said;
}

async function firstRows(all: Rows): Promise<{ sample: TableRow[]; fault?: TableFault }> {
  const sample: TableRow[] = [];
  try {
    for await (const row of all()) {
      if (usedWidth(row.cells) > 0) sample.push(row);
      if (sample.length === LOOKED_AT) break;
    }
    return { sample };
  } catch (error) {
    // What comes before it can be looked at, and other options chosen.
    if (error instanceof TableFault) return { sample, fault: error };
    throw error;
  }
}

async function* rowsBelow(
  all: AsyncGenerator<TableRow>,
  { header, hasHeader, isSheet, above }: { header: string[]; hasHeader: boolean; isSheet: boolean; above: number },
): AsyncGenerator<TableRow> {
  const width = header.length;
  let rows = -above - (hasHeader ? 1 : 0);
  for await (const row of all) {
    const used = usedWidth(row.cells);
    if (used === 0 && row.fault === undefined) continue;
    rows += 1;
    if (rows <= 0) continue;
    if (rows > MOST_ROWS)
      throw new TableFault(`This table has more than ${count(MOST_ROWS)} rows, from line ${row.line} on. Split it.`);
    const isShort = row.cells.length < width && !isSheet;
    const fault =
      row.fault ??
      (used > width || isShort ? wrongWidth(isShort ? row.cells.length : used, width) : oddity(row, header, hasHeader));
    if (fault !== undefined) yield { ...row, fault };
    else yield { line: row.line, cells: fitted(row.cells, width) };
  }
}

function fitted(cells: string[], width: number): string[] {
  if (cells.length === width) return cells;
  return cells.length > width ? cells.slice(0, width) : [...cells, ...Array<string>(width - cells.length).fill('')];
}

function wrongWidth(cells: number, width: number): string {
  return `This row has ${plural(cells, 'cell', 'cells')} where the table has ${plural(width, 'column', 'columns')}.`;
}

function oddity({ cells }: TableRow, header: string[], hasHeader: boolean): string | undefined {
  const long = cells.findIndex((it) => it.length > LONGEST_CELL);
  if (long >= 0) {
    const name = header[long] || `column ${long + 1}`;
    return `The cell in ${name} is longer than ${count(LONGEST_CELL)} characters, the most that can be read.`;
  }
  const repeats =
    hasHeader && cells[0]?.trim() === header[0] && cells.every((it, at) => it.trim() === (header[at] ?? ''));
  return repeats ? 'This row is the header once more.' : undefined;
}

function usedWidth(cells: readonly string[]): number {
  let width = cells.length;
  while (width > 0 && !/\S/.test(cells[width - 1] ?? '')) width -= 1;
  return width;
}

function remarksOn(header: readonly string[], isAlone: boolean): string[] {
  const nameless = header.flatMap((it, at) => (it === '' ? [at + 1] : []));
  const twice = [...new Set(header.filter((it, at) => it !== '' && header.indexOf(it) !== at))];
  return [
    ...(isAlone ? ['There is no row below the header.'] : []),
    ...(nameless.length > 0 ? [`Without a name: column ${nameless.join(', ')}.`] : []),
    ...twice.map((name) => `More than one column is called ${name}.`),
  ];
}
