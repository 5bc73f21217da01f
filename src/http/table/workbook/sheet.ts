import { LONGEST_CELL, MOST_COLUMNS, type TableRow } from '../table.js';
import { numberText, type Shown } from './number-format.js';
import { type SharedStrings, unescaped } from './strings.js';
import { readXml } from './xml.js';

/** What a sheet's cells are read with. */
type Beside = { strings: SharedStrings; formats: readonly Shown[]; base: 1900 | 1904 };
type Cell = { column: number; type: string; style: number; value: string | undefined; isFormula: boolean };

/** The rows of a sheet, as it holds them: each ends with its last cell that holds something. */
export async function* sheetRows(xml: AsyncIterable<Buffer>, beside: Beside): AsyncGenerator<TableRow> {
  const { handlers, taken } = rowReader(beside);
  for await (const _ of readXml(xml, handlers)) yield* taken();
  yield* taken();
}

function rowReader(beside: Beside) {
  let rows: TableRow[] = [];
  let row: TableRow = { line: 0, cells: [] };
  let cell: Cell | undefined;
  let element = '';
  let [isText, isPhonetic] = [false, false];
  const begin = (name: string) => {
    element = name;
    if (name === 'row') row = { line: row.line + 1, cells: [] };
    else if (name === 'c')
      cell = { column: (cell?.column ?? -1) + 1, type: 'n', style: 0, value: undefined, isFormula: false };
    else if (name === 'f' && cell) cell.isFormula = true;
    else if (name === 'rPh') isPhonetic = true;
    else if (name === 'v' || (name === 't' && !isPhonetic)) {
      isText = cell !== undefined;
      if (cell) cell.value ??= '';
    }
  };
  const attribute = (name: string, value: string) => {
    if (element === 'row' && name === 'r') row.line = Number(value) || row.line;
    if (element !== 'c' || !cell) return;
    if (name === 'r') cell.column = columnOf(value) ?? cell.column;
    else if (name === 't') cell.type = value;
    else if (name === 's') cell.style = Number(value);
  };
  const text = (piece: string) => {
    if (isText && cell && (cell.value?.length ?? 0) <= LONGEST_CELL) cell.value += piece;
  };
  const end = (name: string) => {
    if (name === 'v' || name === 't') isText = false;
    else if (name === 'rPh') isPhonetic = false;
    else if (name === 'c' && cell) take(row, cell, beside);
    else if (name === 'row') {
      rows.push(row);
      cell = undefined;
    }
  };
  const taken = () => {
    const read = rows;
    rows = [];
    return read;
  };
  return { handlers: { begin, attribute, text, end }, taken };
}

function take(row: TableRow, cell: Cell, beside: Beside): void {
  const fault = faultIn(cell);
  const value = textOf(cell, beside);
  if (fault) row.fault ??= fault;
  if (value === '') return;
  // What lies behind the last column that can be read counts as one more, however far it is.
  const at = Math.min(cell.column, MOST_COLUMNS);
  while (row.cells.length < at) row.cells.push('');
  row.cells[at] = value;
}

function textOf({ type, value, style }: Cell, { strings, formats, base }: Beside): string {
  if (value === undefined) return '';
  if (type === 's') return strings.at(Number(value)) ?? '';
  if (type === 'b') return value === '1' || value === 'true' ? 'true' : 'false';
  if (type !== 'n') return unescaped(value);
  return numberText(value, formats[style] ?? 'plain', base);
}

function faultIn({ type, value, isFormula, column }: Cell): string | undefined {
  if (type === 'e') return `The cell in column ${letterOf(column)} holds an error of the spreadsheet, ${value}.`;
  // Of a formula whose text is empty, the type is kept all the same.
  if (!isFormula || value || type === 'str') return undefined;
  return `The formula in column ${letterOf(column)} has no value in this file. Open it in a spreadsheet and save it.`;
}

/** The column of a cell such as AB12, from 0. */
function columnOf(reference: string): number | undefined {
  let column = 0;
  for (let at = 0; at < 4; at += 1) {
    const letter = reference.charCodeAt(at) & ~32;
    if (!(letter >= 65 && letter <= 90)) return column > 0 ? column - 1 : undefined;
    column = column * 26 + letter - 64;
  }
  return undefined;
}

function letterOf(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : letterOf(Math.floor(column / 26) - 1) + last;
}
