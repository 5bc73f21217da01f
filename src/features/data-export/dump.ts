import { decimal } from '../../http/amount.js';
import { csvLines, csvText } from '../../http/csv.js';
import type { ReadDoor, StreamDoor } from '../../platform/postgres/database.js';
import { type JsonValue, join, raw, type Sql, sql } from '../../platform/postgres/sql.js';

/** So many rows at once, that memory stays flat. */
const BATCH = 500;

/**
 * A table with rows of the person's own: its columns as they are exported, which rows are theirs, and how those of its numbers are
 * written that are no plain ones. `currency`: where that of its amounts stands, if not in the row.
 */
export type OwnTable = { name: string; columns: string[]; mine: Sql; written: Map<string, Written>; currency?: Sql };
type Written = 'amount' | 'rate';
type Row = Record<string, JsonValue | null>;

/**
 * The tables that have rows of a person's own, from the database itself, so that none is forgotten: those that a person may read and
 * whose rows go with them. What is made of other columns is left out, and so are secrets, hashed and sealed.
 */
export async function ownTables(db: ReadDoor): Promise<OwnTable[]> {
  const tables = await db.rows<Told>(sql`
    select c.relname::text as name, owner.attname::text as owner, (
        select coalesce(jsonb_object_agg(a.attname, col_description(c.oid, a.attnum)) filter (where col_description(c.oid, a.attnum) ~ '^(amount|rate)'), '{}')
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as comments, (
        select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
          and a.attname not in ('user_id', 'submission_id') and a.attname !~ '(_hash|^sealed)$') as columns
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    join pg_attribute owner on owner.attrelid = c.oid and owner.attnum = k.conkey[1]
    where k.contype = 'f' and k.confdeltype = 'c' and k.confrelid = 'users'::regclass
      and has_table_privilege(c.oid, 'select') and c.relname not in ('account_files', 'data_exports', 'api_answers')
    order by 1`);
  return tables.map(ownTable);
}

type Told = { name: string; owner: string; columns: string[]; comments: Record<string, string> };

// What a column's comment says of its numbers: `amount`, `rate`, or `amount of deals by deal_id`, whose currency is that record's.
function ownTable({ name, owner, columns, comments }: Told): OwnTable {
  const written = new Map<string, Written>();
  let currency: Sql | undefined;
  for (const [column, comment] of Object.entries(comments)) {
    const [, kind, table, key] = /^(amount|rate)(?: of (\w+) by (\w+))?$/.exec(comment) ?? [];
    if (kind) written.set(column, kind as Written);
    if (table && key) currency = sql`(select o.currency from ${raw(table)} o where o.id = t.${raw(key)})`;
  }
  const table = { name, columns, mine: mine(owner, columns), written };
  return currency ? { ...table, columns: [...columns, 'currency'], currency } : table;
}

// What one wrote about a record that all share is one's own work too.
function mine(owner: string, columns: readonly string[]): Sql {
  const own = sql`t.${raw(owner)} = app_user_id()`;
  const written = columns.includes('author_id') ? sql`(${own} or t.author_id = app_user_id())` : own;
  // The text of a mail with a link that lets in is nobody's to keep.
  return columns.includes('is_secret') ? sql`(${written} and not t.is_secret)` : written;
}

/** A table's rows as one array of JSON, as they are read. */
export async function* jsonOf(db: StreamDoor, table: OwnTable): AsyncGenerator<Buffer> {
  let between = '[\n';
  for await (const rows of rowsOf(db, table)) {
    yield Buffer.from(between + rows.map((row) => JSON.stringify(row)).join(',\n'));
    between = ',\n';
  }
  yield Buffer.from(between === '[\n' ? '[]\n' : '\n]\n');
}

/** The same rows as CSV. */
export async function* csvOfTable(db: StreamDoor, table: OwnTable): AsyncGenerator<Buffer> {
  yield Buffer.from(csvLines([table.columns]));
  for await (const rows of rowsOf(db, table))
    yield Buffer.from(
      csvLines(rows.map((row) => table.columns.map((name) => cellOf(row[name] ?? null, table.written.has(name))))),
    );
}

async function* rowsOf(db: StreamDoor, { name, columns, mine, written, currency }: OwnTable): AsyncGenerator<Row[]> {
  const list = join(
    columns.map((it) => (currency && it === 'currency' ? sql`${currency} as currency` : raw(`t."${it}"`))),
  );
  const order = columns.includes('id') ? sql`order by t.id` : sql``;
  const query = sql`select to_jsonb(r) as row from (select ${list} from ${raw(name)} t where ${mine} ${order}) r`;
  for await (const batch of db.batches<{ row: Row }>(query, BATCH)) {
    for (const { row } of batch) for (const [column, kind] of written) row[column] = figure(row, column, kind);
    yield batch.map(({ row }) => row);
  }
}

// As the product writes them in its CSV: decimals of the currency, and per cent.
function figure(row: Row, column: string, kind: Written): JsonValue | null {
  const units = row[column];
  if (typeof units !== 'number') return units ?? null;
  return kind === 'rate' ? String(units / 100) : decimal(units, String(row['currency']));
}

// A figure below nought begins like a formula, and is none.
function cellOf(value: JsonValue | null, isFigure: boolean): string {
  if (value === null) return '';
  if (isFigure) return String(value);
  return typeof value === 'string'
    ? csvText(value)
    : typeof value === 'object'
      ? csvText(JSON.stringify(value))
      : String(value);
}
