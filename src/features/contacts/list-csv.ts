import { csvLines, csvText } from '../../http/csv.js';
import { wholeOrder } from '../../http/list/sql.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { contactBatches, type FullContact } from './contact-queries.js';
import { FIELD_NAMES, FIELDS, type FieldName } from './fields.js';
import { matching, sortOf } from './list-queries.js';
import type { ListRequest } from './list-request.js';

/** The head of the export: names that programs rely on. */
export const CSV_COLUMNS: readonly string[] = ['id', ...FIELD_NAMES, 'tags'];

/** All contacts of a list in its order, a batch at a time. */
export function listedContacts(db: ReadDoor, { filter, page }: Pick<ListRequest, 'filter' | 'page'>) {
  return contactBatches(db, matching(filter), wholeOrder(page, sortOf(page), sql`c.id`));
}

/** The contacts of a list as CSV; what repeats stands in one cell, a line each. */
export async function* csvOf(db: ReadDoor, asked: ListRequest): AsyncGenerator<string> {
  yield csvLines([[...CSV_COLUMNS]]);
  for await (const batch of listedContacts(db, asked)) yield csvLines(batch.map(cellsOf));
}

function cellsOf({ id, data, tags }: FullContact): string[] {
  return [id, ...FIELD_NAMES.map((name) => cell(name, data.fields[name])), csvText(tags)];
}

function cell(name: FieldName, value: string | boolean | null): string {
  if (value === null) return '';
  const { kind } = FIELDS[name];
  // A phone begins with a plus sign, which is why cells of points are neutralised like any text.
  return kind === 'text' || kind === 'points' || kind === 'companies' ? csvText(String(value)) : String(value);
}
