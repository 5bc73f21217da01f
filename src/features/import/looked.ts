import { watchColumn } from '../../http/table/column.js';
import { type Table, TableFault, type TableRow } from '../../http/table/table.js';
import type { Field } from '../../records/fields/field.js';
import { columnKindOf } from '../../records/import/cells.js';

/** How many rows are looked at for samples, words and formats. */
const LOOKED_AT = 500;

/** The first rows of a table, and what ended them where that was a fault. */
export type Looked = { rows: TableRow[]; fault: string | undefined };

/** Looks at the first rows of a table. */
export async function firstRows(table: Table): Promise<Looked> {
  const rows: TableRow[] = [];
  try {
    for await (const row of table.rows()) {
      rows.push(row);
      if (rows.length === LOOKED_AT) break;
    }
    return { rows, fault: undefined };
  } catch (error) {
    if (error instanceof TableFault) return { rows, fault: error.message };
    throw error;
  }
}

/** What a column's first rows say, empty cells left out. */
export function cellsOf({ rows }: Looked, n: number): string[] {
  return rows.flatMap(({ cells }) => (cells[n]?.trim() ? [cells[n]] : []));
}

/**
 * How a column is written that fills the field: as was said, else as its cells can be read; `doubt` says why somebody must say it.
 * Undefined where there is one way alone, or nothing to look at.
 */
export function formatFound(field: Field | undefined, { rows }: Looked, n: number, said: string | undefined) {
  const kind = field && columnKindOf(field);
  if (!kind) return undefined;
  const column = watchColumn(kind);
  for (const { line, cells } of rows) column.see(cells[n] ?? '', line);
  const { cells, certain, doubt, fits } = column.found();
  if (cells === 0) return undefined;
  // What was said of another field may be no format of this one.
  const known = fits.find(({ format }) => format.name === said)?.format.name;
  return { now: known ?? certain?.name, doubt: known ? undefined : doubt, fits };
}
