import { csvLines, csvText, readCsvText } from '../../http/csv.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { pageOfRows } from '../../records/import/outcomes.js';

const ROWS = 500;

/** The refused rows of a table as CSV, as they came, each with why: they can be mended and sent again. */
export async function* refusedCsv(
  db: Pick<ReadDoor, 'rows'>,
  id: string,
  header: readonly string[],
): AsyncGenerator<string> {
  const named = header.map((name, n) => name || `Column ${n + 1}`);
  yield csvLines([[...named, REASON]]);
  let after = 0;
  for (;;) {
    const rows = await pageOfRows(db, id, { outcome: 'refuse', after, most: ROWS });
    if (rows.length === 0) return;
    yield csvLines(
      rows.map(({ cells, notes }) => [
        ...Array.from({ length: Math.max(named.length, cells.length) }, (_, n) => guarded(cells[n] ?? '')),
        notes.map(({ text }) => text).join(' '),
      ]),
    );
    after = rows.at(-1)?.n ?? after;
  }
}

/** What the column is called that says why a row was refused. */
export const REASON = 'Why it was refused';

// What was guarded before is guarded once; a number may begin with a minus.
function guarded(cell: string): string {
  return /^-?[\d.,' ]*$/.test(cell) ? cell : csvText(readCsvText(cell));
}
