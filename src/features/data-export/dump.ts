import { csvLines, csvText } from '../../http/csv.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { type JsonValue, raw, type Sql, sql } from '../../platform/postgres/sql.js';

/** So many rows at once, that memory stays flat. */
const BATCH = 500;

/** A table with rows of the person's own: its columns as they are exported, and which rows are theirs. */
export type OwnTable = { name: string; columns: string[]; mine: Sql };
type Row = Record<string, JsonValue | null>;

/**
 * The tables that have rows of a person's own, from the database itself, so that none is forgotten: those that a person may read and
 * whose rows go with them. What is made of other columns is left out, and so are hashes of secrets.
 */
export async function ownTables(db: ReadDoor): Promise<OwnTable[]> {
  const tables = await db.rows<{ name: string; owner: string; columns: string[] }>(sql`
    select c.relname::text as name, owner.attname::text as owner, (
        select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
          and a.attname not in ('user_id', 'submission_id') and a.attname !~ '_hash$') as columns
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    join pg_attribute owner on owner.attrelid = c.oid and owner.attnum = k.conkey[1]
    where k.contype = 'f' and k.confdeltype = 'c' and k.confrelid = 'users'::regclass
      and has_table_privilege(c.oid, 'select') and c.relname not in ('account_files', 'data_exports')
    order by 1`);
  return tables.map(({ name, owner, columns }) => ({ name, columns, mine: mine(owner, columns) }));
}

// What one wrote about a record that all share is one's own work too.
function mine(owner: string, columns: readonly string[]): Sql {
  const own = sql`t.${raw(owner)} = app_user_id()`;
  const written = columns.includes('author_id') ? sql`(${own} or t.author_id = app_user_id())` : own;
  // The text of a mail with a link that lets in is nobody's to keep.
  return columns.includes('is_secret') ? sql`(${written} and not t.is_secret)` : written;
}

/** A table's rows as one array of JSON, as they are read. */
export async function* jsonOf(db: ReadDoor, table: OwnTable): AsyncGenerator<Buffer> {
  let between = '[\n';
  for await (const rows of rowsOf(db, table)) {
    yield Buffer.from(between + rows.map((row) => JSON.stringify(row)).join(',\n'));
    between = ',\n';
  }
  yield Buffer.from(between === '[\n' ? '[]\n' : '\n]\n');
}

/** The same rows as CSV. */
export async function* csvOfTable(db: ReadDoor, table: OwnTable): AsyncGenerator<Buffer> {
  yield Buffer.from(csvLines([table.columns]));
  for await (const rows of rowsOf(db, table))
    yield Buffer.from(csvLines(rows.map((row) => table.columns.map((name) => cellOf(row[name] ?? null)))));
}

async function* rowsOf(db: ReadDoor, { name, columns, mine }: OwnTable): AsyncGenerator<Row[]> {
  const list = raw(columns.map((column) => `t."${column}"`).join(', '));
  const order = columns.includes('id') ? sql`order by t.id` : sql``;
  const query = sql`select to_jsonb(r) as row from (select ${list} from ${raw(name)} t where ${mine} ${order}) r`;
  for await (const batch of db.batches<{ row: Row }>(query, BATCH)) yield batch.map(({ row }) => row);
}

function cellOf(value: JsonValue | null): string {
  if (value === null) return '';
  return typeof value === 'string'
    ? csvText(value)
    : typeof value === 'object'
      ? csvText(JSON.stringify(value))
      : String(value);
}
