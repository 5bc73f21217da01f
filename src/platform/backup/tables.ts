import { createHash } from 'node:crypto';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';

/** A table of ours: its name with its schema, the columns that are written, the order in which rows are read. */
export type TableToRead = { name: string; columns: string[]; order: string[]; isFenced: boolean };

/** What a table holds: how many rows, and the SHA-256 of all of them in order, as `copy` writes them. */
type TableSum = { rows: number; bytes: number; sha256: string };

// The bookkeeping of migrations is made anew by those who apply them. A partition's rows are its table's.
const TABLES = `select n.nspname || '.' || c.relname as name, c.relrowsecurity as "isFenced",
    array(select a.attname::text from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
    array(select format(case when a.attcollation <> 0 then '%I collate "C"' else '%I' end, a.attname)
      from pg_index i cross join unnest(i.indkey) with ordinality as k (attnum, place)
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
      where i.indrelid = c.oid and i.indisprimary order by k.place) as order
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'pgboss') and c.relkind in ('r', 'p') and not c.relispartition
    and (n.nspname, c.relname) <> ('public', '_prisma_migrations')
  order by n.nspname collate "C" desc, c.relname collate "C"`;

/** Every table whose rows a backup has. */
export async function tablesToRead(client: pg.ClientBase): Promise<TableToRead[]> {
  return (await client.query<TableToRead>(TABLES)).rows;
}

/** `schema.table`, quoted where it must be. */
export const quoted = (name: string) => name.split('.').map(pg.escapeIdentifier).join('.');
export const quotedList = (names: string[]) => names.map(pg.escapeIdentifier).join(', ');

/**
 * The rows of a table in an order that is the same on every server, as `copy` writes them; `take` is handed them. Forced policies
 * hide all rows from the tables' owner: fenced ones are read as the role that they let through. Within a transaction.
 */
export async function readRows(
  client: pg.ClientBase,
  { name, columns, order, isFenced }: TableToRead,
  take: (rows: AsyncIterable<Buffer>) => Promise<Omit<TableSum, 'rows'>>,
): Promise<TableSum> {
  await client.query(isFenced ? 'set local role mouse_system' : 'reset role');
  const by = order.length > 0 ? order.join(', ') : `(t.*)::text collate "C"`;
  const text = `copy (select ${quotedList(columns)} from ${quoted(name)} t order by ${by}) to stdout`;
  const rows = client.query(copyTo(text));
  const taken = await take(rows as AsyncIterable<Buffer>);
  await client.query('reset role');
  return { ...taken, rows: rows.rowCount };
}

/** Takes rows for their sum alone. */
export async function sumOf(rows: AsyncIterable<Buffer>): Promise<Omit<TableSum, 'rows'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of rows) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
