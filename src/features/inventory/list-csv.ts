import { csvLines, csvText } from '../../http/csv.js';
import { decimal } from '../../http/form.js';
import type { ReadDoor } from '../../platform/database.js';
import { raw, sql } from '../../platform/sql.js';
import { tagsText } from '../../records/tags/index.js';
import { FIELD_NAMES, FIELDS, type FieldName } from './fields.js';
import { found, matching, order } from './list-queries.js';
import type { ListRequest } from './list-request.js';

const FIGURES = ['net_proceeds', 'cash_profit', 'taxable_gain'] as const;
/** The head of the export: names that programs rely on. */
export const CSV_COLUMNS: readonly string[] = ['id', ...FIELD_NAMES, ...FIGURES, 'tags'];
const COLUMNS = raw(['id', ...FIELD_NAMES, ...FIGURES].map((name) => `i.${name}`).join(', '));
const BATCH = 500;

type Row = Record<string, string | number | boolean | null> & { currency: string };

/** The rows of a list in its order as CSV, a batch at a time, so that any number of rows needs the same memory. */
export async function* csvOf(
  db: ReadDoor,
  { filter, page }: Pick<ListRequest, 'filter' | 'page'>,
): AsyncGenerator<string> {
  yield csvLines([[...CSV_COLUMNS]]);
  const rows = db.batches<Row>(
    sql`${found(filter)}
      select ${COLUMNS}, ${tagsText('inventory', 'i')} as tags from inventory_items i where ${matching(filter)} ${order(page)}`,
    BATCH,
  );
  for await (const batch of rows) yield csvLines(batch.map(cellsOf));
}

function cellsOf(row: Row): string[] {
  return CSV_COLUMNS.map((name) => cell(name, row[name] ?? null, row.currency));
}

function cell(name: string, value: Row[string], currency: string): string {
  if (value === null) return '';
  const kind = Object.hasOwn(FIELDS, name) ? FIELDS[name as FieldName].kind : 'text';
  if (kind === 'money' || (FIGURES as readonly string[]).includes(name)) return decimal(Number(value), currency);
  return kind === 'text' ? csvText(String(value)) : String(value);
}
