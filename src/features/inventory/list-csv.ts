import { csvLines, csvText } from '../../http/csv.js';
import { decimal } from '../../http/form.js';
import { chosenColumns } from '../../http/list/columns.js';
import type { Query } from '../../http/list/view.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { raw, sql } from '../../platform/postgres/sql.js';
import { tagsText } from '../../records/tags/index.js';
import { FIELD_NAMES, FIELDS, type FieldName } from './fields.js';
import { INVENTORY } from './kind.js';
import { COLUMNS, type ColumnName } from './list-columns.js';
import { found, matching, order } from './list-queries.js';
import type { ListRequest } from './list-request.js';

const FIGURES = ['net_proceeds', 'cash_profit', 'taxable_gain'] as const;
// What the list shows and no field of the form says.
const SHOWN = ['cash_cost', 'updated_at'] as const;
/** The head of the export: names that programs rely on. */
export const CSV_COLUMNS: readonly string[] = ['id', ...FIELD_NAMES, ...FIGURES, 'tags'];
const SELECTED = raw(['id', ...FIELD_NAMES, ...FIGURES, ...SHOWN].map((name) => `i.${name}`).join(', '));
const BATCH = 500;

type Row = Record<string, string | number | boolean | Date | null> & { currency: string };

/** The head of a list's export: all fields, or the columns that were chosen. */
function headOf(query: Query): readonly string[] {
  const chosen = chosenColumns<ColumnName>(query, COLUMNS);
  return chosen.length > 0 ? ['id', 'name', ...chosen] : CSV_COLUMNS;
}

/** The rows of a list in its order as CSV, a batch at a time, so that any number of rows needs the same memory. */
export async function* csvOf(
  db: ReadDoor,
  { query, filter, page }: Pick<ListRequest, 'query' | 'filter' | 'page'>,
): AsyncGenerator<string> {
  const head = headOf(query);
  yield csvLines([[...head]]);
  const rows = db.batches<Row>(
    sql`${found(filter)}
      select ${SELECTED}, ${tagsText(INVENTORY, 'i')} as tags from inventory_items i where ${matching(filter)} ${order(page)}`,
    BATCH,
  );
  for await (const batch of rows) yield csvLines(batch.map((row) => cellsOf(row, head)));
}

function cellsOf(row: Row, head: readonly string[]): string[] {
  return head.map((name) => cell(name, row[name] ?? null, row.currency));
}

function cell(name: string, value: Row[string], currency: string): string {
  if (value === null) return '';
  const kind = Object.hasOwn(FIELDS, name) ? FIELDS[name as FieldName].kind : 'text';
  if (value instanceof Date) return value.toISOString();
  if (kind === 'money' || name === 'cash_cost' || (FIGURES as readonly string[]).includes(name))
    return decimal(Number(value), currency);
  return kind === 'text' ? csvText(String(value)) : String(value);
}
