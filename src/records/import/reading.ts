import { setImmediate } from 'node:timers/promises';
import { writtenAs } from '../../http/writing.js';
import { type FileRow, type ReadRow, readCells } from './cells.js';
import type { Bringing } from './decide.js';
import { newDraft } from './draft.js';
import type { CheckedRow } from './outcomes.js';

/** What rows say by themselves, before anything is looked up. */
export function readRows(asked: Bringing, rows: readonly FileRow[]): ReadRow[] {
  return rows.map((row) => readRow(asked, row));
}

/** How many rows are read before whatever else waits has its turn: about a millisecond's. */
const A_STEP = 20;

/** The same while Postgres writes others, in small steps; with the forms of those that are to make a record. */
export async function readMeanwhile(asked: Bringing, rows: readonly CheckedRow[]): Promise<ReadRow[]> {
  const read: ReadRow[] = [];
  for (const row of rows) {
    const one = readRow(asked, row);
    read.push(row.is_new && one.notes.length === 0 ? { ...one, draft: newDraft(asked, one) } : one);
    if (read.length % A_STEP === 0) await setImmediate();
  }
  return read;
}

// Cells are brought into the product's own way of writing, whoever's file it is.
function readRow({ module, mapping }: Bringing, row: FileRow): ReadRow {
  return writtenAs('en', () => readCells(module, mapping, row));
}
