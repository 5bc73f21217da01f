import { csvLines, csvText } from '../../http/csv.js';
import { chosenColumns } from '../../http/list/columns.js';
import { one } from '../../http/list/page.js';
import type { StreamDoor } from '../../platform/postgres/database.js';
import { join, raw, sql } from '../../platform/postgres/sql.js';
import type { Value } from '../fields/field.js';
import type { Row } from '../fields/set.js';
import type { ListModule } from '../module.js';
import { tagsText } from '../tags/index.js';
import type { Asked } from './asked.js';
import type { Reader } from './define.js';
import { batchesOf, carried } from './sql.js';

type Cell = { name: string; of(row: Row): string };

/**
 * The rows of a list in its order as CSV, a batch at a time, so that any number of rows needs the same memory: all fields, or the
 * columns that were chosen. `bom=1` begins it with the mark by which Excel knows UTF-8.
 */
export async function* csvOf(db: StreamDoor, module: ListModule, asked: Asked, reader: Reader): AsyncGenerator<string> {
  const cells = cellsOf(module, asked, reader);
  yield (one(asked.query.bom) === '1' ? '\uFEFF' : '') + csvLines([cells.map(({ name }) => name)]);
  for await (const batch of batchesOf(db, module, asked, selected(module, asked, reader)))
    yield csvLines(batch.map((row) => cells.map(({ of }) => of(row))));
}

/** The head of a whole export: names that programs rely on. */
function headOf({ kind, fields, list }: Pick<ListModule, 'kind' | 'fields' | 'list'>): string[] {
  return ['id', ...fields.names, ...Object.keys(list.exported ?? {}), ...(kind.untagged ? [] : ['tags'])];
}

function selected(module: ListModule, { query }: Asked, reader: Reader) {
  const { kind, list, fields } = module;
  const { alias, exported = {}, computed = {}, columns } = list;
  const column = (name: string) => (computed[name] ? sql`${computed[name]} as ${raw(name)}` : raw(`${alias}.${name}`));
  if (chosenColumns(query, columns).length > 0)
    return join([raw(`${alias}.id, ${alias}.name`), carried(module, query, reader)]);
  const tags = kind.untagged ? [] : [sql`${tagsText(kind, alias)} as tags`];
  return join([...['id', ...Object.keys(exported)].map(column), fields.columns(alias), ...tags]);
}

function cellsOf(module: ListModule, { query }: Asked, reader: Reader): Cell[] {
  const chosen = chosenColumns(query, module.list.columns);
  const names = chosen.length > 0 ? ['id', 'name', ...chosen] : headOf(module);
  return names.map((name) => ({ name, of: cellOf(module, name, reader) }));
}

/** What a cell of an export holds of a row, by the name of its column. */
export function cellOf({ fields, list }: ListModule, name: string, reader: Reader): Cell['of'] {
  const column = list.columns.find((it) => it.name === name);
  if (column?.csv) return (row) => column.csv?.(row, reader) ?? '';
  const field = fields.field(name);
  if (field) return (row) => field.cell((row[name] ?? null) as Value, fields.around(row));
  const exported = list.exported?.[name];
  if (exported) return (row) => exported(row[name], row);
  if (column) return (row) => csvText(column.cell(row, reader).text.replace(/^–$/, ''));
  return (row) => csvText(String(row[name] ?? ''));
}
