import { csvLines, csvText } from '../../http/csv.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { tagsText } from '../../records/tags/index.js';
import { FIELD_COLUMNS } from './company.js';
import { FIELD_NAMES, FIELDS, type FieldName } from './fields.js';
import { COMPANIES } from './kind.js';
import { matching, order } from './list-queries.js';
import type { ListRequest } from './list-request.js';

/** The head of the export: names that programs rely on. */
export const CSV_COLUMNS: readonly string[] = ['id', ...FIELD_NAMES, 'domain', 'tags'];
const BATCH = 500;

type Row = Record<string, string | number | boolean | null>;

/** The rows of the list in its order as CSV, a batch at a time, so that any number of rows needs the same memory. */
export async function* csvOf(
  db: ReadDoor,
  { filter, page }: Pick<ListRequest, 'filter' | 'page'>,
): AsyncGenerator<string> {
  yield csvLines([[...CSV_COLUMNS]]);
  const rows = db.batches<Row>(
    sql`select c.id, c.domain, ${tagsText(COMPANIES, 'c')} as tags, ${FIELD_COLUMNS} from companies c left join companies p on p.id = c.parent_id
      where ${matching(filter)} ${order(page)}`,
    BATCH,
  );
  for await (const batch of rows) yield csvLines(batch.map(cellsOf));
}

function cellsOf(row: Row): string[] {
  return CSV_COLUMNS.map((name) => cell(name, row[name] ?? null));
}

function cell(name: string, value: Row[string]): string {
  if (value === null) return '';
  const kind = Object.hasOwn(FIELDS, name) ? FIELDS[name as FieldName].kind : 'text';
  return kind === 'number' || kind === 'tick' ? String(value) : csvText(String(value));
}
